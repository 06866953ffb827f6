"""Letters to authors: written with their cause, released when it stands, sent at least once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core.events import LetterWritten
from core.models import Letter, Submission
from core.outbox import record
from core.signing import random_ref
from core.states import LetterKind, LetterState
from moderation.queries.letters import known_letter, letters_to_release, standing_state

BATCH = 500


def write_letter(
    session: Session,
    submission: Submission,
    kind: LetterKind,
    cause_id: int,
    now: datetime,
    *,
    decision_id: int | None = None,
) -> Letter | None:
    """A letter that waits, one for each cause; None when it was written before."""
    dedupe_key = f"{kind.value}:{cause_id}"
    if known_letter(session, submission.store_id, dedupe_key) is not None:
        return None
    row = Letter(
        store_id=submission.store_id,
        submission_id=submission.id,
        customer_id=submission.customer_id,
        decision_id=decision_id,
        kind=kind,
        state=LetterState.WAITING,
        dedupe_key=dedupe_key,
        send_ref=random_ref(),
        created_at=now,
    )
    session.add(row)
    return row


def release_letters(session: Session, now: datetime) -> int:
    """Send off what was written before the last moment to undo; returns how many left the queue."""
    moved = 0
    for row in letters_to_release(session, now, BATCH):
        row.state = standing_state(session, row)
        moved += row.state is not LetterState.WAITING
        if row.state is LetterState.RELEASED:
            session.flush()  # the next letter to the same person must find this one
            record(session, LetterWritten(row.store_id, row.id), now)
    return moved


def mark_sent(row: Letter, message_id: str, now: datetime) -> None:
    """The provider took it, or may have taken it."""
    row.state, row.message_id, row.sent_at = LetterState.SENT, message_id[:200], now
