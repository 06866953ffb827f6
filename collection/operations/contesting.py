"""An author says that a refusal is wrong."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, Conflict, InvalidInput
from core.events import RefusalContested
from core.models import ANSWERED_WITHIN, CONTESTABLE_FOR, Contest, Decision, Submission
from core.outbox import record
from core.states import SubmissionState

LIMIT = 2000
"""Characters."""


def contest(session: Session, submission: Submission, words: str, now: datetime) -> Contest:
    """Ask for the refusal of `submission` to be looked at again; twice is once (DSA art. 20).

    Raises InvalidInput without a reason, Conflict where nothing is refused or it is too late.
    """
    words = words.replace("\r\n", "\n").strip()
    if not words:
        raise InvalidInput(N_("Say why, in a sentence or two."), field="words")
    if len(words) > LIMIT:
        raise InvalidInput(
            N_("2,000 characters at most: a few sentences are enough."), field="words"
        )
    refusal = refusal_of(session, submission)
    if refusal is None:
        raise Conflict(N_("This is not refused any more; there is nothing to contest."))
    known = contest_of(session, refusal)
    if known is not None:
        return known
    if refusal.decided_at < now - CONTESTABLE_FOR:
        raise Conflict(N_("A refusal can be contested for six months; these are over."))
    row = Contest(
        store_id=submission.store_id,
        submission_id=submission.id,
        decision_id=refusal.id,
        words=words,
        contested_at=now,
        due_at=now + ANSWERED_WITHIN,
    )
    session.add(row)
    session.flush()  # the event carries its id
    record(session, RefusalContested(row.store_id, row.id), now)
    return row


def refusal_of(session: Session, submission: Submission) -> Decision | None:
    """The decision that keeps it from shoppers now."""
    if submission.state is not SubmissionState.REFUSED:
        return None
    return session.scalar(
        select(Decision)
        .where(
            Decision.store_id == submission.store_id,
            Decision.submission_id == submission.id,
            Decision.to_state == SubmissionState.REFUSED,
            Decision.ground.is_not(None),
        )
        .order_by(Decision.number.desc())
        .limit(1)
    )


def contest_of(session: Session, refusal: Decision) -> Contest | None:
    """What its author already said against it."""
    return session.scalar(
        select(Contest).where(
            Contest.store_id == refusal.store_id, Contest.decision_id == refusal.id
        )
    )
