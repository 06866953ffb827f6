"""Which planned requests will not leave on their day, because their reader was asked enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from core.models import Solicitation, Store
from core.states import SolicitationState
from solicitation.judging import Cap, moved_by_caps


def caps_will_move(session: Session, store: Store, now: datetime, until: datetime) -> int:
    """How many requests planned before `until` the store's caps will move to a later day.

    An outlook: who chose fewer mails, pauses and collisions come on top.
    """
    caps = (Cap(store.short_cap, store.short_cap_days), Cap(store.long_cap, store.long_cap_days))
    people: dict[int, tuple[list[datetime], list[datetime]]] = defaultdict(lambda: ([], []))
    for customer_id, due_at, handed_over_at in _rows(session, store.id, caps, now, until):
        planned, handed_over = people[customer_id]
        if handed_over_at is None:
            planned.append(max(due_at, now))
        else:
            handed_over.append(handed_over_at)
    return sum(moved_by_caps(planned, sent, caps) for planned, sent in people.values())


def _rows(
    session: Session, store_id: int, caps: tuple[Cap, ...], now: datetime, until: datetime
) -> Iterable[tuple[int, datetime, datetime | None]]:
    """Due and handed-over moments of everybody who has more of them than the smallest cap."""
    is_planned = (Solicitation.state == SolicitationState.PLANNED) & (Solicitation.due_at < until)
    counts = _counts(is_planned, now - timedelta(days=max(cap.days for cap in caps)))
    crowded = (
        select(Solicitation.customer_id)
        .where(Solicitation.store_id == store_id, counts)
        .group_by(Solicitation.customer_id)
        .having(
            func.count() > min(cap.most for cap in caps),
            func.count(case((is_planned, Solicitation.id))) > 0,
        )
    )
    rows = session.execute(
        select(Solicitation.customer_id, Solicitation.due_at, Solicitation.handed_over_at).where(
            Solicitation.store_id == store_id, counts, Solicitation.customer_id.in_(crowded)
        )
    )
    return [(customer, due, left) for customer, due, left in rows]


def _counts(is_planned: ColumnElement[bool], since: datetime) -> ColumnElement[bool]:
    return is_planned | (Solicitation.handed_over_at > since)
