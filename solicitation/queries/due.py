"""Requests read a thousand at a time: the models' own names, none of what makes objects dear."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from core.bulk import one_of, rows_of
from core.models import Customer, Occasion, Order, Solicitation, StoreEvent
from core.states import Moment, OccasionKind, Reason, SolicitationState, SubmissionKind


class DuePerson(NamedTuple):
    """What is looked at of a customer."""

    id: int
    email: str | None
    name: str
    language: str
    country: str
    region: str
    timezone: str
    paused_until: datetime | None
    is_asked_less: bool
    objected_at: datetime | None
    erased_at: datetime | None


class DueOccasion(NamedTuple):
    """What is looked at of an occasion; `ordered_at` and `event_name` where there is one."""

    kind: OccasionKind
    order_id: int | None
    store_event_id: int | None
    stop_reason: Reason | None
    happened_at: datetime
    ordered_at: datetime | None
    event_name: str | None


class DueAsk(NamedTuple):
    """A request with its person and its occasion, as it stood when it was read."""

    id: int
    customer_id: int
    occasion_id: int
    moment: Moment
    kind: SubmissionKind
    sequence: int
    is_media_only: bool
    state: SolicitationState
    due_at: datetime
    useful_until: datetime
    later_at: datetime | None
    send_ref: str
    customer: DuePerson
    occasion: DueOccasion


class OtherAsk(NamedTuple):
    """Another request to the same person."""

    id: int
    customer_id: int
    occasion_id: int
    moment: Moment
    kind: SubmissionKind
    sequence: int
    is_media_only: bool
    state: SolicitationState
    due_at: datetime
    later_at: datetime | None
    handed_over_at: datetime | None
    answered_at: datetime | None


_OWN = [getattr(Solicitation, name) for name in DueAsk._fields[:-2]]
_PERSON = [getattr(Customer, name) for name in DuePerson._fields]
_OCCASION = [
    *(getattr(Occasion, name) for name in DueOccasion._fields[:-2]),
    *(Order.ordered_at, StoreEvent.name),
]
_OTHER = [getattr(Solicitation, name) for name in OtherAsk._fields]
_PERSON_AT = len(_OWN)
_OCCASION_AT = _PERSON_AT + len(_PERSON)
_END = _OCCASION_AT + len(_OCCASION)


def load_asks(session: Session, store_id: int, ids: Collection[int]) -> Sequence[DueAsk]:
    """Solicitations with their customers and occasions, in the order of their due moments."""
    ours = Solicitation.store_id == store_id, one_of(session, Solicitation.id, ids)
    return [due_ask(row) for row in rows_of(session, asks_selected().where(*ours))]


def asks_selected() -> Select[Any]:
    """The columns of `due_ask`, in the order of due moments; which requests, the caller says."""
    return (
        select(*_OWN, *_PERSON, *_OCCASION)
        .join(Customer, Customer.id == Solicitation.customer_id)
        .join(Occasion, Occasion.id == Solicitation.occasion_id)
        .outerjoin(Order, Order.id == Occasion.order_id)
        .outerjoin(StoreEvent, StoreEvent.id == Occasion.store_event_id)
        .order_by(Solicitation.due_at, Solicitation.id)
    )


def due_ask(row: Row[Any]) -> DueAsk:
    """A row of `asks_selected`; columns added to it are left out."""
    person = DuePerson._make(row[_PERSON_AT:_OCCASION_AT])
    occasion = DueOccasion._make(row[_OCCASION_AT:_END])
    return DueAsk._make((*row[:_PERSON_AT], person, occasion))


def other_asks(session: Session, *where: ColumnElement[bool]) -> list[OtherAsk]:
    """Requests that fulfil every condition, in no order."""
    return [OtherAsk(*row) for row in rows_of(session, select(*_OTHER).where(*where))]
