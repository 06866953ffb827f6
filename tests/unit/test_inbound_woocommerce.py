"""WooCommerce's webhooks: signature, ping, states, and moments with and without their zone."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.states import OrderStatus
from solicitation.inbound import woocommerce
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.facts import Ignored, OrderFact, StopFact

PARIS = ZoneInfo("Europe/Paris")


def order(**changes: Any) -> dict[str, Any]:
    return {
        "id": 731,
        "number": "2026-0731",
        "status": "processing",
        "currency": "EUR",
        "date_created": "2026-09-03T12:14:00",
        "date_created_gmt": "2026-09-03T10:14:00",
        "date_modified_gmt": "2026-09-07T09:00:00",
        "date_completed_gmt": None,
        "total": "29.35",
        "billing": {
            "first_name": "Inès",
            "last_name": "Brûlé",
            "country": "FR",
            "email": "ines@example.com",
        },
        "shipping": {"first_name": "Inès", "last_name": "Brûlé", "country": "BE"},
        "line_items": [line(), line(id=316, product_id=0, sku="", name="Gift wrapping")],
        "meta_data": [{"id": 1, "key": "wpml_language", "value": "fr"}],
        **changes,
    }


def line(**changes: Any) -> dict[str, Any]:
    return {
        "id": 315,
        "name": "Théière - Noire",
        "parent_name": "Théière",
        "product_id": 91,
        "variation_id": 95,
        "quantity": 1,
        "sku": "TH-1",
        "price": 24.5,
        "image": {"src": "https://shop.example/t.jpg"},
        "meta_data": [
            {"key": "pa_couleur", "value": "noire", "display_value": "Noire"},
            {"key": "_reduced_stock", "value": "1"},
        ],
        **changes,
    }


def read(**changes: Any) -> OrderFact:
    found = woocommerce.translate("order.updated", order(**changes))
    assert isinstance(found, OrderFact)
    return found


def test_the_webhook_s_signature_holds_under_either_secret() -> None:
    raw = b'{"id":731}'
    header = base64.b64encode(hmac.new(b"old", raw, hashlib.sha256).digest()).decode()
    assert woocommerce.verify(raw, header, ["new", "old"])
    assert not woocommerce.verify(raw + b" ", header, ["new", "old"])


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(b"webhook_id=12", True), (b"webhook_id=12&x=1", False), (b"{}", False), (b"", False)],
)
def test_the_unsigned_ping_is_recognised(raw: bytes, expected: bool) -> None:
    assert woocommerce.is_ping(raw) is expected


def test_an_order_is_translated_whole() -> None:
    found = read()
    assert (found.external_id, found.number, found.source) == ("731", "2026-0731", "woocommerce")
    assert found.person.name == "Inès Brûlé"
    assert (found.person.language, found.person.country) == ("fr", "BE")
    assert found.ordered_at == datetime(2026, 9, 3, 10, 14, tzinfo=UTC)
    assert found.total == Decimal("29.35")
    teapot, wrapping = found.lines
    assert (teapot.product.ref, teapot.product.name) == ("91", "Théière")
    assert (teapot.product.variant, teapot.price) == ("Noire", Decimal("24.5"))
    assert teapot.product.image_url == "https://shop.example/t.jpg"
    assert wrapping.product.ref == "theiere", "a fee has no product: its name stands in"


@pytest.mark.parametrize(
    ("status", "expected", "reason"),
    [
        ("pending", OrderStatus.PLACED, "not paid yet"),
        ("processing", OrderStatus.PLACED, "paid"),
        ("on-hold", OrderStatus.PLACED, "waiting for money"),
        ("completed", OrderStatus.FULFILLED, "done for the shop, on its way"),
        ("cancelled", OrderStatus.CANCELLED, "cancelled"),
        ("refunded", OrderStatus.REFUNDED, "money back"),
        ("failed", OrderStatus.CANCELLED, "never paid"),
        ("trash", OrderStatus.CANCELLED, "thrown away"),
        ("delivered", OrderStatus.DELIVERED, "a plug-in's state"),
        ("engraving", OrderStatus.PLACED, "a shop's own state"),
    ],
)
def test_a_state_becomes_ours(status: str, expected: OrderStatus, reason: str) -> None:
    assert read(status=status).status is expected, reason


def test_a_completed_order_left_when_it_was_completed() -> None:
    done = read(status="completed", date_completed_gmt="2026-09-05T06:00:00")
    assert done.fulfilled_at == datetime(2026, 9, 5, 6, 0, tzinfo=UTC)
    undated = read(status="wc-shipped")
    assert undated.fulfilled_at == datetime(2026, 9, 7, 9, 0, tzinfo=UTC), "its last change"


def test_a_refund_is_dated_by_the_order_s_last_change() -> None:
    assert read(status="refunded").refunded_at == datetime(2026, 9, 7, 9, 0, tzinfo=UTC)


def test_a_moment_in_local_time_only_is_the_store_s() -> None:
    old = order(date_created_gmt=None)
    found = woocommerce.translate("order.created", old, PARIS)
    assert isinstance(found, OrderFact)
    assert found.ordered_at == datetime(2026, 9, 3, 10, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("topic", "changes", "code"),
    [
        ("order.created", {"status": "checkout-draft"}, "draft_order"),
        ("order.created", {"billing": {"email": ""}}, "no_email"),
        ("order.created", {"billing": {"email": "ines@"}}, "bad_email"),
        ("order.created", {"billing": None}, "no_email"),
        ("product.updated", {}, "topic_unused"),
    ],
)
def test_what_asks_for_nothing_is_ignored_with_a_reason(
    topic: str, changes: dict[str, Any], code: str
) -> None:
    found = woocommerce.translate(topic, order(**changes))
    assert isinstance(found, Ignored)
    assert found.code == code


def test_a_deleted_order_stops_what_was_planned() -> None:
    expected = StopFact("731", "woocommerce", OrderStatus.CANCELLED)
    assert woocommerce.translate("order.deleted", {"id": 731}) == expected
    nobody = order(status="cancelled", billing={})
    assert woocommerce.translate("order.updated", nobody) == expected


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"id": 0}, "id"), ({"date_created": "", "date_created_gmt": None}, "date_created_gmt")],
)
def test_an_order_without_what_makes_it_one_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(UnreadablePayload) as refused:
        woocommerce.translate("order.created", order(**changes))
    assert refused.value.field == field
