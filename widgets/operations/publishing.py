"""Keeps the rows that say what shoppers see; nothing else writes `publications`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.models import Consent, Media, Publication, Submission
from core.states import SubmissionState, Use

_SHOWN = (SubmissionState.APPROVED, SubmissionState.SUPERSEDED)
_TAKEN_BACK = (SubmissionState.WITHDRAWN, SubmissionState.ERASED)


@dataclass(frozen=True, slots=True)
class Followed:
    """What is left to do in the bucket: the product whose feed changes, the objects to delete."""

    product_id: int | None
    has_feed: bool
    keys_to_delete: tuple[str, ...]


def follow_submission(
    session: Session, store_id: int, submission_id: int, now: datetime
) -> Followed | None:
    """Make the publication row say what the submission's present state means; None if unknown."""
    submission = session.scalar(
        select(Submission)
        .where(Submission.store_id == store_id, Submission.id == submission_id)
        .with_for_update()
    )
    if submission is None:
        return None
    is_consented = _is_consented(session, submission)
    _write_row(session, submission, now, is_shown=is_consented and submission.state in _SHOWN)
    is_over = submission.state in _TAKEN_BACK or not is_consented
    return Followed(
        product_id=submission.product_id,
        has_feed=submission.store_event_id is None or submission.product_id is not None,
        keys_to_delete=_rendition_keys(session, submission) if is_over else (),
    )


def _write_row(session: Session, submission: Submission, now: datetime, *, is_shown: bool) -> None:
    row = session.scalar(
        select(Publication).where(
            Publication.store_id == submission.store_id,
            Publication.submission_id == submission.id,
        )
    )
    if row is None and submission.state is SubmissionState.APPROVED and is_shown:
        row = Publication(
            store_id=submission.store_id,
            submission_id=submission.id,
            subject=submission.subject,
            product_id=submission.product_id,
            published_at=now,
        )
        session.add(row)
    elif row is not None and is_shown and row.unpublished_at is not None:
        row.published_at, row.unpublished_at = now, None
    elif row is not None and not is_shown and row.unpublished_at is None:
        row.unpublished_at = now


def _is_consented(session: Session, submission: Submission) -> bool:
    found = session.scalar(
        select(Consent.id).where(
            Consent.store_id == submission.store_id,
            Consent.submission_id == submission.id,
            Consent.use == Use.SITE,
            Consent.withdrawn_at.is_(None),
        )
    )
    return found is not None


def _rendition_keys(session: Session, submission: Submission) -> tuple[str, ...]:
    """Public objects of what the author took back (product.md, rule 13)."""
    rows = session.scalars(
        select(Media).where(
            Media.store_id == submission.store_id, Media.submission_id == submission.id
        )
    )
    return tuple(str(one["key"]) for row in rows for one in row.renditions)
