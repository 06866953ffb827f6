"""What a person gave is forgotten: words, stars, pictures, and what the store answered to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.events import SubmissionWithdrawn
from core.models import Contest, Media, Reply, Submission
from core.outbox import record
from core.states import SubmissionState


def erase_words(session: Session, store_id: int, customer_id: int, now: datetime) -> int:
    """Empty every version of everything they said; how many were not empty yet.

    All four columns go at once with the state, which is the one change that the triggers of both
    databases let pass. The log of decisions stays as proof (GDPR art. 17(3)(e)); it quotes nobody.
    """
    said = session.scalars(
        select(Submission)
        .where(
            Submission.store_id == store_id,
            Submission.customer_id == customer_id,
            Submission.state != SubmissionState.ERASED,
        )
        .order_by(Submission.id)
        .with_for_update()
    ).all()
    for submission in said:
        submission.move_to(SubmissionState.ERASED)
        submission.rating = submission.title = submission.words = submission.answers = None
        submission.display_name = ""
        _forget_replies(session, submission, now)
        _forget_contests(session, submission)
        record(session, SubmissionWithdrawn(store_id, submission.id), now)
    return len(said)


def loose_files(session: Session, store_id: int, customer_id: int) -> list[Media]:
    """Files of theirs that never became part of a submission."""
    rows = session.scalars(
        select(Media)
        .where(
            Media.store_id == store_id,
            Media.customer_id == customer_id,
            Media.submission_id.is_(None),
        )
        .with_for_update()
    )
    return list(rows)


def _forget_contests(session: Session, submission: Submission) -> None:
    """That something was contested stays as proof; what was said about it does not."""
    session.execute(
        update(Contest)
        .where(Contest.store_id == submission.store_id, Contest.submission_id == submission.id)
        .values(words="")
    )


def _forget_replies(session: Session, submission: Submission, now: datetime) -> None:
    """A reply speaks to its reader, often by name."""
    replies = session.scalars(
        select(Reply).where(
            Reply.store_id == submission.store_id, Reply.submission_id == submission.id
        )
    )
    for reply in replies:
        reply.words, reply.replaced_at = "", reply.replaced_at or now
