"""Which claimed requests may no longer leave as they were judged: what changed since the claim."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_
from sqlalchemy.orm import Session, aliased

from core.bulk import among, rows_of
from core.db import UtcMoment
from core.models import (
    MomentSetting,
    Solicitation,
    Store,
)
from solicitation.queries.due import DueAsk, DuePerson, asks_selected, due_ask
from solicitation.queries.hindrances import (
    Home,
    asleep_among,
    of_occasion,
    of_person,
    suppressed_among,
)

_JUST_NOW = timedelta(hours=1)
"""A claim is given up long before that; whoever got a mail since then is judged again."""


def claimed_asks(
    session: Session,
    store: Store,
    ids: Collection[int],
    secret_keys: Iterable[str],
    now: datetime,
) -> tuple[list[DueAsk], set[int]]:
    """The claimed requests, and the ids of those that must be judged again; others may leave.

    It asks no more than a verdict would, in two statements for all, and so may doubt too much
    (whatever hangs on several rows), never too little. The requests should be locked before: what
    a lock waited for is then seen here.
    """
    told = {"store": store.id, "ids": list(ids), "now": now, "just_now": now - _JUST_NOW}
    rows = rows_of(session, _looking(session.get_bind().dialect.name), told)
    asks = [due_ask(row) for row in rows]
    addresses = {ask.customer_id: ask.customer.email for ask in asks}
    suppressed = suppressed_among(session, store.id, addresses, tuple(secret_keys))
    asleep = asleep_among(store, map(_home, asks), now)
    return asks, {
        *(row.id for row in rows if row.is_doubtful),
        *(ask.id for ask in asks if ask.customer_id in suppressed or _home(ask) in asleep),
    }


@cache
def _looking(dialect: str) -> Select[Any]:
    """The statement, built once: for a batch of a few its building cost more than its running."""
    changed = or_(*of_person(), *of_occasion(), _of_others())
    return (
        asks_selected()
        .add_columns(changed.label("is_doubtful"))
        .outerjoin(
            MomentSetting,
            (MomentSetting.store_id == Solicitation.store_id)
            & (MomentSetting.moment == Solicitation.moment),
        )
        .where(
            Solicitation.store_id == bindparam("store"),
            among(dialect, Solicitation.id, "ids"),
        )
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


def _home(ask: DueAsk) -> Home:
    person: DuePerson = ask.customer
    return person.timezone, person.country, person.region
