"""What shops, desks and events tell us, told once, twice, late or in the wrong order."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.clock import tick
from core.doors import Doors
from core.models import (
    Customer,
    Occasion,
    Order,
    OrderLine,
    Product,
    Solicitation,
    WebhookReceipt,
)
from core.states import OrderStatus, Reason, SolicitationState

SECRET = "shop-secret-0123456789"


def count(doors: Doors, model: type[Any]) -> int:
    with doors.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def shopify_order(**changes: Any) -> dict[str, Any]:
    return {
        "id": 820982911946154508,
        "name": "#1001",
        "email": "lea.martin@example.com",
        "created_at": "2026-05-28T10:00:00+02:00",
        "financial_status": "paid",
        "fulfillment_status": "fulfilled",
        "currency": "EUR",
        "total_price": "84.00",
        "customer_locale": "fr-FR",
        "customer": {"first_name": "Léa", "last_name": "Martin"},
        "shipping_address": {"country_code": "FR"},
        "fulfillments": [
            {
                "id": 1,
                "status": "success",
                "shipment_status": "delivered",
                "created_at": "2026-05-29T10:00:00+02:00",
                "updated_at": "2026-06-01T10:00:00+02:00",
                "line_items": [{"id": 11}, {"id": 12}],
            }
        ],
        "line_items": [
            {
                "id": 11,
                "product_id": 5,
                "title": "Bol",
                "sku": "BOL-1",
                "quantity": 1,
                "price": "42",
            },
            {
                "id": 12,
                "product_id": 6,
                "title": "Plat",
                "sku": "PL-1",
                "quantity": 1,
                "price": "42",
            },
        ],
    } | changes


def post_shopify(
    client: FlaskClient, topic: str, payload: Any, delivery: str = "d-1", secret: str = SECRET
) -> int:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest())
    return client.post(
        "/hooks/shopify/maison",
        data=body,
        content_type="application/json",
        headers={
            "X-Shopify-Hmac-SHA256": signature.decode(),
            "X-Shopify-Topic": topic,
            "X-Shopify-Webhook-Id": delivery,
        },
    ).status_code


def test_a_signed_order_becomes_an_occasion_with_its_asks(
    doors: Doors, client: FlaskClient
) -> None:
    assert post_shopify(client, "orders/updated", shopify_order()) == 200
    tick(doors)
    with doors.database.reading() as session:
        order = session.scalars(select(Order)).one()
        assert (order.status, order.number) == (OrderStatus.DELIVERED, "#1001")
        assert session.scalars(select(Customer)).one().language.startswith("fr")
    assert count(doors, OrderLine) == count(doors, Product) == 2
    assert count(doors, Solicitation) == 3


def test_a_replay_has_no_effect(doors: Doors, client: FlaskClient) -> None:
    for _ in range(3):
        assert post_shopify(client, "orders/updated", shopify_order()) == 200
    assert post_shopify(client, "orders/updated", shopify_order(), "d-2") == 200
    tick(doors)
    assert count(doors, WebhookReceipt) == 2
    assert count(doors, Order) == count(doors, Occasion) == 1
    assert count(doors, Solicitation) == 3


@pytest.mark.parametrize(
    ("path", "signature", "status"),
    [
        ("/hooks/shopify/maison", "bm90IHRoZSBzaWduYXR1cmU=", 401),
        ("/hooks/shopify/maison", "", 401),
        ("/hooks/shopify/maison", "é%%", 401),
        ("/hooks/shopify/no-such-store", "bm90", 401),
        ("/hooks/fax/maison", "bm90", 404),
    ],
)
def test_what_is_not_signed_is_refused_and_not_kept(
    doors: Doors, client: FlaskClient, path: str, signature: str, status: int
) -> None:
    answer = client.post(
        path,
        data=b"{}",
        headers={"X-Shopify-Hmac-SHA256": signature.encode("latin-1", "replace").decode("latin-1")},
    )
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert count(doors, WebhookReceipt) == 0


@pytest.mark.parametrize("body", [b"not json", b"[]", b'{"id": {}}', b"\xff\xfe"])
def test_a_signed_message_that_cannot_be_read_is_kept_with_its_reason(
    doors: Doors, client: FlaskClient, body: bytes
) -> None:
    assert post_shopify(client, "orders/updated", body) == 200
    tick(doors)
    with doors.database.reading() as session:
        receipt = session.scalars(select(WebhookReceipt)).one()
        assert receipt.processed_at is not None
        assert receipt.outcome


def test_a_refund_of_everything_stops_the_asks(doors: Doors, client: FlaskClient) -> None:
    post_shopify(client, "orders/updated", shopify_order())
    tick(doors)
    refund = {
        "id": 9,
        "order_id": 820982911946154508,
        "created_at": "2026-06-09T10:00:00+02:00",
        "refund_line_items": [
            {"line_item_id": 11, "quantity": 1},
            {"line_item_id": 12, "quantity": 1},
        ],
    }
    assert post_shopify(client, "refunds/create", refund, "d-9") == 200
    tick(doors)
    with doors.database.reading() as session:
        later = session.scalars(
            select(Solicitation).where(Solicitation.state == SolicitationState.STOPPED)
        ).all()
    assert {ask.reason for ask in later} == {Reason.REFUNDED}
    assert len(later) == 3


def test_a_refund_of_one_line_leaves_the_other_to_ask_about(
    doors: Doors, client: FlaskClient
) -> None:
    post_shopify(client, "orders/updated", shopify_order())
    tick(doors)
    refund = {
        "id": 9,
        "order_id": 820982911946154508,
        "created_at": "2026-06-09T10:00:00+02:00",
        "refund_line_items": [{"line_item_id": 11, "quantity": 1}],
    }
    post_shopify(client, "refunds/create", refund, "d-9")
    tick(doors)
    tick(doors)
    folder = Path(doors.settings.mail_url.removeprefix("outbox://"))
    (letter,) = [path.read_text("utf-8") for path in folder.glob("*.json")]
    assert "Plat" in letter
    assert "Bol" not in letter


def test_woocommerces_unsigned_ping_is_answered(doors: Doors, client: FlaskClient) -> None:
    answer = client.post(
        "/hooks/woocommerce/maison",
        data=b"webhook_id=12",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 200
    assert count(doors, WebhookReceipt) == 0
