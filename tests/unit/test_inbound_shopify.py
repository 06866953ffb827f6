"""Shopify's order webhooks: signature, topics, states, and the gaps that real payloads have."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from core.states import OrderStatus
from solicitation.inbound import shopify
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.facts import (
    Ignored,
    OrderFact,
    StopFact,
)

RAW = b'{"id": 1, "note": "caf\xc3\xa9"}\r\n'


def signature(raw: bytes, secret: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()


def order(**changes: Any) -> dict[str, Any]:
    return {
        "id": 5540000001001,
        "name": "#1001",
        "email": "ada@example.com",
        "customer_locale": "fr-FR",
        "created_at": "2026-09-03T10:14:00-04:00",
        "processed_at": "2026-09-03T10:14:00-04:00",
        "financial_status": "paid",
        "fulfillment_status": None,
        "currency": "EUR",
        "total_price": "64.80",
        "test": False,
        "customer": {"first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"},
        "shipping_address": {"country_code": "FR", "name": "Ada L."},
        "fulfillments": [],
        "refunds": [],
        "line_items": [line(), line(id=12, product_id=None, sku=None, title="Gift wrapping")],
        **changes,
    }


def line(**changes: Any) -> dict[str, Any]:
    return {
        "id": 11,
        "product_id": 632910392,
        "sku": "SOCK-BL-L",
        "title": "Wool socks",
        "variant_title": "Blue / L",
        "quantity": 2,
        "current_quantity": 2,
        "price": "19.90",
        **changes,
    }


def parcel(**changes: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "order_id": 5540000001001,
        "status": "success",
        "created_at": "2026-09-04T08:00:00-04:00",
        "updated_at": "2026-09-06T09:30:00-04:00",
        "shipment_status": "delivered",
        "line_items": [line()],
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


def read(**changes: Any) -> OrderFact:
    found = shopify.translate("orders/updated", order(**changes))
    assert isinstance(found, OrderFact)
    return found


@pytest.mark.parametrize(
    ("header", "secrets", "expected", "reason"),
    [
        (signature(RAW, "new"), ["new"], True, "the secret fits"),
        (signature(RAW, "old"), ["new", "old"], True, "the former secret during a rotation"),
        (f" {signature(RAW, 'new')} ", ["new"], True, "blanks around a header"),
        (signature(RAW, "other"), ["new", "old"], False, "a stranger's secret"),
        (signature(RAW.strip(), "new"), ["new"], False, "the body counts to its last byte"),
        (signature(RAW, ""), [""], False, "an empty secret signs nothing"),
        (signature(RAW, "new"), [], False, "no secret at all"),
        ("", ["new"], False, "no header"),
        ("ключ", ["new"], False, "not even base64"),
    ],
)
def test_only_the_shop_s_own_signature_holds(
    header: str, secrets: list[str], expected: bool, reason: str
) -> None:
    assert shopify.verify(RAW, header, secrets) is expected, reason


def test_an_order_is_translated_whole() -> None:
    found = read()
    assert (found.external_id, found.number, found.source) == ("5540000001001", "#1001", "shopify")
    assert found.person.name == "Ada Lovelace"
    assert (found.person.language, found.person.country) == ("fr-FR", "FR")
    assert found.ordered_at == datetime(2026, 9, 3, 14, 14, tzinfo=UTC)
    assert (found.total, found.currency) == (Decimal("64.80"), "EUR")
    socks, wrapping = found.lines
    assert (socks.product.ref, socks.product.variant, socks.quantity) == (
        "632910392",
        "Blue / L",
        2,
    )
    assert wrapping.product.ref == "gift-wrapping", "a custom item has no product id and no SKU"


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("orders/create", OrderFact),
        ("orders/paid", OrderFact),
        ("ORDERS/Fulfilled ", OrderFact),
        ("orders/cancelled", OrderFact),
        ("orders/delete", StopFact),
        ("products/update", Ignored),
        ("", Ignored),
    ],
)
def test_a_topic_decides_who_translates(topic: str, expected: type) -> None:
    assert isinstance(shopify.translate(topic, order()), expected)


@pytest.mark.parametrize(
    ("changes", "expected", "reason"),
    [
        ({}, OrderStatus.PLACED, "paid and not sent"),
        ({"fulfillment_status": "partial", "fulfillments": [parcel()]}, OrderStatus.PLACED,
         "one parcel arrived, others are to come"),
        ({"fulfillment_status": "fulfilled", "fulfillments": [parcel(shipment_status=None)]},
         OrderStatus.FULFILLED, "sent, and nobody says that it arrived"),
        ({"fulfillment_status": "fulfilled",
          "fulfillments": [parcel(), parcel(shipment_status="in_transit")]},
         OrderStatus.FULFILLED, "the second parcel travels"),
        ({"fulfillment_status": "fulfilled",
          "fulfillments": [parcel(), parcel(status="cancelled", shipment_status=None)]},
         OrderStatus.DELIVERED, "the second parcel never left"),
        ({"fulfillment_status": "fulfilled"}, OrderStatus.FULFILLED, "sent without a parcel"),
        ({"financial_status": "refunded"}, OrderStatus.REFUNDED, "all money back"),
        ({"cancelled_at": "2026-09-04T10:00:00Z"}, OrderStatus.CANCELLED, "cancelled"),
        ({"financial_status": "partially_refunded", "refunds": [refund((11, 2), (12, 2))]},
         OrderStatus.REFUNDED, "every line back, the postage kept"),
        ({"financial_status": "partially_refunded", "refunds": [refund((11, 2))]},
         OrderStatus.PLACED, "one line is left"),
        ({"financial_status": "a_new_word"}, OrderStatus.PLACED, "a state of tomorrow"),
    ],
)  # fmt: skip
def test_the_state_of_an_order_is_read_from_all_its_parts(
    changes: dict[str, Any], expected: OrderStatus, reason: str
) -> None:
    assert read(**changes).status is expected, reason


def test_an_order_is_delivered_when_its_last_parcel_is() -> None:
    late = parcel(updated_at="2026-09-08T09:30:00-04:00")
    found = read(fulfillment_status="fulfilled", fulfillments=[parcel(), late])
    assert found.delivered_at == datetime(2026, 9, 8, 13, 30, tzinfo=UTC)
    assert found.fulfilled_at == datetime(2026, 9, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "refunds", "expected", "reason"),
    [
        ({}, [], False, "kept"),
        ({}, [refund((11, 1))], False, "one of two is left"),
        ({}, [refund((11, 1)), refund((11, 1))], True, "given back in two steps"),
        ({"current_quantity": 0}, [], True, "taken out of the order"),
        ({"quantity": 0, "current_quantity": None}, [], True, "never there"),
        ({}, [refund()], False, "an amount without lines"),
    ],
)
def test_a_line_is_refunded_when_nothing_of_it_is_left(
    changes: dict[str, Any], refunds: list[dict[str, Any]], expected: bool, reason: str
) -> None:
    found = read(line_items=[line(**changes), line(id=12)], refunds=refunds)
    assert found.lines[0].refunded is expected, reason


@pytest.mark.parametrize(
    ("changes", "code", "reason"),
    [
        ({"test": True}, "test_order", "a test is no purchase"),
        ({"email": "", "customer": {}}, "no_email", "sold at the counter"),
        ({"email": None, "customer": None}, "no_email", "no customer"),
        ({"email": "nobody@invalid", "customer": {}}, "bad_email", "cannot be written to"),
    ],
)
def test_an_order_that_nobody_can_be_asked_about_is_ignored_with_a_reason(
    changes: dict[str, Any], code: str, reason: str
) -> None:
    found = shopify.translate("orders/create", order(**changes))
    assert isinstance(found, Ignored), reason
    assert found.code == code
    assert found.sentence.endswith(".")


def test_an_ended_order_whose_address_is_gone_still_stops() -> None:
    gone = order(email="", customer=None, financial_status="refunded")
    assert shopify.translate("orders/updated", gone) == StopFact(
        "5540000001001", "shopify", OrderStatus.REFUNDED
    )


def test_the_address_is_found_where_it_is() -> None:
    assert read(email="", contact_email="eve@example.com").person.email == "eve@example.com"
    assert read(email="").person.email == "ada@example.com", "the customer's own"


def test_a_product_without_variants_has_none() -> None:
    assert read(line_items=[line(variant_title="Default Title")]).lines[0].product.variant is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"id": None}, "id"), ({"created_at": None, "processed_at": "soon"}, "created_at")],
)
def test_an_order_without_what_makes_it_one_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(UnreadablePayload) as refused:
        shopify.translate("orders/create", order(**changes))
    assert refused.value.field == field
