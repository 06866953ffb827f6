"""The author takes something back: all of it, or one use of it (rules 9 and 13)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from collection.policy import WITHDRAWABLE
from core.events import ConsentWithdrawn, SubmissionWithdrawn
from core.ledger import note_submission
from core.models import Consent, NoteKind, Submission
from core.outbox import record
from core.states import SubmissionState, Use


def withdraw(
    session: Session, versions: Iterable[Submission], secret_key: str, now: datetime
) -> int:
    """Take back every version of something said; how many were not yet."""
    count = 0
    for submission in versions:
        if submission.state in WITHDRAWABLE:
            submission.move_to(SubmissionState.WITHDRAWN)
            note_submission(session, NoteKind.WITHDRAWN, submission, secret_key, now)
            record(session, SubmissionWithdrawn(submission.store_id, submission.id), now)
            count += 1
    return count


def withdraw_use(
    session: Session,
    versions: Iterable[Submission],
    use: Use,
    secret_key: str,
    now: datetime,
) -> int:
    """Take back one use of every version; how many consents ended (GDPR art. 7(3))."""
    count = 0
    for submission in versions:
        consent = session.scalar(
            select(Consent)
            .where(
                Consent.store_id == submission.store_id,
                Consent.submission_id == submission.id,
                Consent.use == use,
                Consent.withdrawn_at.is_(None),
            )
            .with_for_update()
        )
        if consent is not None:
            consent.withdrawn_at = now
            note_submission(session, NoteKind.USE_WITHDRAWN, submission, secret_key, now, use.value)
            record(session, ConsentWithdrawn(submission.store_id, submission.id), now)
            count += 1
    return count
