"""Translates Shopify's signed webhooks into facts.

An order's external id is its numeric `id`, which the order export's `Id` column holds too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from core.states import Demand, OrderStatus
from solicitation.inbound import people
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.facts import (
    ENDED,
    Ignored,
    LineFact,
    OrderFact,
    PersonFact,
    PrivacyFact,
    ProductFact,
    RefundFact,
    ShipmentFact,
    Source,
    StopFact,
)
from solicitation.inbound.payloads import (
    Payload,
    amount_at,
    count_at,
    email_at,
    id_at,
    ids_at,
    ignored,
    is_signed,
    moment_at,
    needed_id,
    part_at,
    parts_at,
    text_at,
)
from solicitation.inbound.products import reference
from solicitation.inbound.statuses import furthest, shopify_status

Translation = OrderFact | ShipmentFact | RefundFact | StopFact | PrivacyFact | Ignored

# Shopify's name for the only variant of a product without variants.
_NO_VARIANT = "Default Title"
_GONE = frozenset({"cancelled", "error", "failure"})


def verify(raw: bytes, header: str, secrets: Sequence[str]) -> bool:
    """Whether `X-Shopify-Hmac-SHA256` fits the body under one of the app's client secrets."""
    return is_signed(raw, header, secrets)


def translate(topic: str, payload: Payload) -> Translation:
    """Return what `X-Shopify-Topic` and its payload say. Raises `UnreadablePayload`."""
    translator = TOPICS.get(topic.strip().lower())
    return translator(payload) if translator else ignored("topic_unused", topic=topic[:80])


def _order(payload: Payload) -> Translation:
    order_id = needed_id(payload, "id")
    if payload.get("test") is True:
        return ignored("test_order")
    lines = _lines(payload)
    status, delivered_at = _progress(payload, lines)
    who = _person(payload)
    if not who.email:
        return _nobody(payload, order_id, status)
    ordered_at = moment_at(payload, "processed_at") or moment_at(payload, "created_at")
    if ordered_at is None:
        raise UnreadablePayload("field_missing", "created_at")
    return OrderFact(
        external_id=order_id,
        source=Source.SHOPIFY,
        person=who,
        status=status,
        ordered_at=ordered_at,
        fulfilled_at=_fulfilled_at(payload),
        delivered_at=delivered_at,
        cancelled_at=moment_at(payload, "cancelled_at"),
        refunded_at=_refunded_at(payload) if status is OrderStatus.REFUNDED else None,
        country=who.country,
        currency=people.currency(text_at(payload, "currency")),
        total=amount_at(payload, "total_price"),
        lines=lines,
        number=text_at(payload, "name") or id_at(payload, "order_number") or None,
    )


def _nobody(payload: Payload, order_id: str, status: OrderStatus) -> StopFact | Ignored:
    """An order that has ended must stop what was planned even when its address is gone."""
    if status in ENDED:
        return StopFact(order_id, Source.SHOPIFY, status)
    written = (payload, part_at(payload, "customer"))
    told = any(text_at(part, "email", "contact_email") for part in written)
    return ignored("bad_email" if told else "no_email")


def _person(payload: Payload) -> PersonFact:
    customer = part_at(payload, "customer")
    shipping, billing = part_at(payload, "shipping_address"), part_at(payload, "billing_address")
    name = people.name(text_at(customer, "first_name"), text_at(customer, "last_name"))
    country = text_at(shipping, "country_code") or text_at(billing, "country_code")
    return PersonFact(
        email=email_at(payload, "email", "contact_email") or email_at(customer, "email"),
        name=name or text_at(billing, "name") or text_at(shipping, "name"),
        language=people.language(
            text_at(payload, "customer_locale") or text_at(customer, "locale")
        ),
        country=people.country(country),
        region=_region(shipping) or _region(billing),
    )


def _region(address: Payload) -> str | None:
    return people.region(text_at(address, "province_code"))


def _progress(payload: Payload, lines: Sequence[LineFact]) -> tuple[OrderStatus, datetime | None]:
    """Return the status, and when the last parcel arrived if all of them did."""
    status = shopify_status(
        text_at(payload, "financial_status"),
        text_at(payload, "fulfillment_status"),
        is_cancelled=bool(payload.get("cancelled_at")),
    )
    if status not in ENDED and lines and all(line.refunded for line in lines):
        return OrderStatus.REFUNDED, None
    is_whole = text_at(payload, "fulfillment_status").lower() == "fulfilled"
    delivered_at = _delivered_at(payload) if is_whole else None
    return furthest(status or OrderStatus.PLACED, None, delivered_at), delivered_at


def _parcels(payload: Payload) -> list[Payload]:
    parcels = parts_at(payload, "fulfillments")
    return [parcel for parcel in parcels if text_at(parcel, "status").lower() not in _GONE]


def _fulfilled_at(payload: Payload) -> datetime | None:
    """Return when the last parcel left; while some are missing, when the latest one did."""
    left = (moment_at(parcel, "created_at") for parcel in _parcels(payload))
    return max((moment for moment in left if moment), default=None)


