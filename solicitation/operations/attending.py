"""Who is on an event's list, who was seen there, and what moves when its dates do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, InvalidInput
from core.models import Attendee, Customer, Occasion, Store, StoreEvent
from core.states import OccasionKind, Reason
from solicitation.inbound.facts import AttendeeFact
from solicitation.operations import catalogue
from solicitation.operations.hosting import (
    event_at,
    event_told_as,
    happening_of,
    key_of,
    store_event_of,
)
from solicitation.operations.recording import announce, find_occasion


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
    external_ref: str | None = None
    """The event's number at a ticketing system, as `HappeningFact.ref`."""


def record_attendee(session: Session, store: Store, fact: AttendeeFact, now: datetime) -> bool:
    """Put somebody on an event's list; only who was seen there is asked. True when it was news."""
    if fact.is_taken_back:
        return _take_back(session, store, fact, now)
    event = _event_of(session, store, fact, now)
    customer = catalogue.customer_of(session, store, fact.person, now)
    is_news = _list(session, event, customer, fact, now)
    if fact.checked_in_at is None:
        return is_news
    external_id = f"{event.key}:{fact.external_id or customer.id}"[:200]
    known = find_occasion(session, store.id, OccasionKind.EVENT, external_id) or _occasion(
        session, event, customer.id
    )
    if known is not None:
        return _seen_after_all(session, event, known, fact.checked_in_at, now) or is_news
    occasion = Occasion(
        store_id=store.id,
        customer_id=customer.id,
        kind=OccasionKind.EVENT,
        external_id=external_id,
        store_event_id=event.id,
        happened_at=_happened_at(event, fact.checked_in_at),
        recorded_at=now,
    )
    session.add(occasion)
    return announce(session, occasion, None, now)


def _event_of(session: Session, store: Store, fact: AttendeeFact, now: datetime) -> StoreEvent:
    if fact.happening is not None:
        return happening_of(session, store, fact.happening, now)
    return store_event_of(session, store, fact.event, now)


def _occasion(session: Session, event: StoreEvent, customer_id: int) -> Occasion | None:
    """Somebody with two tickets came once."""
    return session.scalar(
        select(Occasion).where(
            Occasion.store_id == event.store_id,
            Occasion.customer_id == customer_id,
            Occasion.kind == OccasionKind.EVENT,
            Occasion.store_event_id == event.id,
        )
    )


def _seen_after_all(
    session: Session, event: StoreEvent, known: Occasion, seen: datetime, now: datetime
) -> bool:
    """A check-in that was taken back and came again; anything else that is known is no news."""
    if known.stop_reason is not Reason.CHECK_IN_TAKEN_BACK:
        return False
    known.happened_at = _happened_at(event, seen)
    return announce(session, known, None, now)


def _take_back(session: Session, store: Store, fact: AttendeeFact, now: datetime) -> bool:
    """This ticket's bearer was not there, or will not be; whoever is unknown stays so."""
    event = event_told_as(session, store.id, fact.happening.ref) if fact.happening else None
    row = _by_ticket(session, event, fact.external_id) if event else None
    if event is None or row is None or row.checked_in_at is None:
        return False
    row.checked_in_at = None
    occasion = _occasion(session, event, row.customer_id)
    if occasion is None or occasion.stopped_at is not None:
        return True
    return announce(session, occasion, Reason.CHECK_IN_TAKEN_BACK, now)


def _by_ticket(session: Session, event: StoreEvent, ticket: str | None) -> Attendee | None:
    return session.scalar(
        select(Attendee).where(
            Attendee.store_id == event.store_id,
            Attendee.store_event_id == event.id,
            Attendee.external_id == (ticket or ""),
        )
    )


def _happened_at(event: StoreEvent, seen: datetime) -> datetime:
    """Nobody is asked about an event before it ends."""
    return max(event.ends_at or seen, seen)


def create_event(session: Session, store: Store, fact: EventFact, now: datetime) -> StoreEvent:
    """A new event; its key is made of its name and never changes: it is printed on posters."""
    key = key_of(fact.name)
    if event_at(session, store.id, key) is not None:
        raise InvalidInput(
            N_("There is an event of this name already. Add its date or its place to the name."),
            field="name",
        )
    event = StoreEvent(store_id=store.id, key=key, created_at=now)
    _check_ref(session, event, fact)
    _tell(event, fact)
    session.add(event)
    session.flush()  # its page is shown next
    return event


def change_event(session: Session, event: StoreEvent, fact: EventFact, now: datetime) -> int:
    """Take what a member says of an event; requests follow its end. Returns how many occasions."""
    former = event.ends_at
    _check_ref(session, event, fact)
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


def _check_ref(session: Session, event: StoreEvent, fact: EventFact) -> None:
    """Two events with one number would share their visitors."""
    ref = fact.external_ref
    other = event_told_as(session, event.store_id, ref) if ref else None
    if other is not None and other.id != event.id:
        raise InvalidInput(
            N_("Another event of yours has this number: %(name)s."),
            field="external_ref",
            name=other.name,
        )


def _tell(event: StoreEvent, fact: EventFact) -> None:
    event.name, event.place = fact.name, fact.place
    event.starts_at, event.ends_at = fact.starts_at, fact.ends_at
    event.capacity, event.external_ref = fact.capacity, fact.external_ref
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
