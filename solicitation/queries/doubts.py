"""Which claimed requests may no longer leave as they were judged: what changed since the claim."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from core.bulk import among, one_of
from core.db import UtcMoment
from core.models import (
    Customer,
    MomentSetting,
    Occasion,
    OrderLine,
    Solicitation,
    Store,
    Suppression,
)
from core.signing import address_hmacs
from core.states import Moment, OccasionKind
from solicitation.policy import next_open
from solicitation.queries.due import DueAsk, DuePerson
from solicitation.queries.facts import quiet_of
from solicitation.zones import zone_of

_JUST_NOW = timedelta(hours=1)
"""A claim is given up long before that; whoever got a mail since then is judged again."""


def doubtful_asks(
    session: Session,
    store: Store,
    asks: Sequence[DueAsk],
    secret_keys: Iterable[str],
    now: datetime,
) -> set[int]:
    """Those of the claimed `asks` that must be judged again, by id; the others may leave.

    It asks no more than a verdict would, in two statements for all, and so may doubt too much
    (whatever hangs on several rows), never too little.
    """
    suppressed = _suppressed(session, store, asks, tuple(secret_keys))
    asleep = _asleep(store, asks, now)
    return {
        *_changed(session, store.id, [ask.id for ask in asks], now),
        *(ask.id for ask in asks if ask.customer_id in suppressed or _home(ask) in asleep),
    }


def _changed(session: Session, store_id: int, ids: Collection[int], now: datetime) -> Sequence[int]:
    changed = _changes(session.get_bind().dialect.name)
    told = {"store": store_id, "ids": list(ids), "now": now, "just_now": now - _JUST_NOW}
    return session.scalars(changed, told).all()


@cache
def _changes(dialect: str) -> Select[int]:
    """The statement, built once: for a batch of a few its building cost more than its running."""
    return (
        select(Solicitation.id)
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
            or_(*_of_person(), *_of_occasion(), _of_others()),
        )
    )


def _of_person() -> tuple[ColumnElement[bool], ...]:
    return (
        Customer.objected_at.is_not(None),
        Customer.erased_at.is_not(None),
        Customer.email.is_(None),
        Customer.email == "",
        Customer.paused_until > bindparam("now", type_=UtcMoment),
    )


def _of_occasion() -> Sequence[ColumnElement[bool]]:
    kept = exists().where(
        OrderLine.store_id == Occasion.store_id,
        OrderLine.order_id == Occasion.order_id,
        OrderLine.refunded_at.is_(None),
    )
    return (
        Occasion.stop_reason.is_not(None),
        MomentSetting.is_on.is_not(True),
        Solicitation.is_media_only.is_(True),
        Solicitation.moment == Moment.EVENT,
        and_(Occasion.kind == OccasionKind.PURCHASE, ~kept),
    )


def _of_others() -> ColumnElement[bool]:
    """Answered meanwhile, or a mail of another claim left for the same person."""
    other = aliased(Solicitation)
    same = (
        other.store_id == Solicitation.store_id,
        other.customer_id == Solicitation.customer_id,
    )
    answered = and_(
        other.occasion_id == Solicitation.occasion_id,
        other.moment == Solicitation.moment,
        other.answered_at.is_not(None),
    )
    left = other.handed_over_at > bindparam("just_now", type_=UtcMoment)
    return exists().where(*same, left | answered)


def _suppressed(
    session: Session, store: Store, asks: Sequence[DueAsk], keys: tuple[str, ...]
) -> set[int]:
    owners = {
        digest: ask.customer_id
        for ask in asks
        if ask.customer.email
        for digest in address_hmacs(keys, store.id, ask.customer.email)
    }
    rows = session.scalars(
        select(Suppression.address_hmac).where(
            Suppression.store_id == store.id, one_of(session, Suppression.address_hmac, owners)
        )
    )
    return {owners[digest] for digest in rows}


def _asleep(
    store: Store, asks: Sequence[DueAsk], now: datetime
) -> Mapping[tuple[str, str, str], datetime]:
    """Where it is night or a quiet Sunday by now, and when it ends."""
    quiet = quiet_of(store)
    opened = {
        home: next_open(now, zone_of(home[0], home[1], store.timezone, home[2]), quiet)
        for home in {_home(ask) for ask in asks}
    }
    return {home: moment for home, moment in opened.items() if moment > now}


def _home(ask: DueAsk) -> tuple[str, str, str]:
    person: DuePerson = ask.customer
    return person.timezone, person.country, person.region
