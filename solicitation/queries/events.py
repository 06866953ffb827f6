"""The store's events, with how many came, were asked and answered; and who is on a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, joinedload

from core.errors import N_, NotFound
from core.models import Attendee, Occasion, Solicitation, StoreEvent, Submission
from core.states import Moment, SubmissionState

PAGE = 100


@dataclass(frozen=True, slots=True)
class Told:
    """One event and its figures; each counts people."""

    event: StoreEvent
    attendees: int
    checked_in: int
    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class Guests:
    """A page of an event's list, in the order of arrival on it."""

    rows: Sequence[Attendee]
    answered: frozenset[int]
    """The customers who said something of the event."""
    next_after: int | None


def events_told(session: Session, store_id: int) -> list[Told]:
    """Every event, those still to come and the latest first."""
    events = session.scalars(
        select(StoreEvent)
        .where(StoreEvent.store_id == store_id)
        .order_by(StoreEvent.starts_at.desc().nulls_last(), StoreEvent.id.desc())
    ).all()
    return _told(session, store_id, events)


def event_told(session: Session, store_id: int, event_id: int) -> Told:
    """One event of the store with its figures; NotFound otherwise."""
    return _told(session, store_id, [find_event(session, store_id, event_id)])[0]


def find_event(session: Session, store_id: int, event_id: int) -> StoreEvent:
    """One event of the store; NotFound otherwise."""
    event = session.scalar(
        select(StoreEvent).where(StoreEvent.store_id == store_id, StoreEvent.id == event_id)
    )
    if event is None:
        raise NotFound(N_("There is no such event."))
    return event


def guests_of(session: Session, event: StoreEvent, after: int = 0) -> Guests:
    """Who is on the list, a hundred at a time, from the row `after` on."""
    rows = session.scalars(
        select(Attendee)
        .where(
            Attendee.store_id == event.store_id,
            Attendee.store_event_id == event.id,
            Attendee.id > after,
        )
        .options(joinedload(Attendee.customer))
        .order_by(Attendee.id)
        .limit(PAGE + 1)
    ).all()
    shown = rows[:PAGE]
    people = [row.customer_id for row in shown]
    answered = session.scalars(
        select(Submission.customer_id).where(
            *_given(event.store_id, [event.id]), Submission.customer_id.in_(people)
        )
    )
    return Guests(shown, frozenset(answered), shown[-1].id if len(rows) > PAGE else None)


def _told(session: Session, store_id: int, events: Sequence[StoreEvent]) -> list[Told]:
    ids = [event.id for event in events]
    listed = _count(session, _listed(store_id, ids))
    seen = _count(session, _listed(store_id, ids).where(Attendee.checked_in_at.is_not(None)))
    asked = _count(session, _asked(store_id, ids))
    answered = _count(session, _answered(store_id, ids))
    return [
        Told(
            event,
            listed.get(event.id, 0),
            seen.get(event.id, 0),
            asked.get(event.id, 0),
            answered.get(event.id, 0),
        )
        for event in events
    ]


def _count(session: Session, wanted: Select[Any, int]) -> Mapping[int, int]:
    return dict(session.execute(wanted).all())


def _listed(store_id: int, ids: Iterable[int]) -> Select[int, int]:
    return (
        select(Attendee.store_event_id, func.count())
        .where(Attendee.store_id == store_id, Attendee.store_event_id.in_(ids))
        .group_by(Attendee.store_event_id)
    )


def _asked(store_id: int, ids: Iterable[int]) -> Select[int | None, int]:
    return (
        select(Occasion.store_event_id, func.count(func.distinct(Solicitation.customer_id)))
        .join(Solicitation, Solicitation.occasion_id == Occasion.id)
        .where(
            Occasion.store_id == store_id,
            Occasion.store_event_id.in_(ids),
            Solicitation.moment == Moment.EVENT,
            Solicitation.handed_over_at.is_not(None),
        )
        .group_by(Occasion.store_event_id)
    )


def _answered(store_id: int, ids: Iterable[int]) -> Select[int | None, int]:
    return (
        select(Submission.store_event_id, func.count(func.distinct(Submission.customer_id)))
        .where(*_given(store_id, ids))
        .group_by(Submission.store_event_id)
    )


def _given(store_id: int, ids: Iterable[int]) -> tuple[ColumnElement[bool], ...]:
    """Words about these events that their authors stand by."""
    return (
        Submission.store_id == store_id,
        Submission.store_event_id.in_(ids),
        Submission.state.not_in((SubmissionState.UNCONFIRMED, SubmissionState.ERASED)),
    )