def _delivered_at(payload: Payload) -> datetime | None:
    """A fulfillment says that it arrived, not when: its last change is the nearest there is."""
    parcels = _parcels(payload)
    if not all(_has_arrived(parcel) for parcel in parcels):
        return None
    arrived = (moment_at(parcel, "updated_at") for parcel in parcels)
    return max((moment for moment in arrived if moment), default=None)


def _has_arrived(parcel: Payload) -> bool:
    return text_at(parcel, "shipment_status").lower() == "delivered"


def _refunded_at(payload: Payload) -> datetime | None:
    given_back = (
        moment_at(refund, "processed_at") or moment_at(refund, "created_at")
        for refund in parts_at(payload, "refunds")
    )
    return max((moment for moment in given_back if moment), default=None)


def _lines(payload: Payload) -> tuple[LineFact, ...]:
    back: dict[str, int] = {}
    for refund in parts_at(payload, "refunds"):
        for line_id, count in _refunded_lines(refund):
            back[line_id] = back.get(line_id, 0) + count
    found = (_line(line, back) for line in parts_at(payload, "line_items"))
    return tuple(line for line in found if line)


def _line(line: Payload, back: Mapping[str, int]) -> LineFact | None:
    """A custom item has no product id; neither has one whose product was deleted."""
    title, sku = text_at(line, "title", "name"), text_at(line, "sku")
    ref = reference(line.get("product_id"), sku, title)
    if not ref:
        return None
    variant = text_at(line, "variant_title")
    count = count_at(line, "quantity")
    count = 1 if count is None else count
    line_id = id_at(line, "id")
    is_gone = count_at(line, "current_quantity") == 0 or back.get(line_id, 0) >= max(count, 1)
    product = ProductFact(
        ref, title or ref, None if variant in {"", _NO_VARIANT} else variant, sku=sku or None
    )
    return LineFact(line_id or None, product, count, amount_at(line, "price"), is_gone or not count)


def _shipment(payload: Payload) -> ShipmentFact | Ignored:
    order_id = id_at(payload, "order_id")
    if not order_id:
        return ignored("shipment_without_order")
    status = text_at(payload, "status").lower()
    if status in {"error", "failure"}:
        return ignored("shipment_failed")
    lines = (id_at(line, "id") for line in parts_at(payload, "line_items"))
    return ShipmentFact(
        order_id=order_id,
        source=Source.SHOPIFY,
        fulfilled_at=moment_at(payload, "created_at"),
        delivered_at=moment_at(payload, "updated_at") if _has_arrived(payload) else None,
        line_ids=tuple(line for line in lines if line),
        is_cancelled=status == "cancelled",
    )


def _refund(payload: Payload) -> RefundFact | Ignored:
    order_id = id_at(payload, "order_id")
    if not order_id:
        return ignored("refund_without_order")
    refunded_at = moment_at(payload, "processed_at") or moment_at(payload, "created_at")
    if refunded_at is None:
        raise UnreadablePayload("field_missing", "created_at")
    lines, amount = _refunded_lines(payload), _given_back(payload)
    return RefundFact(order_id, Source.SHOPIFY, refunded_at, lines, amount)


def _refunded_lines(refund: Payload) -> tuple[tuple[str, int], ...]:
    entries = parts_at(refund, "refund_line_items")
    found = ((id_at(entry, "line_item_id"), count_at(entry, "quantity")) for entry in entries)
    return tuple((line_id, count) for line_id, count in found if line_id and count)


def _given_back(refund: Payload) -> Decimal | None:
    paid = [
        amount_at(entry, "amount")
        for entry in parts_at(refund, "transactions")
        if text_at(entry, "kind") == "refund" and text_at(entry, "status") == "success"
    ]
    known = [amount for amount in paid if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _deleted(payload: Payload) -> StopFact:
    return StopFact(needed_id(payload, "id"), Source.SHOPIFY, OrderStatus.CANCELLED)


def _privacy(request: Demand, orders: str) -> Callable[[Payload], PrivacyFact]:
    def translate_privacy(payload: Payload) -> PrivacyFact:
        customer = part_at(payload, "customer")
        return PrivacyFact(
            request=request,
            source=Source.SHOPIFY,
            shop=text_at(payload, "shop_domain") or None,
            email=email_at(customer, "email") or None,
            customer_id=id_at(customer, "id") or None,
            order_ids=ids_at(payload, orders),
            request_id=id_at(part_at(payload, "data_request"), "id") or None,
        )

    return translate_privacy


# The topics to subscribe to; anything else is ignored.
TOPICS: Mapping[str, Callable[[Payload], Translation]] = MappingProxyType({
    "orders/create": _order,
    "orders/paid": _order,
    "orders/updated": _order,
    "orders/partially_fulfilled": _order,
    "orders/fulfilled": _order,
    "orders/cancelled": _order,
    "orders/delete": _deleted,
    "fulfillments/create": _shipment,
    "fulfillments/update": _shipment,
    "refunds/create": _refund,
    "customers/data_request": _privacy(Demand.EXPORT_CUSTOMER, "orders_requested"),
    "customers/redact": _privacy(Demand.ERASE_CUSTOMER, "orders_to_redact"),
    "shop/redact": _privacy(Demand.ERASE_STORE, "orders_to_redact"),
})  # fmt: skip
