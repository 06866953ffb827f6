"""Reads our own layout: orders, tickets and attendees."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.states import OrderStatus
from solicitation.inbound import people
from solicitation.inbound.columns import Row
from solicitation.inbound.facts import (
    ENDED,
    AttendeeFact,
    LineFact,
    OrderFact,
    ProductFact,
    Source,
    TicketFact,
)
from solicitation.inbound.grouping import (
    build_orders,
    first_moment,
    first_with,
    group_rows,
    refuse_two_people,
)
from solicitation.inbound.own_columns import ORDER_MOMENTS
from solicitation.inbound.products import gtin, web_address
from solicitation.inbound.reading import (
    ID_LENGTH,
    Reading,
    Value,
    amount,
    moment,
    needed,
    optional,
    person,
    quantity,
    refuse,
    refuse_blank,
    score,
    text,
)
from solicitation.inbound.statuses import STEPS, furthest, own_status


def read_orders(reading: Reading, rows: Sequence[Row]) -> tuple[OrderFact, ...]:
    """Return the orders of our own layout: one row per line, or per order without lines."""
    groups = group_rows(reading, rows, "order_id")
    return build_orders(reading, groups, "order_id", _order)


def read_tickets(reading: Reading, rows: Sequence[Row]) -> tuple[TicketFact, ...]:
    """Return the tickets; a ticket that stands twice counts as its last row says."""
    found = {row.line: _kept(reading, row, _ticket) for row in rows}
    tickets = [ticket for ticket in found.values() if ticket]
    return tuple({ticket.external_id: ticket for ticket in tickets}.values())


def read_attendees(reading: Reading, rows: Sequence[Row]) -> tuple[AttendeeFact, ...]:
    """Return the attendees, each person once per event, checked in if any row says so."""
    seen: dict[tuple[str, str], AttendeeFact] = {}
    for row in rows:
        attendee = _kept(reading, row, _attendee)
        if attendee is None:
            continue
        key = (attendee.event, attendee.person.email.lower())
        if key not in seen or not seen[key].checked_in_at:
            seen[key] = attendee
    return tuple(seen.values())


def _kept(reading: Reading, row: Row, build: Callable[[Reading, Row], Value]) -> Value | None:
    """Build one fact from one row, None when anything in it was refused."""
    before = len(reading.bad)
    fact = build(reading, row)
    return fact if len(reading.bad) == before else None


def _order(reading: Reading, rows: Sequence[Row]) -> OrderFact | None:
    refuse_two_people(reading, rows, "order_id")
    order_id = needed(reading, rows[0], "order_id")
    moments = {column: first_moment(reading, rows, column) for column in ORDER_MOMENTS}
    who = person(reading, first_with(rows, "email"))
    currency = optional(reading, first_with(rows, "currency"), "currency", people.currency)
    statuses = [_status(reading, row) for row in rows]
    total = amount(reading, first_with(rows, "total"), "total", currency)
    lines = [
        _line(reading, row, currency, is_over=status in ENDED)
        for row, status in zip(rows, statuses, strict=True)
    ]
    ordered_at = moments["ordered_at"]
    if ordered_at is None:
        refuse_blank(reading, rows[0], "ordered_at")
        return None
    return OrderFact(
        external_id=order_id,
        source=Source.OWN,
        person=who,
        status=furthest(_overall(statuses), moments["fulfilled_at"], moments["delivered_at"]),
        ordered_at=ordered_at,
        fulfilled_at=moments["fulfilled_at"],
        delivered_at=moments["delivered_at"],
        cancelled_at=moments["cancelled_at"],
        refunded_at=moments["refunded_at"],
        country=who.country,
        currency=currency,
        total=total,
        lines=tuple(line for line in lines if line),
        number=order_id,
    )


def _status(reading: Reading, row: Row) -> OrderStatus | None:
    told = row.get("status")
    found = own_status(told) if told else None
    if told and found is None:
        allowed = ", ".join(OrderStatus)
        refuse(reading, row, "status", "status_unknown", value=told[:60], allowed=allowed)
    return found


def _overall(statuses: Sequence[OrderStatus | None]) -> OrderStatus:
    """An order ended only when all its lines did; until then the furthest line counts."""
    known = [status for status in statuses if status]
    going_on = [status for status in known if status not in ENDED]
    if going_on:
        return max(going_on, key=STEPS.index)
    return known[0] if known else OrderStatus.PLACED


def _line(reading: Reading, row: Row, currency: str | None, *, is_over: bool) -> LineFact | None:
    title = text(reading, row, "product_name", ID_LENGTH * 2) or ""
    sku = text(reading, row, "sku", ID_LENGTH)
    ref = text(reading, row, "product_ref", ID_LENGTH) or sku or people.slug(title)
    if not ref:
        return None
    product = ProductFact(
        ref=ref,
        name=people.name(title) or ref,
        variant=text(reading, row, "variant", ID_LENGTH),
        url=optional(reading, row, "product_url", web_address),
        image_url=optional(reading, row, "image_url", web_address),
        gtin=optional(reading, row, "gtin", gtin),
        sku=sku,
    )
    count = quantity(reading, row, "quantity")
    price = amount(reading, row, "price", currency)
    return LineFact(row.get("line_id") or None, product, count, price, is_over or count == 0)


def _ticket(reading: Reading, row: Row) -> TicketFact:
    points, highest = score(reading, row)
    return TicketFact(
        external_id=needed(reading, row, "ticket_id"),
        person=person(reading, row),
        opened_at=moment(reading, row, "opened_at"),
        resolved_at=moment(reading, row, "resolved_at"),
        reopened_at=moment(reading, row, "reopened_at"),
        score=points,
        score_max=highest,
        comment=text(reading, row, "comment"),
        order_id=text(reading, row, "order_id", ID_LENGTH),
    )


def _attendee(reading: Reading, row: Row) -> AttendeeFact:
    return AttendeeFact(
        event=needed(reading, row, "event"),
        person=person(reading, row),
        checked_in_at=moment(reading, row, "checked_in_at"),
        external_id=text(reading, row, "attendee_id", ID_LENGTH),
    )
