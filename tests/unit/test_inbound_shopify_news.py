"""Shopify's other webhooks: shipments, refunds, privacy demands, and bodies that are none."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from core.states import Demand
from solicitation.inbound import shopify
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.facts import (
    Ignored,
    PrivacyFact,
    RefundFact,
    ShipmentFact,
)
from solicitation.inbound.payloads import payload_of


def parcel(**changes: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "order_id": 5540000001001,
        "status": "success",
        "created_at": "2026-09-04T08:00:00-04:00",
        "updated_at": "2026-09-06T09:30:00-04:00",
        "shipment_status": "delivered",
        "line_items": [{"id": 11}],
        **changes,
    }


def refund(*lines: tuple[int, int], **changes: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "order_id": 5540000001001,
        "created_at": "2026-09-10T12:00:00Z",
        "refund_line_items": [{"line_item_id": key, "quantity": n} for key, n in lines],
        "transactions": [{"kind": "refund", "status": "success", "amount": "19.90"}],
        **changes,
    }


def test_a_shipment_tells_when_it_left_and_arrived() -> None:
    assert shopify.translate("fulfillments/update", parcel()) == ShipmentFact(
        order_id="5540000001001",
        source="shopify",
        fulfilled_at=datetime(2026, 9, 4, 12, 0, tzinfo=UTC),
        delivered_at=datetime(2026, 9, 6, 13, 30, tzinfo=UTC),
        line_ids=("11",),
    )
    travelling = shopify.translate("fulfillments/create", parcel(shipment_status="in_transit"))
    assert isinstance(travelling, ShipmentFact)
    assert travelling.delivered_at is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"order_id": None}, "shipment_without_order"), ({"status": "failure"}, "shipment_failed")],
)
def test_a_shipment_that_says_nothing_is_ignored(changes: dict[str, Any], code: str) -> None:
    found = shopify.translate("fulfillments/create", parcel(**changes))
    assert isinstance(found, Ignored)
    assert found.code == code


def test_a_cancelled_shipment_is_told() -> None:
    found = shopify.translate("fulfillments/update", parcel(status="cancelled"))
    assert isinstance(found, ShipmentFact)
    assert found.is_cancelled


def test_a_refund_names_its_lines_and_its_amount() -> None:
    failed = {"kind": "refund", "status": "failure", "amount": "5.00"}
    paid = {"kind": "refund", "status": "success", "amount": "19.90"}
    found = shopify.translate("refunds/create", refund((11, 1), transactions=[paid, failed]))
    assert found == RefundFact(
        "5540000001001",
        "shopify",
        datetime(2026, 9, 10, 12, 0, tzinfo=UTC),
        (("11", 1),),
        Decimal("19.90"),
    )


def test_a_refund_without_its_order_is_ignored() -> None:
    found = shopify.translate("refunds/create", refund(order_id=None))
    assert isinstance(found, Ignored)
    assert found.code == "refund_without_order"


@pytest.mark.parametrize(
    ("topic", "orders", "request_kind"),
    [
        ("customers/data_request", "orders_requested", Demand.EXPORT_CUSTOMER),
        ("customers/redact", "orders_to_redact", Demand.ERASE_CUSTOMER),
    ],
)
def test_a_privacy_demand_is_passed_on(topic: str, orders: str, request_kind: Demand) -> None:
    payload = {
        "shop_id": 954889,
        "shop_domain": "lanaterie.myshopify.com",
        "customer": {"id": 191167, "email": "ada@example.com", "phone": "555"},
        orders: [299938, 280263],
        "data_request": {"id": 9999},
    }
    assert shopify.translate(topic, payload) == PrivacyFact(
        request=request_kind,
        source="shopify",
        shop="lanaterie.myshopify.com",
        email="ada@example.com",
        customer_id="191167",
        order_ids=("299938", "280263"),
        request_id="9999",
    )


def test_a_store_that_left_asks_for_its_erasure() -> None:
    found = shopify.translate("shop/redact", {"shop_domain": "lanaterie.myshopify.com"})
    assert isinstance(found, PrivacyFact)
    assert found.request is Demand.ERASE_STORE


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "nothing"),
        (b"webhook_id=1", "a form"),
        (b"[1]", "a list"),
        (b'{"id": NaN}', "not JSON, though Python reads it"),
        (b"[" * 100_000, "nested without end"),
        (b'{"id": ' + b"9" * 5_000 + b"}", "a number without end"),
        (b'{"a": "\xff"}', "not UTF-8"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(UnreadablePayload) as refused:
        payload_of(raw)
    assert refused.value.field == "body", reason


def test_a_body_is_read_as_json() -> None:
    assert payload_of(b'\xef\xbb\xbf{"id": 5540000001001}')["id"] == 5540000001001
