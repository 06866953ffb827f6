"""What is in the database after a request."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from core.db import Base
from core.doors import Doors
from core.models import Media, OutboxEvent, Submission


def submissions(doors: Doors) -> list[Submission]:
    """All of them, the oldest first, with consents and media."""
    with doors.database.reading() as rows:
        return list(
            rows.scalars(
                select(Submission)
                .options(selectinload(Submission.consents), selectinload(Submission.media))
                .order_by(Submission.id)
            )
        )


def files(doors: Doors) -> list[Media]:
    """Every photo and video, the oldest first."""
    with doors.database.reading() as rows:
        return list(rows.scalars(select(Media).order_by(Media.id)))


def events(doors: Doors) -> list[str]:
    """The names of what happened, in order."""
    with doors.database.reading() as rows:
        return list(rows.scalars(select(OutboxEvent.name).order_by(OutboxEvent.id)))


def counts(doors: Doors) -> dict[str, int]:
    """How many rows every table has: equal before and after means nothing was written."""
    with doors.database.reading() as rows:
        return {
            table.name: rows.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
