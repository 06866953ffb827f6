"""Reactions to events; each may run twice."""

from __future__ import annotations

from core import events as e
from core.doors import Doors


def read_webhook(doors: Doors, event: e.WebhookReceived) -> None:
    """To be filled by its storey."""


def plan(doors: Doors, event: e.OccasionRecorded) -> None:
    """To be filled by its storey."""


def stop_occasion(doors: Doors, event: e.OccasionStopped) -> None:
    """To be filled by its storey."""


def send_batch(doors: Doors, event: e.SolicitationsClaimed) -> None:
    """To be filled by its storey."""


def stop_customer(doors: Doors, event: e.CustomerObjected) -> None:
    """To be filled by its storey."""


def close_answered(doors: Doors, event: e.SubmissionReceived) -> None:
    """To be filled by its storey."""


def close_withdrawn(doors: Doors, event: e.SubmissionWithdrawn) -> None:
    """To be filled by its storey."""
