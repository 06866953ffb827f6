"""Reactions to events; each may run twice."""

from __future__ import annotations

from core import events as e
from core.doors import Doors


def publish(doors: Doors, event: e.SubmissionApproved) -> None:
    """To be filled by its storey."""


def unpublish(doors: Doors, event: e.SubmissionRefused) -> None:
    """To be filled by its storey."""


def rebuild_of_submission(doors: Doors, event: e.ConsentWithdrawn) -> None:
    """To be filled by its storey."""


def rebuild(doors: Doors, event: e.PresentationChanged) -> None:
    """To be filled by its storey."""
