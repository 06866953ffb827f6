"""The shops' exports, from bytes to facts: rows gathered, states and numbers translated."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.states import OrderStatus
from solicitation.inbound.detect import read_file
from solicitation.inbound.facts import OrderFact, Read
from solicitation.inbound.layouts import Layout

SAMPLES = Path(__file__).parent / "inbound_samples"
PARIS = ZoneInfo("Europe/Paris")
SHOPIFY = "Name,Email,Financial Status,Fulfillment Status,Fulfilled at,Cancelled at,Created at,Id,"
SHOPIFY += "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Currency,Total\n"


def read(text: str, country: str | None = "FR", layout: Layout | None = None) -> Read:
    return read_file(text.encode(), zone=PARIS, country=country, layout=layout)


def sample(name: str) -> Read:
    return read_file((SAMPLES / name).read_bytes(), zone=PARIS, country="FR")


def codes(found: Read) -> list[tuple[int, str]]:
    return [(bad.line, bad.code) for bad in found.bad]


def only(found: Read) -> OrderFact:
    (order,) = found.orders
    return order


def test_shopify_rows_of_one_order_become_one_order() -> None:
    found = sample("shopify_orders.csv")
    first = found.orders[0]
    assert (first.external_id, first.number) == ("5540000001001", "#1001")
    assert first.ordered_at == datetime(2026, 9, 3, 14, 14, tzinfo=UTC)
    assert first.total == Decimal("64.80")
    assert [(line.product.ref, line.quantity) for line in first.lines] == [
        ("SOCK-BL-L", 2),
        ("beeswax-balm", 1),
    ]
    assert [order.status for order in found.orders] == ["fulfilled", "refunded", "cancelled"]
    assert codes(found) == [(6, "email_missing")]


@pytest.mark.parametrize(
    ("financial", "fulfillment", "cancelled", "expected", "reason"),
    [
        ("paid", "fulfilled", "", OrderStatus.FULFILLED, "sent"),
        ("paid", "", "", OrderStatus.PLACED, "blank means not sent"),
        ("paid", "partial", "", OrderStatus.PLACED, "some of it is still to come"),
        ("pending", "fulfilled", "", OrderStatus.FULFILLED, "sent on account"),
        ("partially_refunded", "fulfilled", "", OrderStatus.FULFILLED, "the rest is theirs"),
        ("refunded", "fulfilled", "", OrderStatus.REFUNDED, "money back ends it"),
        ("refunded", "", "2026-09-05", OrderStatus.REFUNDED, "refunded says more"),
        ("voided", "unfulfilled", "", OrderStatus.CANCELLED, "never paid"),
        ("paid", "fulfilled", "2026-09-05", OrderStatus.CANCELLED, "cancelled after sending"),
        ("paid", "restocked", "", OrderStatus.RETURNED, "all of it came back"),
        ("Paid", "Fulfilled", "", OrderStatus.FULFILLED, "capitals"),
    ],
)
def test_shopify_states_become_ours(
    financial: str, fulfillment: str, cancelled: str, expected: OrderStatus, reason: str
) -> None:
    row = f"#1,a@b.co,{financial},{fulfillment},,{cancelled},2026-09-03,9,1,Cap,5,C,EUR,5\n"
    assert only(read(SHOPIFY + row)).status is expected, reason


def test_an_unknown_shopify_state_counts_as_placed_and_is_told() -> None:
    found = read(SHOPIFY + "#1,a@b.co,paid,teleported,,,2026-09-03,9,1,Cap,5,C,EUR,5\n")
    assert only(found).status is OrderStatus.PLACED
    assert [(n.code, n.column, n.line) for n in found.notices] == [
        ("status_taken_as_placed", "Fulfillment Status", 2)
    ]


def test_an_old_shopify_export_goes_by_other_names() -> None:
    head = (
        "Name,Email,Financial Status,Fulfillment Date,Created at,Lineitem quantity,Lineitem name\n"
    )
    order = only(read(head + "#7,a@b.co,paid,7/25/2018 21:06,7/20/2018 9:00,1,Cap\n", "FR"))
    assert order.external_id == "#7", "without an Id column the name stands in"
    assert order.fulfilled_at == datetime(2018, 7, 25, 19, 6, tzinfo=UTC)


def test_a_rounded_shopify_id_is_replaced_by_the_name_and_told() -> None:
    found = read(SHOPIFY + "#1,a@b.co,paid,,,,2026-09-03,5.54E+12,1,Cap,5,C,EUR,5\n")
    assert only(found).external_id == "#1"
    assert [notice.code for notice in found.notices] == ["id_replaced"]


def test_of_an_order_in_two_joined_exports_the_later_counts() -> None:
    rows = (
        "#1,a@b.co,paid,,,,2026-09-03,9,1,Cap,5,C,EUR,5\n"
        "#1,a@b.co,,,,,,,2,Hat,5,H,,\n"
        "#2,a@b.co,paid,,,,2026-09-03,10,1,Cap,5,C,EUR,5\n"
        "#1,a@b.co,refunded,,,,2026-09-03,9,1,Cap,5,C,EUR,5\n"
    )
    found = read(SHOPIFY + rows)
    assert [(o.number, o.status, len(o.lines)) for o in found.orders] == [
        ("#1", "refunded", 1),
        ("#2", "placed", 1),
    ]
    assert [(notice.code, notice.line) for notice in found.notices] == [("order_repeated", 5)]


def test_one_bad_row_refuses_its_order_whole_and_no_other() -> None:
    rows = (
        "#1,a@b.co,paid,,,,2026-09-03,9,1,Cap,5,C,EUR,5\n"
        "#1,a@b.co,,,,,,,many,Hat,5,H,,\n"
        "#2,a@b.co,paid,,,,2026-09-03,10,1,Cap,5,C,EUR,5\n"
    )
    found = read(SHOPIFY + rows)
    assert only(found).number == "#2"
    assert codes(found) == [(2, "order_refused"), (3, "quantity_unreadable")]
    assert found.bad[0].sentence == "This row is fine; order #1 was refused because of line 3."
    assert found.bad[1].column == "Lineitem quantity"
    assert found.bad[1].raw == "#1,a@b.co,,,,,,,many,Hat,5,H,,"


def test_woocommerce_rows_per_item_are_merged() -> None:
    found = sample("woocommerce_items.csv")
    first, second = found.orders
    assert (first.external_id, first.number) == ("731", "2026-0731")
    assert first.status is OrderStatus.FULFILLED
    assert first.total == Decimal("1234.50")
    assert first.person.name == "Inès Brûlé"
    assert [line.product.ref for line in first.lines] == ["91", "92"]
    assert second.ordered_at == datetime(2026, 9, 25, 9, 0, tzinfo=UTC)
    assert not found.notices, "25/09 in one row proves the order of every date"


def test_woocommerce_lines_packed_in_one_row_are_unpacked() -> None:
    first, second = sample("woocommerce_packed.csv").orders
    packed = [(line.product.ref, line.quantity, line.price) for line in first.lines]
    assert packed == [("12", 2, Decimal("30.00")), ("13", 1, Decimal("30.00"))]
    assert second.status is OrderStatus.REFUNDED


def test_a_packed_line_that_cannot_be_read_is_told() -> None:
    head = "order_id,order_date,billing_email,line_item_1,line_item_2\n"
    found = read(head + "1,2026-09-03,a@b.co,quantity:1,name:Cap|quantity:many\n")
    assert only(found).lines == ()
    assert dict(found.notices[0].values)["count"] == "2"


@pytest.mark.parametrize(
    ("status", "expected", "reason"),
    [
        ("wc-completed", OrderStatus.FULFILLED, "the database's name"),
        ("Completed", OrderStatus.FULFILLED, "the desk's label"),
        ("Terminée", OrderStatus.FULFILLED, "the label in French"),
        ("on-hold", OrderStatus.PLACED, "waiting for money"),
        ("Pending payment", OrderStatus.PLACED, "waiting for money"),
        ("failed", OrderStatus.CANCELLED, "the payment failed"),
        ("trash", OrderStatus.CANCELLED, "thrown away"),
        ("wc-refunded", OrderStatus.REFUNDED, "money back"),
        ("wc-delivered", OrderStatus.DELIVERED, "a common plug-in's state"),
        ("wc-partial-shipped", OrderStatus.PLACED, "some of it is still to come"),
        ("wc-at-the-engraver", OrderStatus.PLACED, "a shop's own state"),
    ],
)
def test_woocommerce_states_become_ours(status: str, expected: OrderStatus, reason: str) -> None:
    head = "order_id,order_date,status,billing_email,item_name,item_quantity,item_total\n"
    order = only(read(head + f"1,2026-09-03,{status},a@b.co,Cap,2,9.99\n"))
    assert order.status is expected, reason
    assert order.lines[0].price == Decimal("5.00"), "a line's total is shared among its pieces"


def test_twenty_thousand_rows_are_read_in_a_few_seconds() -> None:
    rows = "".join(
        f"#{n // 2},c{n // 2}@example.com,paid,fulfilled,2026-09-05 08:00:00 -0400,,"
        f"2026-09-03 10:14:00 -0400,{n // 2 + 10**12},1,Wool socks {n},19.90,S-{n},EUR,39.80\n"
        for n in range(20_000)
    )
    started = time.process_time()
    found = read(SHOPIFY + rows)
    assert (len(found.orders), found.bad) == (10_000, ())
    assert time.process_time() - started < 8, "seconds of processor, on the slowest machine"
