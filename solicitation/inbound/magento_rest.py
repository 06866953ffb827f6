"""Reads Magento 2's (Adobe Commerce's) orders by its REST API V1; its moments are UTC."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from core.states import OrderStatus
from solicitation.inbound import people
from solicitation.inbound.credentials import bearer
from solicitation.inbound.dialogue import Answer, Dialogue, Reading, plainly, query, rows, walk
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.facts import (
    ENDED,
    Ignored,
    LineFact,
    OrderFact,
    PersonFact,
    ProductFact,
    Source,
    StopFact,
)
from solicitation.inbound.payloads import (
    Payload,
    amount_at,
    email_at,
    id_at,
    ignored,
    moment_at,
    needed_id,
    part_at,
    parts_at,
    text_at,
)
from solicitation.inbound.products import reference
from solicitation.inbound.statuses import own_status

SIZE = 50
# The states are Magento's own; a shop's statuses within them are its free choice.
_STATES: Mapping[str, OrderStatus] = {
    "new": OrderStatus.PLACED,
    "pending_payment": OrderStatus.PLACED,
    "payment_review": OrderStatus.PLACED,
    "processing": OrderStatus.PLACED,
    "holded": OrderStatus.PLACED,
    "complete": OrderStatus.FULFILLED,
    "closed": OrderStatus.REFUNDED,
    "canceled": OrderStatus.CANCELLED,
}
headers = bearer
"""What proves who we are: an integration's access token that may read sales."""


def read(reading: Reading) -> Dialogue:
    """Every order changed since."""
    return walk(
        "orders", reading.since["orders"], _path, _orders, _changed_at, plainly(translate), SIZE
    )


def translate(order: Payload) -> OrderFact | StopFact | Ignored:
    """Return what an order of `GET /rest/V1/orders` says. Raises `UnreadablePayload`.

    An order does not say when it was sent: its last change once complete stands in, and whoever
    keeps these facts keeps the first date told.
    """
    order_id = needed_id(order, "entity_id")
    status, changed_at = _status(order), _changed_at(order)
    who = _person(order)
    if not who.email:
        return (
            StopFact(order_id, Source.MAGENTO, status) if status in ENDED else ignored("no_email")
        )
    ordered_at = moment_at(order, "created_at", UTC)
    if ordered_at is None:
        raise UnreadablePayload("field_missing", "created_at")
    is_sent = status in (OrderStatus.FULFILLED, OrderStatus.DELIVERED)
    return OrderFact(
        external_id=order_id,
        source=Source.MAGENTO,
        person=who,
        status=status,
        ordered_at=ordered_at,
        fulfilled_at=changed_at if is_sent else None,
        delivered_at=changed_at if status is OrderStatus.DELIVERED else None,
        cancelled_at=changed_at if status is OrderStatus.CANCELLED else None,
        refunded_at=changed_at if status is OrderStatus.REFUNDED else None,
        country=who.country,
        currency=people.currency(text_at(order, "order_currency_code")),
        total=amount_at(order, "grand_total"),
        lines=tuple(line for item in parts_at(order, "items") if (line := _line(item))),
        number=text_at(order, "increment_id") or id_at(order, "increment_id") or None,
    )


def _status(order: Payload) -> OrderStatus:
    """A shop's own status "delivered" says more than the state it belongs to."""
    told = _STATES.get(text_at(order, "state"), OrderStatus.PLACED)
    own = own_status(text_at(order, "status"))
    further = own in (OrderStatus.DELIVERED, OrderStatus.RETURNED)
    return own if own and further and told not in ENDED else told


def _person(order: Payload) -> PersonFact:
    billing, home = part_at(order, "billing_address"), _home(order)
    name = people.name(text_at(order, "customer_firstname"), text_at(order, "customer_lastname"))
    other = people.name(text_at(billing, "firstname"), text_at(billing, "lastname"))
    return PersonFact(
        email=email_at(order, "customer_email") or email_at(billing, "email"),
        name=name or other,
        country=people.country(text_at(home, "country_id")),
        region=_region(home),
    )


def _home(order: Payload) -> Payload:
    """Where the parcel goes, else where the bill went: country and region of one address."""
    for assigned in parts_at(part_at(order, "extension_attributes"), "shipping_assignments"):
        address = part_at(part_at(assigned, "shipping"), "address")
        if text_at(address, "country_id"):
            return address
    return part_at(order, "billing_address")


def _region(address: Payload) -> str | None:
    """Magento's code where it knows the country's regions ("CA"), else what somebody typed."""
    return people.region(text_at(address, "region_code"))


def _line(item: Payload) -> LineFact | None:
    """A configurable product and the variant chosen are two items; the first has the price."""
    if id_at(item, "parent_item_id"):
        return None
    title, sku = text_at(item, "name"), text_at(item, "sku")
    ref = reference(item.get("product_id"), sku, title)
    if not ref:
        return None
    count, back = _count(item, "qty_ordered"), _count(item, "qty_refunded")
    gone = back + _count(item, "qty_canceled")
    return LineFact(
        id_at(item, "item_id") or None,
        ProductFact(ref, title or ref, sku=sku or None),
        count,
        amount_at(item, "price_incl_tax") or amount_at(item, "price"),
        gone >= count,
    )


def _count(item: Payload, key: str) -> int:
    """Quantities may come as `1`, `1.0` or `"1.0000"`."""
    return int(amount_at(item, key) or 0)


def _orders(answer: Answer) -> tuple[Payload, ...]:
    return rows(answer, "items")


def _changed_at(order: Payload) -> datetime | None:
    return moment_at(order, "updated_at", UTC)


def _path(since: datetime, number: int) -> str:
    criteria = "searchCriteria"
    first = f"{criteria}[filter_groups][0][filters][0]"
    options = {
        f"{first}[field]": "updated_at",
        f"{first}[condition_type]": "gteq",
        f"{first}[value]": since.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S"),
        f"{criteria}[sortOrders][0][field]": "updated_at",
        f"{criteria}[sortOrders][0][direction]": "ASC",
        f"{criteria}[pageSize]": SIZE,
        f"{criteria}[currentPage]": number,
    }
    return query("/rest/V1/orders", options)
