"""Reactions to events; each may run twice."""

from __future__ import annotations

from core import events as e
from core.doors import Doors


def settle_submission(doors: Doors, event: e.SubmissionReceived) -> None:
    """To be filled by its storey."""


def prepare_media(doors: Doors, event: e.MediaUploaded) -> None:
    """To be filled by its storey."""
