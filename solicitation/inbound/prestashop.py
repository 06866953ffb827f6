"""Translates PrestaShop's orders, with the rows they name, into facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from core.states import OrderStatus
from solicitation.inbound import people
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
from solicitation.inbound.products import gtin, reference

_DELIVERED_STATE = "5"
"""Fixed by PrestaShop's installation, and no flag or template tells it."""
_TEMPLATES: Mapping[str, OrderStatus] = {
    "order_canceled": OrderStatus.CANCELLED,
    "payment_error": OrderStatus.CANCELLED,
    "refund": OrderStatus.REFUNDED,
}
"""The mail a state sends says what it means, whatever the shop calls it."""


@dataclass(frozen=True, slots=True)
class Known:
    """The rows that orders name, each table by number; `zone` is the shop's."""

    customers: Mapping[str, Payload]
    addresses: Mapping[str, Payload]
    countries: Mapping[str, Payload]
    regions: Mapping[str, Payload]
    """What PrestaShop calls states; empty where the key may not read them."""
    states: Mapping[str, Payload]
    languages: Mapping[str, Payload]
    zone: tzinfo


def translate(order: Payload, known: Known) -> OrderFact | StopFact | Ignored:
    """Return what an order says. Raises `UnreadablePayload`.

    The moment a state was reached is not in the order: its last change stands in, and whoever
    keeps these facts keeps the first date told.
    """
    order_id = needed_id(order, "id")
    status, changed_at = _status(order, known), moment_at(order, "date_upd", known.zone)
    who = _person(order, known)
    if not who.email:
        is_over = status in ENDED
        return StopFact(order_id, Source.PRESTASHOP, status) if is_over else ignored("no_email")
    ordered_at = moment_at(order, "date_add", known.zone)
    if ordered_at is None:
        raise UnreadablePayload("field_missing", "date_add")
    return OrderFact(
        external_id=order_id,
        source=Source.PRESTASHOP,
        person=who,
        status=status,
        ordered_at=ordered_at,
        fulfilled_at=_when(changed_at, status, OrderStatus.FULFILLED, OrderStatus.DELIVERED),
        delivered_at=_when(changed_at, status, OrderStatus.DELIVERED),
        cancelled_at=_when(changed_at, status, OrderStatus.CANCELLED),
        refunded_at=_when(changed_at, status, OrderStatus.REFUNDED),
        country=who.country,
        total=amount_at(order, "total_paid_tax_incl") or amount_at(order, "total_paid"),
        lines=_lines(order),
        number=text_at(order, "reference") or None,
    )


def _when(changed_at: datetime | None, status: OrderStatus, *of: OrderStatus) -> datetime | None:
    return changed_at if status in of else None


def _status(order: Payload, known: Known) -> OrderStatus:
    number = id_at(order, "current_state")
    state = known.states.get(number, {})
    ended = _TEMPLATES.get(_spoken(state, "template"))
    if ended:
        return ended
    if number == _DELIVERED_STATE:
        return OrderStatus.DELIVERED
    return OrderStatus.FULFILLED if id_at(state, "shipped") == "1" else OrderStatus.PLACED


def _spoken(row: Payload, key: str) -> str:
    """A text, or the first language of a text that the shop keeps in several."""
    return text_at(row, key) or next(
        (found for part in parts_at(row, key) if (found := text_at(part, "value"))), ""
    )


def _person(order: Payload, known: Known) -> PersonFact:
    customer = known.customers.get(id_at(order, "id_customer"), {})
    address = known.addresses.get(id_at(order, "id_address_delivery"), {})
    country = known.countries.get(id_at(address, "id_country"), {})
    region = known.regions.get(id_at(address, "id_state"), {})
    language = known.languages.get(id_at(order, "id_lang"), {})
    return PersonFact(
        email=email_at(customer, "email"),
        name=_name(customer) or _name(address),
        language=people.language(text_at(language, "language_code", "iso_code")),
        country=people.country(text_at(country, "iso_code")),
        region=people.region(text_at(region, "iso_code")),
    )


def _name(row: Payload) -> str:
    return people.name(text_at(row, "firstname"), text_at(row, "lastname"))


def _lines(order: Payload) -> tuple[LineFact, ...]:
    told = parts_at(part_at(order, "associations"), "order_rows")
    return tuple(line for row in told if (line := _line(row)))


def _line(row: Payload) -> LineFact | None:
    title, sku = text_at(row, "product_name"), text_at(row, "product_reference")
    ref = reference(row.get("product_id"), sku, title)
    if not ref:
        return None
    count = int(amount_at(row, "product_quantity") or 0)
    product = ProductFact(
        ref, title or ref, gtin=gtin(text_at(row, "product_ean13")), sku=sku or None
    )
    price = amount_at(row, "unit_price_tax_incl") or amount_at(row, "product_price")
    return LineFact(id_at(row, "id") or None, product, count, price, not count)
