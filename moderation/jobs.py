"""Periodic work of deciding: the published deadline is kept, and letters leave."""

from __future__ import annotations

from sqlalchemy import select

from core.doors import Doors
from core.models import Store
from core.states import SubmissionState
from moderation.operations.deciding import approve
from moderation.operations.ruling import publish_if_clean
from moderation.operations.screening import forget_origins as forget
from moderation.operations.screening import screen_submission
from moderation.operations.writing import release_letters as release
from moderation.policy import SYSTEM
from moderation.queries.screening import unscreened_ids
from moderation.queries.submissions import held_submission, overdue_ids

BATCH = 100
RULE = "L4: nobody decided within the {days} days the store publishes; the rating played no part."


def keep_deadlines(doors: Doors) -> int:
    """Publish by rule what waited too long, whatever its rating; returns how many."""
    with doors.database.reading() as session:
        stores = session.scalars(select(Store).order_by(Store.id)).all()
    return sum(_keep(doors, store) for store in stores)


def _keep(doors: Doors, store: Store) -> int:
    now = doors.now()
    note = RULE.format(days=store.publication_days)
    with doors.database.transaction() as session:
        ids = overdue_ids(session, store, now, BATCH)
        count = 0
        for submission_id in ids:
            submission = held_submission(session, store.id, submission_id)
            if submission.state is SubmissionState.WAITING:
                approve(session, submission, SYSTEM, now, note=note)
                count += 1
    return count


def screen_unscreened(doors: Doors) -> int:
    """Look through what waits and was never seen, or was before the store's lists changed."""
    with doors.database.reading() as session:
        stores = session.scalars(select(Store).order_by(Store.id)).all()
    return sum(_screen(doors, store) for store in stores)


def _screen(doors: Doors, store: Store) -> int:
    with doors.database.transaction() as session:
        ids = unscreened_ids(session, store.id, BATCH)
        for submission_id in ids:
            submission = held_submission(session, store.id, submission_id)
            screen_submission(session, store, submission, doors.now())
            publish_if_clean(session, submission, doors.now())
    return len(ids)


def forget_origins(doors: Doors) -> int:
    """Let go of where submissions came from; returns how many."""
    with doors.database.transaction() as session:
        return forget(session, doors.now())


def release_letters(doors: Doors) -> int:
    """Let letters leave whose decision can no longer be undone; returns how many."""
    with doors.database.transaction() as session:
        return release(session, doors.now())
