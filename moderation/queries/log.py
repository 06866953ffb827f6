"""The log of decisions: its lines, its last line, and whether its chain holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.models import Decision
from moderation.policy import Action, Entry, first_broken

BATCH = 1000


def last_line(session: Session, store_id: int) -> Decision | None:
    """The newest line of a store's log."""
    return session.scalar(
        select(Decision)
        .where(Decision.store_id == store_id)
        .order_by(Decision.number.desc())
        .limit(1)
    )


def history(session: Session, store_id: int, submission_id: int) -> Sequence[Decision]:
    """What was decided about one submission, newest first."""
    return session.scalars(
        select(Decision)
        .where(Decision.store_id == store_id, Decision.submission_id == submission_id)
        .order_by(Decision.number.desc())
    ).all()


def last_of(
    session: Session, store_id: int, submission_id: int, *actions: Action
) -> Decision | None:
    """The newest line about one submission, among `actions` when any are named."""
    lines = history(session, store_id, submission_id)
    return next((line for line in lines if not actions or line.action in actions), None)


def entry_of(row: Decision) -> Entry:
    """What a line's hash is taken over."""
    return Entry(
        store_id=row.store_id,
        number=row.number,
        submission_id=row.submission_id,
        action=row.action,
        actor=row.actor,
        actor_name=row.actor_name,
        from_state=row.from_state.value,
        to_state=row.to_state.value,
        ground=row.ground.value if row.ground else None,
        note=row.note,
        decided_at=row.decided_at,
        former_hash=row.former_hash,
    )


def verify_log(session: Session, store_id: int) -> int | None:
    """The number of the first line that was changed or is missing, or None when the chain holds."""
    return first_broken((entry_of(row), row.hash) for row in _lines(session, store_id))


def _lines(session: Session, store_id: int) -> Iterator[Decision]:
    last = None
    while batch := _batch(session, store_id, last):
        yield from batch
        last = batch[-1].number


def _batch(session: Session, store_id: int, after: int | None) -> Sequence[Decision]:
    lines = select(Decision).where(Decision.store_id == store_id).order_by(Decision.number)
    if after is not None:
        lines = lines.where(Decision.number > after)
    return session.scalars(lines.limit(BATCH)).all()
