"""Periodic work of collecting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from collection.operations.files import remove_files
from collection.preparing import clear_removed
from collection.queries.files import PENDING
from core.doors import Doors
from core.models import Media
from core.states import MediaState

ABANDONED_AFTER = timedelta(hours=48)
BATCH = 200


def sweep_media(doors: Doors) -> int:
    """Remove files that nobody submitted in 48 hours, and bytes a crash left behind; how many."""
    now = doors.now()
    with doors.database.transaction() as session:
        remove_files(_abandoned(session, now), now)
    with doors.database.reading() as rows:
        removed = rows.scalars(
            select(Media)
            .where(Media.state == MediaState.REMOVED, Media.quarantine_key != "")
            .limit(BATCH)
        ).all()
    return clear_removed(doors, removed)


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
