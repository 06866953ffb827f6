"""Translates WooCommerce's signed webhooks into facts.

There is no topic for a finished order: `order.updated` with the status "completed" is it.
An order's external id is its `id`, which the export plug-ins call `order_id`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

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
    count_at,
    email_at,
    id_at,
    ignored,
    is_signed,
    moment_at,
    needed_id,
    part_at,
    parts_at,
    text_at,
)
from solicitation.inbound.products import reference, web_address
from solicitation.inbound.statuses import woocommerce_status

Translation = OrderFact | StopFact | Ignored

_ORDER_TOPICS = frozenset({"order.created", "order.updated", "order.restored"})
_DRAFTS = frozenset({"checkout-draft", "auto-draft", "draft"})
_PING = re.compile(rb"\s*webhook_id=\d{1,20}\s*")


def verify(raw: bytes, header: str, secrets: Sequence[str]) -> bool:
    """Whether `X-WC-Webhook-Signature` fits the body under one of the webhook's secrets."""
    return is_signed(raw, header, secrets)


def is_ping(raw: bytes) -> bool:
    """Whether this is the unsigned form body `webhook_id=…` sent when a webhook is saved.

    It asks for an answer of 200 and says nothing else.
    """
    return bool(_PING.fullmatch(raw))


def translate(topic: str, payload: Payload, zone: tzinfo = UTC) -> Translation:
    """Return what `X-WC-Webhook-Topic` and its payload say. Raises `UnreadablePayload`.

    `zone` is the store's, for the moments that an old WooCommerce gives in local time only.
    """
    plain = topic.strip().lower()
    if plain == "order.deleted":
        return StopFact(needed_id(payload, "id"), Source.WOOCOMMERCE, OrderStatus.CANCELLED)
    if plain not in _ORDER_TOPICS:
        return ignored("topic_unused", topic=topic[:80])
    return _order(payload, zone)


def _order(payload: Payload, zone: tzinfo) -> Translation:
    """Plug-ins' states such as "shipped" or "delivered" come without a date: the order's last
    change stands in, so whoever keeps these facts keeps the first date told, not the latest.
    """
    order_id = needed_id(payload, "id")
    told = text_at(payload, "status")
    if told.removeprefix("wc-") in _DRAFTS:
        return ignored("draft_order")
    status = woocommerce_status(told) or OrderStatus.PLACED
    who = _person(payload)
    if not who.email:
        return _nobody(payload, order_id, status)
    ordered_at = _moment(payload, "date_created", zone)
    if ordered_at is None:
        raise UnreadablePayload("field_missing", "date_created_gmt")
    changed_at = _moment(payload, "date_modified", zone)
    completed_at = _moment(payload, "date_completed", zone)
    return OrderFact(
        external_id=order_id,
        source=Source.WOOCOMMERCE,
        person=who,
        status=status,
        ordered_at=ordered_at,
        fulfilled_at=completed_at or (changed_at if status is OrderStatus.FULFILLED else None),
        delivered_at=changed_at if status is OrderStatus.DELIVERED else None,
        cancelled_at=changed_at if status is OrderStatus.CANCELLED else None,
        refunded_at=changed_at if status is OrderStatus.REFUNDED else None,
        country=who.country,
        currency=people.currency(text_at(payload, "currency")),
        total=amount_at(payload, "total"),
        lines=tuple(line for entry in parts_at(payload, "line_items") if (line := _line(entry))),
        number=text_at(payload, "number") or id_at(payload, "number") or order_id,
    )


def _nobody(payload: Payload, order_id: str, status: OrderStatus) -> StopFact | Ignored:
    """An order that has ended must stop what was planned even when its address is gone."""
    if status in ENDED:
        return StopFact(order_id, Source.WOOCOMMERCE, status)
    return ignored("bad_email" if text_at(part_at(payload, "billing"), "email") else "no_email")


def _moment(payload: Payload, key: str, zone: tzinfo) -> datetime | None:
    return moment_at(payload, f"{key}_gmt", UTC) or moment_at(payload, key, zone)


def _person(payload: Payload) -> PersonFact:
    billing, shipping = part_at(payload, "billing"), part_at(payload, "shipping")
    return PersonFact(
        email=email_at(billing, "email"),
        name=_name(billing) or _name(shipping),
        language=people.language(_meta(payload, "wpml_language", "_user_locale", "trp_language")),
        country=people.country(text_at(shipping, "country") or text_at(billing, "country")),
        region=people.region(text_at(shipping, "state") or text_at(billing, "state")),
    )


def _name(address: Payload) -> str:
    return people.name(text_at(address, "first_name"), text_at(address, "last_name"))


def _meta(payload: Payload, *keys: str) -> str:
    """Return the first of the values that plug-ins keep beside an order under these keys."""
    for entry in parts_at(payload, "meta_data"):
        if entry.get("key") in keys and (found := text_at(entry, "value")):
            return found
    return ""


def _line(line: Payload) -> LineFact | None:
    title, sku = text_at(line, "parent_name", "name"), text_at(line, "sku")
    ref = reference(line.get("product_id"), sku, title)
    if not ref:
        return None
    count = count_at(line, "quantity")
    count = 1 if count is None else count
    product = ProductFact(
        ref=ref,
        name=title or ref,
        variant=_variant(line) if id_at(line, "variation_id") else None,
        image_url=web_address(text_at(part_at(line, "image"), "src")),
        sku=sku or None,
    )
    return LineFact(id_at(line, "id") or None, product, count, amount_at(line, "price"), not count)


def _variant(line: Payload) -> str | None:
    """Return the chosen options ("Blue / L"); keys that begin with "_" are the shop's own."""
    shown = (
        text_at(entry, "display_value", "value")
        for entry in parts_at(line, "meta_data")
        if not text_at(entry, "key").startswith("_")
    )
    return " / ".join(option for option in shown if option)[:200] or None
