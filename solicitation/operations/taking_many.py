"""Thousands of orders at once: new ones go in as rows, with the requests that they call for.

What one order at a time does (`recording`, `catalogue`, `planning`) is done here for a portion in a
handful of statements; an order that is known already still goes its own way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Table, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.bulk import one_of, recount_grown, reserve_ids, write_rows
from core.models import Occasion, Order, OrderLine, Solicitation, Store
from core.states import OccasionKind
from solicitation.inbound.facts import OrderFact
from solicitation.operations.buyers import Buyer, take_buyers
from solicitation.operations.catalogue import line_key
from solicitation.operations.goods import Goods
from solicitation.operations.planning_many import ASK_COLUMNS, Plan, plan_of
from solicitation.operations.recording import STOPS, record_order
from solicitation.operations.timing import Circumstances
from solicitation.policy import Transit, experience_begins

_TABLES = Order.metadata.tables
_orders: Table = _TABLES[Order.__tablename__]
_lines: Table = _TABLES[OrderLine.__tablename__]
_occasions: Table = _TABLES[Occasion.__tablename__]
_asks: Table = _TABLES[Solicitation.__tablename__]

_ORDER_COLUMNS = (
    *("id", "store_id", "customer_id", "external_id", "number", "source", "status", "country"),
    *("currency", "total", "ordered_at", "fulfilled_at", "delivered_at", "updated_at"),
)
_LINE_COLUMNS = (
    *("store_id", "order_id", "product_id", "external_id", "variant", "quantity"),
    *("refunded_quantity", "price", "refunded_at"),
)
_OCCASION_COLUMNS = (
    *("id", "store_id", "customer_id", "kind", "external_id", "order_id", "happened_at"),
    *("is_happened_at_estimated", "stopped_at", "stop_reason", "recorded_at"),
)
_Rows = list[tuple[Any, ...]]


class _New(NamedTuple):
    """A new order with its buyer, and the keys its rows will have."""

    fact: OrderFact
    buyer: Buyer
    order_id: int
    occasion_id: int
    country: str


def take_orders(session: Session, store: Store, facts: Sequence[OrderFact], now: datetime) -> int:
    """Take a portion of orders; how many told anything new.

    The requests of new orders are planned in the same transaction, so that no reaction is owed.
    Where a webhook tells of the same order or person meanwhile, each goes its own way instead.
    """
    fresh, others = _divided(session, store.id, facts)
    try:
        with session.begin_nested():
            _write_all(session, store, _with_keys(session, store, fresh, now), now)
    except IntegrityError:
        fresh, others = [], list(facts)
    return len(fresh) + sum(record_order(session, store, fact, now) for fact in others)


def _divided(
    session: Session, store_id: int, facts: Sequence[OrderFact]
) -> tuple[list[OrderFact], list[OrderFact]]:
    """Orders nobody told of yet, and the others; one told twice in a portion is known by then."""
    names = {name for fact in facts for name in _names(fact)}
    taken = _known_names(session, store_id, names)
    fresh: list[OrderFact] = []
    others: list[OrderFact] = []
    for fact in facts:
        own = {(fact.source, name) for name in _names(fact)}
        (others if own & taken else fresh).append(fact)
        taken |= own
    return fresh, others


def _names(fact: OrderFact) -> list[str]:
    return [name[:200] for name in (fact.external_id, fact.number) if name]


def _known_names(session: Session, store_id: int, names: Collection[str]) -> set[tuple[str, str]]:
    """What the store's orders are called, by their sources."""
    found: set[tuple[str, str]] = set()
    for column in (Order.external_id, Order.number):
        rows = session.execute(
            select(Order.source, Order.external_id, Order.number).where(
                Order.store_id == store_id, one_of(session, column, names)
            )
        )
        for source, external_id, number in rows:
            found |= {(source, external_id), (source, number)}
    return found


