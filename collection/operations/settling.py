"""A submission can be decided once the last of its photos and videos is settled."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.events import SubmissionReady
from core.models import Media, Submission
from core.outbox import record
from core.states import MediaState, SubmissionState

_OPEN = (MediaState.EXPECTED, MediaState.UPLOADED)


def settle_submission(session: Session, store_id: int, submission_id: int, now: datetime) -> bool:
    """Let a received submission wait for its reading; False while files are open, or if it does.

    The row is locked: of two files that end at once, one sees the other's end.
    """
    submission = session.scalars(
        select(Submission)
        .where(Submission.store_id == store_id, Submission.id == submission_id)
        .with_for_update()
    ).one()
    if submission.state is not SubmissionState.RECEIVED or _open_files(session, submission):
        return False
    submission.move_to(SubmissionState.WAITING)
    submission.ready_at = now
    record(session, SubmissionReady(store_id, submission_id), now)
    return True


def _open_files(session: Session, submission: Submission) -> int:
    return (
        session.scalar(
            select(func.count())
            .select_from(Media)
            .where(
                Media.store_id == submission.store_id,
                Media.submission_id == submission.id,
                Media.state.in_(_OPEN),
            )
        )
        or 0
    )
