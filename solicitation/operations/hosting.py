"""The store's events: written down by a member, named by a list, or told by a ticketing system."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.models import Store, StoreEvent
from core.signing import random_ref
from solicitation.inbound.facts import HappeningFact
from solicitation.inbound.people import slug

KEY_LENGTH = 120


def store_event_of(session: Session, store: Store, name: str, now: datetime) -> StoreEvent:
    """The event of that key or name, created when it is new."""
    key = slug(name)[:KEY_LENGTH]
    return event_at(session, store.id, key) or _new(session, store, key, name, now)


def happening_of(session: Session, store: Store, fact: HappeningFact, now: datetime) -> StoreEvent:
    """The event that a ticketing system tells of, created with its place and dates when new.

    One that a member gave this number is taken as it is; one of the same name without a number is
    taken to be the same. What is known already is never changed: it may stand on a poster.
    """
    event = event_told_as(session, store.id, fact.ref)
    if event is None:
        event = event_at(session, store.id, key_of(fact.name))
        if event is None or event.external_ref is not None:
            event = _new(session, store, _free_key(session, store, fact), fact.name, now)
        event.external_ref = fact.ref
    event.place = event.place or fact.place[:300]
    if event.starts_at is None and event.ends_at is None:
        event.starts_at, event.ends_at = fact.starts_at, fact.ends_at
    if event.capacity is None:
        event.capacity = fact.capacity
    return event


def event_told_as(session: Session, store_id: int, ref: str) -> StoreEvent | None:
    """The event with a ticketing system's number."""
    return _event_where(session, store_id, StoreEvent.external_ref == ref)


def event_at(session: Session, store_id: int, key: str) -> StoreEvent | None:
    """The event of that key."""
    return _event_where(session, store_id, StoreEvent.key == key)


def key_of(name: str) -> str:
    """What an event of that name is called in addresses; it is printed on posters."""
    return slug(name)[:KEY_LENGTH].strip("-") or f"event-{random_ref()[:8]}"


def _free_key(session: Session, store: Store, fact: HappeningFact) -> str:
    """A workshop that is held every month has one name and many keys."""
    plain = key_of(fact.name)
    if event_at(session, store.id, plain) is None:
        return plain
    number = slug(fact.ref.rpartition(":")[2])[:60].strip("-") or random_ref()[:8]
    numbered = f"{plain[: KEY_LENGTH - 61]}-{number}"
    if event_at(session, store.id, numbered) is None:
        return numbered
    return f"{plain[: KEY_LENGTH - 13]}-{random_ref()[:12].lower()}"


def _new(session: Session, store: Store, key: str, name: str, now: datetime) -> StoreEvent:
    event = StoreEvent(store_id=store.id, key=key, name=name[:300], created_at=now)
    session.add(event)
    session.flush()  # its id is needed by the occasion
    return event


def _event_where(session: Session, store_id: int, where: ColumnElement[bool]) -> StoreEvent | None:
    return session.scalar(select(StoreEvent).where(StoreEvent.store_id == store_id, where))
