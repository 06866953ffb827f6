"""Thousands of orders at once leave the very rows that one at a time leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.clock import tick
from core.doors import Doors
from core.models import (
    Customer,
    Occasion,
    Order,
    OrderLine,
    OutboxEvent,
    Product,
    Solicitation,
    Store,
)
from core.states import OrderStatus
from solicitation.inbound.facts import LineFact, OrderFact, PersonFact, ProductFact
from solicitation.operations.recording import record_order
from solicitation.operations.taking_many import take_orders
from tests.factories import NOW, make_customer, make_order, make_product, make_store

ADA = PersonFact("Ada@example.com", "", "fr", "FR", None, "20")
ADA_NAMED = replace(ADA, name="Ada Lovelace", timezone="Europe/Paris", language="en")
BOWL = ProductFact("7", "Bol en grès", sku="BG-1")
BOWL_BY_NAME = ProductFact("bol-en-gres", "Bol en grès", url="https://maison.example/bol")
PLATE = ProductFact("8", "Plat", "bleu", gtin="4006381333931")


def order(n: int, /, **changes: Any) -> OrderFact:
    return replace(
        OrderFact(
            external_id=str(n),
            source="shopify",
            person=PersonFact(f"buyer{n}@example.com", f"Buyer {n}", "fr", "FR"),
            status=OrderStatus.DELIVERED,
            ordered_at=NOW - timedelta(days=9),
            delivered_at=NOW - timedelta(days=2, minutes=n),
            total=Decimal("40.00"),
            lines=(LineFact(f"{n}-1", BOWL, 1, Decimal("40.00")),),
            number=f"#{n}",
        ),
        **changes,
    )


ABROAD = order(
    5, status=OrderStatus.FULFILLED, delivered_at=None, fulfilled_at=NOW, country="BR", total=None
)
FACTS = (
    order(1, person=ADA),
    order(2, person=ADA_NAMED, country="DE", currency="USD"),
    order(3, status=OrderStatus.CANCELLED),
    order(4, status=OrderStatus.PLACED, delivered_at=None),
    ABROAD,
    ABROAD,
    order(6, external_id="#7", number="#7"),
    order(7),
    order(8, lines=()),
    order(9, person=PersonFact("gb@example.com", "Gus", None, "GB"), country=None, number=None),
    order(10, lines=(LineFact(None, BOWL_BY_NAME, 2), *[LineFact(None, PLATE, 1)] * 2)),
    order(11, lines=(LineFact("a", BOWL, 1), LineFact("a", BOWL, 2, refunded=True))),
    order(12, person=PersonFact("known@example.com", "New name", "it", "IT")),
    order(13, external_id="known"),
    order(14, status=OrderStatus.REFUNDED, lines=(LineFact("x", PLATE, 1, refunded=True),)),
)  # fmt: skip


def prepared(doors: Doors) -> Store:
    """A store that knows somebody, a product and an order already."""
    with doors.database.transaction() as session:
        store = make_store(session)
        known = make_customer(session, store, email="known@example.com", name="Known", language="")
        bowl = make_product(session, store, ref="other", sku="BG-1", name="Bol")
        made = {"source": "shopify", "external_id": "known", "delivered_at": NOW}
        make_order(session, known, [bowl], **made)
    return store


def told(doors: Doors, store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Everything of a store, without keys that only count up."""
    people = select(
        *(Customer.email, Customer.name, Customer.language, Customer.country, Customer.region),
        *(Customer.timezone, Customer.created_at, Customer.acted_at, Customer.is_asked_less),
    ).order_by(Customer.email)
    orders = (
        select(
            *(Customer.email, Order.external_id, Order.number, Order.source, Order.status),
            *(Order.country, Order.currency, Order.total, Order.ordered_at, Order.fulfilled_at),
            *(Order.delivered_at, Order.updated_at),
        )
        .join(Customer, Customer.id == Order.customer_id)
        .order_by(Order.external_id)
    )
    lines = (
        select(
            *(Order.external_id, Product.ref, OrderLine.external_id, OrderLine.variant),
            *(OrderLine.quantity, OrderLine.refunded_quantity, OrderLine.price),
            OrderLine.refunded_at,
        )
        .join(Order, Order.id == OrderLine.order_id)
        .join(Product, Product.id == OrderLine.product_id)
        .order_by(Order.external_id, OrderLine.external_id)
    )
    occasions = select(
        *(Occasion.external_id, Occasion.kind, Occasion.happened_at, Occasion.recorded_at),
        *(Occasion.is_happened_at_estimated, Occasion.stopped_at, Occasion.stop_reason),
    ).order_by(Occasion.external_id)
    asks = (
        select(
            *(Occasion.external_id, Solicitation.moment, Solicitation.kind, Solicitation.state),
            *(Solicitation.reason, Solicitation.due_at, Solicitation.useful_until),
            *(Solicitation.sequence, Solicitation.is_media_only, Solicitation.planned_at),
        )
        .join(Occasion, Occasion.id == Solicitation.occasion_id)
        .order_by(Occasion.external_id, Solicitation.moment)
    )
    goods = select(
        Product.ref, Product.sku, Product.name, Product.url, Product.gtin, Product.handle
    ).order_by(Product.ref)
    with doors.database.reading() as rows:
        return {
            name: [tuple(row) for row in rows.execute(query.where(kind.store_id == store.id))]
            for name, kind, query in (
                ("people", Customer, people),
                ("orders", Order, orders),
                ("lines", OrderLine, lines),
                ("occasions", Occasion, occasions),
                ("asks", Solicitation, asks),
                ("goods", Product, goods),
            )
        }


def test_a_portion_leaves_what_one_at_a_time_leaves(doors: Doors) -> None:
    single, many = prepared(doors), prepared(doors)
    with doors.database.transaction() as session:
        shop = session.get_one(Store, single.id)
        alone = sum(record_order(session, shop, fact, NOW) for fact in FACTS)
    tick(doors)
    with doors.database.transaction() as session:
        together = take_orders(session, session.get_one(Store, many.id), FACTS, NOW)
    tick(doors)
    expected, found = told(doors, single), told(doors, many)
    for name in expected:
        assert found[name] == expected[name], name
    assert together == alone
    assert len(found["asks"]) == 30


def test_a_portion_taken_again_changes_nothing_and_owes_nothing(doors: Doors) -> None:
    store = prepared(doors)
    facts = [order(number) for number in range(20, 30)]
    for expected in (10, 0):
        with doors.database.transaction() as session:
            assert take_orders(session, session.get_one(Store, store.id), facts, NOW) == expected
    with doors.database.reading() as rows:
        assert rows.scalars(select(OutboxEvent.name)).all() == []
        assert len(rows.scalars(select(Solicitation.id)).all()) == 30


def test_keys_given_out_ahead_are_not_given_again(doors: Doors) -> None:
    store = prepared(doors)
    for numbers in (range(40, 45), range(45, 50)):
        with doors.database.transaction() as session:
            shop = session.get_one(Store, store.id)
            take_orders(session, shop, [order(number) for number in numbers], NOW)
        with doors.database.transaction() as session:
            shop = session.get_one(Store, store.id)
            assert record_order(session, shop, order(100 + numbers[0]), NOW)
            make_customer(session, shop)
    with doors.database.reading() as rows:
        assert len(rows.scalars(select(Order.id)).all()) == 13
