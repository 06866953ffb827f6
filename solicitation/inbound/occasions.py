"""Turns an occasion posted by a store's own program into a fact, or says what to mend."""

from __future__ import annotations

from pydantic import ValidationError

from core.states import OccasionKind, OrderStatus
from solicitation.inbound.errors import OccasionRefused
from solicitation.inbound.facts import (
    AttendeeFact,
    LineFact,
    OrderFact,
    PersonFact,
    ProductFact,
    Source,
    TicketFact,
)
from solicitation.inbound.posted import (
    EventIn,
    LineIn,
    OccasionIn,
    OrderIn,
    PersonIn,
    ProductIn,
    TicketIn,
)
from solicitation.inbound.problems import problems_of
from solicitation.inbound.statuses import furthest

Fact = OrderFact | TicketFact | AttendeeFact

# The date of an order that `happened_at` stands for, by the order's status.
_DATE_OF = {
    OrderStatus.PLACED: "ordered_at",
    OrderStatus.FULFILLED: "fulfilled_at",
    OrderStatus.DELIVERED: "delivered_at",
    OrderStatus.CANCELLED: "cancelled_at",
    OrderStatus.REFUNDED: "refunded_at",
    OrderStatus.RETURNED: "refunded_at",
}
_DATES = ("ordered_at", "fulfilled_at", "delivered_at", "cancelled_at", "refunded_at")


def read_occasion(payload: object) -> Fact:
    """Return the fact in a posted occasion. Raises `OccasionRefused`, naming every bad field."""
    try:
        occasion = OccasionIn.model_validate(payload)
    except ValidationError as error:
        raise OccasionRefused(problems_of(error)) from error
    return fact_of(occasion)


def fact_of(occasion: OccasionIn) -> Fact:
    """Return the occasion as what it is: an order, a ticket or an attendee."""
    if occasion.kind is OccasionKind.PURCHASE:
        return _order(occasion, occasion.order or OrderIn())
    if occasion.kind is OccasionKind.SUPPORT:
        return _ticket(occasion, occasion.ticket or TicketIn())
    return _attendee(occasion, occasion.event)


def _order(occasion: OccasionIn, order: OrderIn) -> OrderFact:
    """Without a date of its own, an order was placed when the first thing told of it happened."""
    dates = {name: getattr(order, name) for name in _DATES}
    implied = _DATE_OF[order.status]
    dates[implied] = dates[implied] or occasion.happened_at
    dates["ordered_at"] = dates["ordered_at"] or min(date for date in dates.values() if date)
    return OrderFact(
        external_id=occasion.external_id,
        source=Source.OWN,
        person=_person(occasion.person),
        status=furthest(order.status, dates["fulfilled_at"], dates["delivered_at"]),
        country=order.country or occasion.person.country,
        currency=order.currency,
        total=order.total,
        lines=tuple(_line(line) for line in order.lines),
        number=occasion.external_id,
        **dates,
    )


def _ticket(occasion: OccasionIn, ticket: TicketIn) -> TicketFact:
    return TicketFact(
        external_id=occasion.external_id,
        person=_person(occasion.person),
        opened_at=ticket.opened_at,
        resolved_at=ticket.resolved_at or occasion.happened_at,
        reopened_at=ticket.reopened_at,
        score=ticket.score,
        score_max=ticket.score_max,
        comment=ticket.comment or None,
        order_id=ticket.order_id,
    )


def _attendee(occasion: OccasionIn, event: EventIn | None) -> AttendeeFact:
    """The model lets no event pass without its details, so the id here is never the name."""
    came = event is None or event.checked_in
    return AttendeeFact(
        event=event.name if event else occasion.external_id,
        person=_person(occasion.person),
        checked_in_at=occasion.happened_at if came else None,
        external_id=occasion.external_id,
    )


def _person(person: PersonIn) -> PersonFact:
    return PersonFact(
        person.email,
        person.name,
        person.language,
        person.country,
        person.timezone,
        person.region,
    )


def _line(line: LineIn) -> LineFact:
    is_gone = line.refunded or line.quantity == 0
    return LineFact(line.external_id, _product(line.product), line.quantity, line.price, is_gone)


def _product(product: ProductIn) -> ProductFact:
    return ProductFact(
        ref=product.ref,
        name=product.name or product.ref,
        variant=product.variant or None,
        url=product.url,
        image_url=product.image_url,
        gtin=product.gtin,
        sku=product.sku or None,
    )
