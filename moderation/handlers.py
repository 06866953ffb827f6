"""Reactions to events; each may run twice."""

from __future__ import annotations

from core import events as e
from core.doors import Doors


def queue_submission(doors: Doors, event: e.SubmissionReady) -> None:
    """To be filled by its storey."""


def write_published(doors: Doors, event: e.SubmissionApproved) -> None:
    """To be filled by its storey."""


def write_refusal(doors: Doors, event: e.SubmissionRefused) -> None:
    """To be filled by its storey."""


def write_reply(doors: Doors, event: e.SubmissionReplied) -> None:
    """To be filled by its storey."""


def send_letter(doors: Doors, event: e.LetterWritten) -> None:
    """To be filled by its storey."""
