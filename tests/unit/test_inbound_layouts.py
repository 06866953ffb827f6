"""Our own layout, from bytes to facts, and how any layout is recognised and corrected."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.states import OrderStatus
from solicitation.inbound.detect import look, read_file
from solicitation.inbound.errors import UnreadableFile
from solicitation.inbound.facts import OrderFact, Read
from solicitation.inbound.layouts import Kind, Layout

SAMPLES = Path(__file__).parent / "inbound_samples"
PARIS = ZoneInfo("Europe/Paris")
OWN = "order_id,ordered_at,status,email,product_ref,quantity,price\n"


def read(text: str, country: str | None = "FR", layout: Layout | None = None) -> Read:
    return read_file(text.encode(), zone=PARIS, country=country, layout=layout)


def sample(name: str) -> Read:
    return read_file((SAMPLES / name).read_bytes(), zone=PARIS, country="FR")


def codes(found: Read) -> list[tuple[int, str]]:
    return [(bad.line, bad.code) for bad in found.bad]


def only(found: Read) -> OrderFact:
    (order,) = found.orders
    return order


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        ("shopify_orders.csv", Layout.SHOPIFY_ORDERS),
        ("woocommerce_items.csv", Layout.WOOCOMMERCE_ORDERS),
        ("woocommerce_packed.csv", Layout.WOOCOMMERCE_ORDERS),
        ("own_orders.csv", Layout.OWN_ORDERS),
        ("own_tickets.csv", Layout.OWN_TICKETS),
        ("own_attendees.csv", Layout.OWN_ATTENDEES),
    ],
)
def test_a_layout_is_recognised_by_its_columns(name: str, layout: Layout) -> None:
    assert look((SAMPLES / name).read_bytes()).layout is layout
    assert sample(name) == sample(name), "reading again gives equal facts"


def test_every_fault_of_a_row_is_told_at_once() -> None:
    found = read(OWN + "A,someday,lost,nobody,SOCK,x,free\n")
    assert [bad.code for bad in found.bad] == [
        "date_unreadable",
        "email_invalid",
        "status_unknown",
        "quantity_unreadable",
        "amount_unreadable",
    ]
    assert dict(found.bad[0].values)["value"] == "someday", "to say it in another language"


def test_a_line_refunded_alone_does_not_end_the_order() -> None:
    first, second = sample("own_orders.csv").orders
    assert first.status is OrderStatus.DELIVERED
    assert [line.refunded for line in first.lines] == [False, True]
    assert second.person.timezone == "America/New_York"


@pytest.mark.parametrize(
    ("statuses", "expected", "reason"),
    [
        (["", ""], OrderStatus.PLACED, "nothing was said"),
        (["refunded", "refunded"], OrderStatus.REFUNDED, "all of it ended"),
        (["refunded", ""], OrderStatus.REFUNDED, "the only word there is"),
        (["refunded", "shipped"], OrderStatus.FULFILLED, "one line goes on"),
        (["livrée", "expédiée"], OrderStatus.DELIVERED, "the furthest, in French"),
    ],
)
def test_an_order_ends_when_all_its_lines_do(
    statuses: list[str], expected: OrderStatus, reason: str
) -> None:
    rows = "".join(f"A,2026-09-03,{s},a@b.co,P{n},1,5\n" for n, s in enumerate(statuses))
    assert only(read(OWN + rows)).status is expected, reason


def test_dates_speak_where_the_status_does_not() -> None:
    text = "order_id,ordered_at,fulfilled_at,delivered_at,email\nA,2026-09-03,,2026-09-06,a@b.co\n"
    assert only(read(text)).status is OrderStatus.DELIVERED


def test_two_addresses_in_one_order_refuse_it() -> None:
    rows = "A,2026-09-03,,a@b.co,P,1,5\nA,2026-09-03,,A@b.co,R,1,5\nA,2026-09-03,,x@b.co,Q,1,5\n"
    assert codes(read(OWN + rows))[-1] == (4, "order_disagrees")


def test_rows_that_say_the_same_count_once_and_are_told() -> None:
    found = read(OWN + "A,2026-09-03,,a@b.co,P,1,5\n" * 3)
    assert len(only(found).lines) == 1
    assert dict(found.notices[0].values) == {"count": "2", "line": "3"}


def test_a_rounded_order_id_of_our_own_is_refused() -> None:
    assert codes(read(OWN + "4.5E+11,2026-09-03,,a@b.co,P,1,5\n")) == [(2, "id_rounded")]


def test_a_row_without_its_order_is_refused_alone() -> None:
    found = read(OWN + ",2026-09-03,,a@b.co,P,1,5\nB,2026-09-03,,a@b.co,P,1,5\n")
    assert codes(found) == [(2, "value_missing")]
    assert only(found).number == "B"


def test_an_optional_cell_that_is_not_understood_is_left_out_and_counted() -> None:
    text = "order_id,ordered_at,email,country,language\nA,2026-09-03,a@b.co,Atlantis,fr\n"
    found = read(text + "B,2026-09-03,b@b.co,Lemuria,fr\n")
    assert [order.person.country for order in found.orders] == [None, None]
    assert found.notices[0].sentence == (
        "The column “country” was not understood in 2 rows, first on line 2; the rows were taken"
        " without it."
    )


@pytest.mark.parametrize(
    ("country", "month", "shown"),
    [("FR", 9, "day/month"), ("US", 3, "month/day"), (None, 9, "day/month")],
)
def test_dates_that_prove_nothing_follow_the_store_s_country_and_are_told(
    country: str | None, month: int, shown: str
) -> None:
    found = read(OWN + "A,03/09/2026,,a@b.co,P,1,5\n", country)
    assert only(found).ordered_at.astimezone(PARIS).month == month
    assert [dict(n.values)["order"] for n in found.notices] == [shown]


def test_one_column_s_dates_settle_another_s() -> None:
    text = "order_id,ordered_at,delivered_at,email\nA,03/09/2026,04/25/2026,a@b.co\n"
    found = read(text, "FR")
    assert only(found).ordered_at.astimezone(PARIS).month == 3
    assert not found.notices


def test_a_column_that_mixes_both_orders_refuses_only_what_is_open() -> None:
    rows = "A,25/09/2026,,a@b.co,P,1,5\nB,09/25/2026,,b@b.co,P,1,5\nC,03/09/2026,,c@b.co,P,1,5\n"
    found = read(OWN + rows)
    assert [order.number for order in found.orders] == ["A", "B"]
    assert codes(found) == [(4, "date_ambiguous")]


def test_tickets_bring_scores_on_their_scale() -> None:
    first, second, third = sample("own_tickets.csv").tickets
    assert (first.score, first.score_max, first.order_id) == (4.6, 5.0, "A-1")
    assert (second.score, second.reopened_at is None) == (2.0, False)
    assert (third.score, third.resolved_at) == (None, None)


def test_a_score_beyond_its_scale_is_refused() -> None:
    found = read("ticket_id,email,score,score_max\nT,a@b.co,9,5\n")
    assert found.bad[0].sentence == "The score 9.0 is not between 0 and 5.0."


def test_of_a_ticket_told_twice_the_later_counts() -> None:
    found = read("ticket_id,email,score\nT,a@b.co,2\nT,a@b.co,4\n")
    assert [ticket.score for ticket in found.tickets] == [4.0]


def test_a_person_attends_once_and_the_check_in_counts() -> None:
    rows = "E,a@b.co,\nE,A@b.co,2026-09-12 18:05\nE,a@b.co,\n"
    (attendee,) = read("event,email,checked_in_at\n" + rows).attendees
    assert attendee.checked_in_at == datetime(2026, 9, 12, 16, 5, tzinfo=UTC)


def test_a_layout_given_overrules_what_the_columns_look_like() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(OWN + "A,2026-09-03,,a@b.co,P,1,5\n", layout=Layout.OWN_TICKETS)
    assert refused.value.code == "columns_missing"
    assert "ticket_id" in str(refused.value)


def test_a_file_of_another_kind_is_refused_in_words() -> None:
    data = (SAMPLES / "own_tickets.csv").read_bytes()
    with pytest.raises(UnreadableFile) as refused:
        read_file(data, zone=PARIS, kind=Kind.ATTENDEES)
    assert str(refused.value) == "This file holds tickets, not attendees."


def test_columns_nobody_knows_are_named() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read("colour,size\nred,L\n")
    assert refused.value.code == "layout_unknown"
    assert "colour, size" in str(refused.value)


def test_a_mapping_makes_a_strange_file_readable() -> None:
    data = b"Kontakt,Bestellung,Wann\na@b.co,77,2026-09-03\n"
    mapping = {"Kontakt": "email", "Bestellung": "order_id", "Wann": "ordered_at"}
    found = read_file(data, zone=PARIS, kind=Kind.ORDERS, mapping=mapping)
    assert only(found).external_id == "77"


def test_a_look_shows_how_each_column_would_be_read() -> None:
    seen = look(b"Order;E-mail;Date;Colour\n1;a@b.co;2026-09-03;red\n")
    assert seen.layout is Layout.OWN_ORDERS
    assert dict(seen.columns) == {
        "Order": "order_id",
        "E-mail": "email",
        "Date": "ordered_at",
        "Colour": None,
    }
    assert (seen.delimiter, seen.rows, seen.sample[0][3]) == (";", 1, "red")
    assert look(b"colour,size\nred,L\n").layout is None


@pytest.mark.parametrize("filler", ["1 ", "1.", " /", "a ", "@a.", "-", "de "])
def test_a_cell_of_100_kilobytes_is_refused_at_once(filler: str) -> None:
    cell = (filler * 100_000)[:100_000]
    started = time.process_time()
    found = read(OWN + f"A,{cell},{cell},{cell},{cell},{cell},{cell}\n")
    tickets = read(f"ticket_id,email,language,country,score\nT,{cell},{cell},{cell},{cell}\n")
    assert found.bad
    assert tickets.bad
    assert time.process_time() - started < 2, "seconds of processor"
