"""Customers as members look for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from core.models import Customer, Solicitation
from core.states import SolicitationState

PAGE = 50


@dataclass(frozen=True, slots=True)
class Person:
    """One customer and where asking them stands."""

    customer: Customer
    next_at: datetime | None
    last_sent_at: datetime | None
    answered: int


@dataclass(frozen=True, slots=True)
class People:
    """One page of customers, the newest first; the keys lead to the pages beside it."""

    rows: tuple[Person, ...]
    newer_than: int | None
    older_than: int | None


def people_found(
    session: Session, store_id: int, words: str, *, newer_than: int = 0, older_than: int = 0
) -> People:
    """Customers whose name or address holds `words`; pages go by key, so that none is skipped."""
    wanted = _wanted(store_id, words)
    if newer_than:
        rows = list(_page(session, wanted.where(Customer.id > newer_than), is_ascending=True))
    else:
        page = wanted.where(Customer.id < older_than) if older_than else wanted
        rows = list(_page(session, page, is_ascending=False))
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if newer_than:
        rows.reverse()
    has_newer, has_older = (more, bool(rows)) if newer_than else (bool(older_than), more)
    return People(
        _with_asks(session, store_id, rows),
        rows[0].id if rows and has_newer else None,
        rows[-1].id if rows and has_older else None,
    )


def _wanted(store_id: int, words: str) -> Select[Customer]:
    found = select(Customer).where(Customer.store_id == store_id, Customer.erased_at.is_(None))
    for word in words.split()[:6]:
        found = found.where(
            Customer.name.icontains(word, autoescape=True)
            | Customer.email.icontains(word, autoescape=True)
        )
    return found


def _page(session: Session, wanted: Select[Customer], *, is_ascending: bool) -> Sequence[Customer]:
    order = Customer.id.asc() if is_ascending else Customer.id.desc()
    return session.scalars(wanted.order_by(order).limit(PAGE + 1)).all()


def _with_asks(
    session: Session, store_id: int, customers: Sequence[Customer]
) -> tuple[Person, ...]:
    planned = case((Solicitation.state == SolicitationState.PLANNED, Solicitation.due_at))
    rows = session.execute(
        select(
            Solicitation.customer_id,
            func.min(planned),
            func.max(Solicitation.handed_over_at),
            func.count(Solicitation.answered_at),
        )
        .where(
            Solicitation.store_id == store_id,
            Solicitation.customer_id.in_([customer.id for customer in customers]),
        )
        .group_by(Solicitation.customer_id)
    )
    asks = {key: tuple(rest) for key, *rest in rows}
    return tuple(Person(one, *asks.get(one.id, (None, None, 0))) for one in customers)