def _with_keys(
    session: Session, store: Store, facts: Sequence[OrderFact], now: datetime
) -> list[_New]:
    if not facts:
        return []
    buyers = take_buyers(session, store, [fact.person for fact in facts], now)
    order_ids = reserve_ids(session, _orders, len(facts))
    occasion_ids = reserve_ids(session, _occasions, len(facts))
    rows = zip(facts, buyers, order_ids, occasion_ids, strict=True)
    return [
        _New(fact, buyer, order, occasion, (fact.country or buyer.country)[:2])
        for fact, buyer, order, occasion in rows
    ]


def _write_all(session: Session, store: Store, news: Sequence[_New], now: datetime) -> None:
    if not news:
        return
    bought = dict.fromkeys(line.product for new in news for line in new.fact.lines)
    goods, plan = Goods(session, store, bought, now), plan_of(session, store)
    write_rows(session, _orders, _ORDER_COLUMNS, [_order_row(store, one, now) for one in news])
    recount_grown(session, _orders)
    lines = [row for one in news for row in _line_rows(store.id, one, goods, now)]
    write_rows(session, _lines, _LINE_COLUMNS, lines)
    occasions, asks = _occasion_rows(store, news, plan, now)
    write_rows(session, _occasions, _OCCASION_COLUMNS, occasions)
    recount_grown(session, _occasions)
    write_rows(session, _asks, ASK_COLUMNS, asks)


def _order_row(store: Store, new: _New, now: datetime) -> tuple[Any, ...]:
    fact = new.fact
    return (
        *(new.order_id, store.id, new.buyer.id, fact.external_id[:200]),
        *((fact.number or "")[:200], str(fact.source), fact.status.value, new.country),
        *((fact.currency or store.currency)[:3], fact.total, fact.ordered_at),
        *(fact.fulfilled_at, fact.delivered_at, now),
    )


def _line_rows(store_id: int, new: _New, goods: Goods, now: datetime) -> Iterable[tuple[Any, ...]]:
    """A line that is named twice is one line, as it is when its order comes alone."""
    seen: Counter[str] = Counter()
    rows: dict[str, tuple[Any, ...]] = {}
    for line in new.fact.lines:
        key = line_key(line, seen)
        variant, gone = (line.product.variant or "")[:200], line.refunded
        quantity = rows[key][5] if key in rows else line.quantity
        if key in rows and not gone:
            continue
        rows[key] = (
            *(store_id, new.order_id, goods.id_of(line.product), key, variant, quantity),
            *(quantity if gone else 0, line.price, now if gone else None),
        )
    return rows.values()


def _occasion_rows(
    store: Store, news: Sequence[_New], plan: Plan, now: datetime
) -> tuple[_Rows, _Rows]:
    """The occasions of orders whose goods left or arrived, and the requests that these call for."""
    transit = Transit(store.transit_days_domestic, store.transit_days_international)
    occasions: _Rows = []
    asks: _Rows = []
    for new in news:
        fact, stop = new.fact, STOPS.get(new.fact.status)
        is_abroad = bool(new.country) and new.country != store.country
        begins = experience_begins(
            fact.fulfilled_at, fact.delivered_at, is_abroad=is_abroad, transit=transit
        )
        if begins is None:
            continue
        name = f"{fact.source}:{fact.external_id[:200]}"[:200]
        occasions.append((
            *(new.occasion_id, store.id, new.buyer.id, OccasionKind.PURCHASE.value, name),
            *(new.order_id, *begins, now if stop else None, stop.value if stop else None, now),
        ))  # fmt: skip
        if stop is None:
            asks += plan.asks(new.occasion_id, _circumstances(new, name, begins[0]), now)
    return occasions, asks


def _circumstances(new: _New, name: str, happened_at: datetime) -> Circumstances:
    buyer = new.buyer
    return Circumstances(
        *(buyer.id, buyer.country, buyer.region, buyer.timezone),
        *(OccasionKind.PURCHASE, name, new.country, happened_at),
    )
