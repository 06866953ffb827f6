"""Which due requests may leave beyond doubt, told by one statement: most are as plain as that."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from core.bulk import among, rows_of
from core.db import UtcMoment
from core.models import Customer, MomentSetting, Occasion, Solicitation, Store
from core.states import Moment, SolicitationState, SubmissionKind
from solicitation.queries.hindrances import (
    asleep_among,
    of_occasion,
    of_person,
    suppressed_among,
)

_LIVE = (SolicitationState.PLANNED, SolicitationState.CLAIMED)


class PlainAsk(NamedTuple):
    """A request that may leave, with what decides which letter it is and who must not get it."""

    id: int
    customer_id: int
    moment: Moment
    kind: SubmissionKind
    sequence: int
    language: str
    email: str
    timezone: str
    country: str
    region: str


def plain_asks(
    session: Session, store: Store, ids: Collection[int], secret_keys: Iterable[str], now: datetime
) -> list[PlainAsk]:
    """Those of the due requests of which a verdict could say nothing but GO, oldest first.

    Nothing of the customer, the occasion, the moment or the address forbids them, it is day where
    their readers live, who did not ask for fewer mails, and no other request to the same person is
    near: none planned within the shortest cap, none handed over within the longest, and no answer.
    All others take a verdict (`judge`).
    """
    if not min(store.short_cap, store.long_cap):
        return []
    found = _looked_up(session, store, ids, now)
    asleep = asleep_among(store, (row[-3:] for row in found), now)
    addresses = {ask.customer_id: ask.email for ask in found}
    suppressed = suppressed_among(session, store.id, addresses, tuple(secret_keys))
    return [ask for ask in found if ask[-3:] not in asleep and ask.customer_id not in suppressed]


def _looked_up(
    session: Session, store: Store, ids: Collection[int], now: datetime
) -> Sequence[PlainAsk]:
    told = {
        "store": store.id,
        "ids": list(ids),
        "now": now,
        "since": now - timedelta(days=max(store.long_cap_days, store.short_cap_days)),
        "horizon": now + timedelta(days=store.short_cap_days),
    }
    rows = rows_of(session, _plain(session.get_bind().dialect.name), told)
    return list(map(PlainAsk._make, rows))


@cache
def _plain(dialect: str) -> Select[tuple[object, ...]]:
    """The statement, built once."""
    person = ("language", "email", "timezone", "country", "region")
    columns = [getattr(Solicitation, name) for name in PlainAsk._fields[:5]]
    return (
        select(*columns, *(getattr(Customer, name) for name in person))
        .join(Customer, Customer.id == Solicitation.customer_id)
        .join(Occasion, Occasion.id == Solicitation.occasion_id)
        .outerjoin(
            MomentSetting,
            (MomentSetting.store_id == Solicitation.store_id)
            & (MomentSetting.moment == Solicitation.moment),
        )
        .where(
            Solicitation.store_id == bindparam("store"),
            among(dialect, Solicitation.id, "ids"),
            Solicitation.useful_until >= bindparam("now", type_=UtcMoment),
            Customer.is_asked_less.is_not(True),
            or_(*of_person(), *of_occasion()).is_not(True),
            ~_others_near(),
        )
        .order_by(Solicitation.due_at, Solicitation.id)
    )


def _others_near() -> ColumnElement[bool]:
    """Another request stands or stood too near, or an answer came, by whichever request."""
    other = aliased(Solicitation)
    same = (
        other.store_id == Solicitation.store_id,
        other.customer_id == Solicitation.customer_id,
    )
    live = and_(
        other.id != Solicitation.id,
        other.handed_over_at.is_(None),
        other.state.in_(_LIVE),
        other.due_at < bindparam("horizon", type_=UtcMoment),
    )
    left = other.handed_over_at > bindparam("since", type_=UtcMoment)
    answered = and_(other.occasion_id == Solicitation.occasion_id, other.answered_at.is_not(None))
    return exists().where(*same, or_(live, left, answered))
