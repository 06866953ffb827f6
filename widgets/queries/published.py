"""Publications in the order in which they were made."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.models import Publication, Submission


def published_after(
    session: Session, store_id: int, after: int, limit: int
) -> Sequence[tuple[Publication, Submission]]:
    """The next `limit` publications of the store behind the key `after`, with what they show."""
    rows = session.execute(
        select(Publication, Submission)
        .join(Submission, Submission.id == Publication.submission_id)
        .where(Publication.store_id == store_id, Publication.id > after)
        .options(joinedload(Submission.product), selectinload(Submission.labels))
        .order_by(Publication.id)
        .limit(limit)
    )
    return [(publication, submission) for publication, submission in rows]
