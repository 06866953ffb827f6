"""Reactions to events; each may run twice, and in any order: all follow the present state."""

from __future__ import annotations

from core import events as e
from core.doors import Doors
from widgets.operations.publishing import follow_submission
from widgets.operations.rebuilding import rebuild_product, rebuild_store


def publish(doors: Doors, event: e.SubmissionApproved) -> None:
    """Show what was approved."""
    _follow(doors, event.store_id, event.submission_id)


def unpublish(doors: Doors, event: e.SubmissionRefused | e.SubmissionWithdrawn) -> None:
    """Take away what was refused or taken back, with its pictures when its author did it."""
    _follow(doors, event.store_id, event.submission_id)


def rebuild_of_submission(doors: Doors, event: e.ConsentWithdrawn | e.SubmissionReplied) -> None:
    """Show a changed submission as it is now."""
    _follow(doors, event.store_id, event.submission_id)


def rebuild(doors: Doors, event: e.PresentationChanged) -> None:
    """Show a product, or everything of the store, as it is now."""
    if event.product_id is None:
        rebuild_store(doors, event.store_id)
    else:
        rebuild_product(doors, event.store_id, event.product_id)


def _follow(doors: Doors, store_id: int, submission_id: int) -> None:
    """The row first, then the feed that names the pictures, then the pictures themselves."""
    with doors.database.transaction() as session:
        followed = follow_submission(session, store_id, submission_id, doors.now())
    if followed is None:
        return
    if followed.has_feed:
        rebuild_product(doors, store_id, followed.product_id)
    for key in followed.keys_to_delete:
        doors.storage.delete(key)
