"""Periodic work of collecting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from collection.media.refusals import RefusalReason
from collection.operations import drafting, proofs
from collection.operations.files import remove_files, settle_file
from collection.operations.leaving import forget_unconfirmed as forget
from collection.operations.settling import settle_submission
from collection.preparing import clear_removed
from collection.queries.files import PENDING
from core.doors import Doors
from core.models import Media
from core.states import MediaState

ABANDONED_AFTER = timedelta(hours=48)
BATCH = 200


def sweep_media(doors: Doors) -> int:
    """Remove files that nobody submitted in 48 hours, and bytes a crash left behind; how many.

    A file that could not be prepared in that time is refused, so that its words wait no longer.
    """
    now = doors.now()
    with doors.database.transaction() as session:
        _give_up(session, now)
        remove_files(_abandoned(session, now), now)
    with doors.database.reading() as rows:
        removed = rows.scalars(
            select(Media)
            .where(Media.state == MediaState.REMOVED, Media.quarantine_key != "")
            .limit(BATCH)
        ).all()
    return clear_removed(doors, removed)


def forget_unconfirmed(doors: Doors) -> int:
    """Delete the words of open pages that nobody confirmed in 14 days; how many."""
    with doors.database.transaction() as session:
        return forget(session, doors.now(), BATCH)


def forget_drafts(doors: Doors) -> int:
    """Delete what was typed and never sent in 30 days; how many."""
    with doors.database.transaction() as session:
        return drafting.forget_drafts(session, doors.now(), BATCH)


def forget_proofs(doors: Doors) -> int:
    """Delete used proofs of work that could not be sent again anyway; how many."""
    with doors.database.transaction() as session:
        return proofs.forget_proofs(session, doors.now(), BATCH)


def _abandoned(session: Session, now: datetime) -> Sequence[Media]:
    return session.scalars(
        select(Media)
        .where(
            Media.submission_id.is_(None),
            Media.state.in_(PENDING),
            Media.created_at < now - ABANDONED_AFTER,
        )
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()


def _give_up(session: Session, now: datetime) -> None:
    stuck = session.scalars(
        select(Media)
        .where(
            Media.submission_id.is_not(None),
            Media.state == MediaState.UPLOADED,
            Media.created_at < now - ABANDONED_AFTER,
        )
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for media in stuck:
        settle_file(media, {}, RefusalReason.TOO_HARD, now)
    for store_id, submission_id in {(media.store_id, media.submission_id) for media in stuck}:
        if submission_id is not None:
            settle_submission(session, store_id, submission_id, now)
