"""Who wrote a review and added no picture; what they rated is never looked at."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.models import Media, Solicitation, Submission
from core.states import MediaState, SubjectKind, SubmissionKind, SubmissionState
from solicitation.queries.due import DueAsk

_STANDING = (SubmissionState.RECEIVED, SubmissionState.WAITING, SubmissionState.APPROVED)
_LOST = (MediaState.REFUSED, MediaState.REMOVED)


def has_picture(session: Session, submission: Submission) -> bool:
    """Whether a photo or video came with it."""
    found = session.scalar(
        select(Media.id)
        .where(
            Media.store_id == submission.store_id,
            Media.submission_id == submission.id,
            Media.state.not_in(_LOST),
        )
        .limit(1)
    )
    return found is not None


def still_without(session: Session, store_id: int, asks: Sequence[DueAsk]) -> set[int]:
    """Those of the requests for a picture whose review stands and has none, by their ids.

    A review counts by its newest version; no statement runs when none of `asks` is of this kind.
    """
    wanted = [ask.id for ask in asks if ask.is_media_only]
    if not wanted:
        return set()
    pictured = exists().where(
        Media.store_id == Submission.store_id,
        Media.submission_id == Submission.id,
        Media.state.not_in(_LOST),
    )
    rows = session.execute(
        select(Solicitation.id, pictured)
        .join(
            Submission,
            (Submission.store_id == Solicitation.store_id)
            & (Submission.occasion_id == Solicitation.occasion_id)
            & (Submission.moment == Solicitation.moment),
        )
        .where(
            Solicitation.store_id == store_id,
            Solicitation.id.in_(wanted),
            Submission.kind == SubmissionKind.REVIEW,
            Submission.subject == SubjectKind.PRODUCT,
            Submission.state.in_(_STANDING),
        )
    ).all()
    return {ask for ask, _ in rows} - {ask for ask, has_one in rows if has_one}
