"""What other programs call the states of an order, in our six words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.states import OrderStatus
from solicitation.inbound.columns import simplify
from solicitation.inbound.facts import ENDED

_PLACED, _FULFILLED, _DELIVERED = (
    OrderStatus.PLACED,
    OrderStatus.FULFILLED,
    OrderStatus.DELIVERED,
)
_CANCELLED, _REFUNDED, _RETURNED = (
    OrderStatus.CANCELLED,
    OrderStatus.REFUNDED,
    OrderStatus.RETURNED,
)

# Shopify's REST order: financial_status. A part refunded leaves the rest with the customer.
SHOPIFY_FINANCIAL: Mapping[str, OrderStatus] = {
    "": _PLACED, "pending": _PLACED, "authorized": _PLACED, "expired": _PLACED, "paid": _PLACED,
    "partially_paid": _PLACED, "partially_refunded": _PLACED, "unpaid": _PLACED,
    "refunded": _REFUNDED, "voided": _CANCELLED,
}  # fmt: skip
# Shopify's fulfillment_status: "restocked" means that every item came back.
SHOPIFY_FULFILLMENT: Mapping[str, OrderStatus] = {
    "": _PLACED, "unfulfilled": _PLACED, "partial": _PLACED, "pending": _PLACED,
    "scheduled": _PLACED, "on_hold": _PLACED, "in_progress": _PLACED,
    "fulfilled": _FULFILLED, "restocked": _RETURNED,
}  # fmt: skip

_WOO_CORE: Mapping[str, OrderStatus] = {
    "pending": _PLACED, "processing": _PLACED, "on_hold": _PLACED, "completed": _FULFILLED,
    "cancelled": _CANCELLED, "refunded": _REFUNDED, "failed": _CANCELLED, "trash": _CANCELLED,
    "checkout_draft": _CANCELLED,
}  # fmt: skip
# States that common plug-ins add, and the labels shown in English and French desks.
_WOO_OTHERS: Mapping[str, OrderStatus] = {
    "pending_payment": _PLACED, "draft": _CANCELLED, "canceled": _CANCELLED,
    "shipped": _FULFILLED, "delivered": _DELIVERED, "returned": _RETURNED,
    "partial_shipped": _PLACED, "partially_shipped": _PLACED, "partially_refunded": _PLACED,
    "en_cours": _PLACED, "en_attente": _PLACED, "en_attente_de_paiement": _PLACED,
    "attente_paiement": _PLACED, "terminee": _FULFILLED, "expediee": _FULFILLED,
    "livree": _DELIVERED, "annulee": _CANCELLED, "echouee": _CANCELLED, "remboursee": _REFUNDED,
    "retournee": _RETURNED,
}  # fmt: skip
WOOCOMMERCE: Mapping[str, OrderStatus] = {**_WOO_OTHERS, **_WOO_CORE}

OWN: Mapping[str, OrderStatus] = {
    **{str(status): status for status in OrderStatus},
    "new": _PLACED, "ordered": _PLACED, "pending": _PLACED, "paid": _PLACED,
    "processing": _PLACED, "commandee": _PLACED, "payee": _PLACED, "en_cours": _PLACED,
    "shipped": _FULFILLED, "sent": _FULFILLED, "dispatched": _FULFILLED, "completed": _FULFILLED,
    "expediee": _FULFILLED, "envoyee": _FULFILLED, "received": _DELIVERED, "livree": _DELIVERED,
    "canceled": _CANCELLED, "voided": _CANCELLED, "annulee": _CANCELLED,
    "remboursee": _REFUNDED, "retournee": _RETURNED,
}  # fmt: skip

STEPS = (_PLACED, _FULFILLED, _DELIVERED)


def own_status(text: str) -> OrderStatus | None:
    """Return the status meant by `text` in our own layout."""
    return OWN.get(simplify(text))


def woocommerce_status(text: str) -> OrderStatus | None:
    """Return the status meant by a WooCommerce state ("wc-completed") or its label."""
    return WOOCOMMERCE.get(simplify(text).removeprefix("wc_"))


def shopify_status(financial: str, fulfillment: str, *, is_cancelled: bool) -> OrderStatus | None:
    """Return the status of a Shopify order: money given back ends it whatever else happened."""
    money = SHOPIFY_FINANCIAL.get(simplify(financial))
    goods = SHOPIFY_FULFILLMENT.get(simplify(fulfillment))
    if money is _REFUNDED:
        return _REFUNDED
    if is_cancelled or money is _CANCELLED:
        return _CANCELLED
    return goods if money else None


def furthest(
    status: OrderStatus, fulfilled_at: datetime | None, delivered_at: datetime | None
) -> OrderStatus:
    """Return how far the order came by its state and its dates; an end stays an end."""
    if status in ENDED:
        return status
    by_dates = _DELIVERED if delivered_at else _FULFILLED if fulfilled_at else _PLACED
    return max(status, by_dates, key=STEPS.index)
