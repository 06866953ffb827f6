"""Events recorded with their cause, and the debts they leave; nothing else writes these tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from core.events import Event, revive
from core.models import OutboxEvent, Reaction

LEASE = timedelta(seconds=60)
"""How long a reaction handed to a worker may take before it is due again."""
MAX_ATTEMPTS = 12


def record(session: Session, event: Event, now: datetime) -> None:
    """Note that `event` happened, in the caller's transaction."""
    session.add(
        OutboxEvent(
            store_id=event.store_id,
            name=type(event).__name__,
            payload=event.payload(),
            happened_at=now,
        )
    )


def relay(
    session: Session, handlers: Mapping[str, Sequence[str]], now: datetime, limit: int = 1000
) -> int:
    """Turn unrelayed events into one reaction per handler; returns how many events."""
    events = session.scalars(
        select(OutboxEvent)
        .where(OutboxEvent.relayed_at.is_(None))
        .order_by(OutboxEvent.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for event in events:
        event.relayed_at = now
        for handler in handlers.get(event.name, ()):
            session.add(Reaction(event_id=event.id, handler=handler, due_at=now))
    return len(events)


def lease_due(session: Session, now: datetime, limit: int = 500) -> list[tuple[int, str]]:
    """Take the reactions that are due and push each a lease ahead; their ids and handlers."""
    due = session.scalars(
        select(Reaction)
        .where(Reaction.settled_at.is_(None), Reaction.due_at <= now)
        .order_by(Reaction.due_at, Reaction.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for reaction in due:
        reaction.due_at = now + LEASE
    return [(reaction.id, reaction.handler) for reaction in due]


def open_reaction(session: Session, reaction_id: int) -> tuple[str, Event] | None:
    """The handler's name and the event of a reaction, or None when it is settled or unknown.

    Counts the attempt, so that a handler that kills its process is seen to.
    """
    reaction = session.scalar(
        select(Reaction).where(Reaction.id == reaction_id).options(joinedload(Reaction.event))
    )
    if reaction is None or reaction.settled_at is not None:
        return None
    reaction.attempts += 1
    return reaction.handler, revive(reaction.event.name, reaction.event.payload)


def settle(session: Session, reaction_id: int, now: datetime) -> None:
    """The handler did its work."""
    session.execute(
        update(Reaction)
        .where(Reaction.id == reaction_id, Reaction.settled_at.is_(None))
        .values(settled_at=now, error="")
    )


def postpone(session: Session, reaction_id: int, error: str, now: datetime) -> bool:
    """The handler failed: try later, longer each time; True when it is given up for dead."""
    reaction = session.get_one(Reaction, reaction_id)
    reaction.error = error[:2000]
    if reaction.attempts >= MAX_ATTEMPTS:
        reaction.is_dead, reaction.settled_at = True, now
        return True
    reaction.due_at = now + timedelta(seconds=min(2**reaction.attempts, 3600))
    return False


def extend(session: Session, reaction_id: int, now: datetime) -> None:
    """Its handler is still at work: the lease runs on."""
    session.execute(
        update(Reaction)
        .where(Reaction.id == reaction_id, Reaction.settled_at.is_(None))
        .values(due_at=now + LEASE)
    )
