"""Who is on an event's list, who was seen there, and what moves when its dates do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, InvalidInput
from core.models import Attendee, Customer, Occasion, Store, StoreEvent
from core.signing import random_ref
from core.states import OccasionKind
from solicitation.inbound.facts import AttendeeFact
from solicitation.inbound.people import slug
from solicitation.operations import catalogue
from solicitation.operations.recording import announce, find_occasion

KEY_LENGTH = 120


@dataclass(frozen=True, slots=True)
class EventFact:
    """What a member says of an event; moments are aware, `capacity` None means uncounted."""

    name: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int | None
    is_collecting: bool
    collecting_days: int


def record_attendee(session: Session, store: Store, fact: AttendeeFact, now: datetime) -> bool:
    """Put somebody on an event's list; only who was seen there is asked. True when it was news."""
    event = store_event_of(session, store, fact.event, now)
    customer = catalogue.customer_of(session, store, fact.person, now)
    is_news = _list(session, event, customer, fact, now)
    if fact.checked_in_at is None:
        return is_news
    external_id = f"{event.key}:{fact.external_id or customer.id}"[:200]
    if find_occasion(session, store.id, OccasionKind.EVENT, external_id) is not None:
        return is_news
    occasion = Occasion(
        store_id=store.id,
        customer_id=customer.id,
        kind=OccasionKind.EVENT,
        external_id=external_id,
        store_event_id=event.id,
        happened_at=max(event.ends_at or fact.checked_in_at, fact.checked_in_at),
        recorded_at=now,
    )
    session.add(occasion)
    return announce(session, occasion, None, now)


def store_event_of(session: Session, store: Store, name: str, now: datetime) -> StoreEvent:
    """The event of that key or name, created when it is new."""
    key = slug(name)[:KEY_LENGTH]
    event = _event_at(session, store.id, key)
    if event is None:
        event = StoreEvent(store_id=store.id, key=key, name=name[:300], created_at=now)
        session.add(event)
        session.flush()  # its id is needed by the occasion
    return event


def create_event(session: Session, store: Store, fact: EventFact, now: datetime) -> StoreEvent:
    """A new event; its key is made of its name and never changes: it is printed on posters."""
    key = slug(fact.name)[:KEY_LENGTH].strip("-") or f"event-{random_ref()[:8]}"
    if _event_at(session, store.id, key) is not None:
        raise InvalidInput(
            N_("There is an event of this name already. Add its date or its place to the name."),
            field="name",
        )
    event = StoreEvent(store_id=store.id, key=key, created_at=now)
    _tell(event, fact)
    session.add(event)
    session.flush()  # its page is shown next
    return event


def change_event(session: Session, event: StoreEvent, fact: EventFact, now: datetime) -> int:
    """Take what a member says of an event; requests follow its end. Returns how many occasions."""
    former = event.ends_at
    _tell(event, fact)
    if event.ends_at == former:
        return 0
    occasions = session.scalars(
        select(Occasion).where(
            Occasion.store_id == event.store_id,
            Occasion.store_event_id == event.id,
            Occasion.stopped_at.is_(None),
        )
    ).all()
    seen = _seen_at(session, event)
    for occasion in occasions:
        occasion.happened_at = max(fact.ends_at, seen.get(occasion.customer_id, fact.ends_at))
        announce(session, occasion, None, now)
    return len(occasions)


def _tell(event: StoreEvent, fact: EventFact) -> None:
    event.name, event.place = fact.name, fact.place
    event.starts_at, event.ends_at = fact.starts_at, fact.ends_at
    event.capacity = fact.capacity
    event.is_collecting, event.collecting_days = fact.is_collecting, fact.collecting_days


def _list(
    session: Session, event: StoreEvent, customer: Customer, fact: AttendeeFact, now: datetime
) -> bool:
    """One row per person and event; the first check-in stands."""
    row = session.scalar(
        select(Attendee).where(
            Attendee.store_id == event.store_id,
            Attendee.store_event_id == event.id,
            Attendee.customer_id == customer.id,
        )
    )
    if row is None:
        row = Attendee(
            store_id=event.store_id,
            store_event_id=event.id,
            customer_id=customer.id,
            external_id=(fact.external_id or "")[:200],
            recorded_at=now,
        )
        session.add(row)
    elif row.checked_in_at is not None or fact.checked_in_at is None:
        return False
    row.checked_in_at = fact.checked_in_at
    session.flush()  # the next line of the same file must find it
    return True


def _seen_at(session: Session, event: StoreEvent) -> dict[int, datetime]:
    rows = session.execute(
        select(Attendee.customer_id, Attendee.checked_in_at).where(
            Attendee.store_id == event.store_id,
            Attendee.store_event_id == event.id,
            Attendee.checked_in_at.is_not(None),
        )
    )
    return {customer_id: seen for customer_id, seen in rows if seen is not None}


def _event_at(session: Session, store_id: int, key: str) -> StoreEvent | None:
    return session.scalar(
        select(StoreEvent).where(StoreEvent.store_id == store_id, StoreEvent.key == key)
    )
