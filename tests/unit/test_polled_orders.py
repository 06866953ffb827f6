"""PrestaShop's and Magento's orders become the same facts as everybody's."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core.states import OrderStatus
from solicitation.inbound import magento_rest, prestashop
from solicitation.inbound.dialogue import facts_in
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.facts import Ignored, OrderFact, StopFact

PARIS = ZoneInfo("Europe/Paris")
PRESTA: dict[str, Any] = {
    "id": 17,
    "id_customer": "2",
    "id_address_delivery": "9",
    "id_lang": "1",
    "current_state": "4",
    "date_add": "2026-06-01 10:00:00",
    "date_upd": "2026-06-03 18:30:00",
    "reference": "XKBKNABJK",
    "total_paid": "40.800000",
    "total_paid_tax_incl": "40.800000",
    "associations": {
        "order_rows": [
            {
                "id": "31",
                "product_id": "8",
                "product_quantity": "2",
                "product_name": "Bol en grès - Couleur : bleu",
                "product_reference": "BOL-1",
                "product_ean13": "4006381333931",
                "unit_price_tax_incl": "20.400000",
            }
        ]
    },
}
KNOWN = prestashop.Known(
    customers={"2": {"id": 2, "email": "Lea@Example.com", "firstname": "Léa", "lastname": "Roy"}},
    addresses={
        "9": {"id": 9, "id_country": "8", "firstname": "L.", "lastname": "R."},
        "10": {"id": 10, "id_country": "21", "id_state": "5"},
        "11": {"id": 11, "id_country": "21", "id_state": "99"},
    },
    countries={"8": {"id": 8, "iso_code": "FR"}, "21": {"id": 21, "iso_code": "US"}},
    regions={"5": {"id": 5, "iso_code": "CA", "name": "California"}},
    states={
        "2": {"id": 2, "shipped": "0", "template": [{"id": "1", "value": "payment"}]},
        "4": {"id": 4, "shipped": "1", "template": [{"id": "1", "value": "shipped"}]},
        "5": {"id": 5, "shipped": "1", "template": ""},
        "6": {"id": 6, "shipped": "0", "template": "order_canceled"},
        "7": {"id": 7, "shipped": "0", "template": [{"id": "1", "value": "refund"}]},
    },
    languages={"1": {"id": 1, "iso_code": "fr", "language_code": "fr-fr"}},
    zone=PARIS,
)
MAGENTO: dict[str, Any] = {
    "entity_id": 5,
    "increment_id": "000000005",
    "state": "complete",
    "status": "complete",
    "created_at": "2026-06-01 08:00:00",
    "updated_at": "2026-06-03 16:30:00",
    "customer_email": "lea@example.com",
    "customer_firstname": "Léa",
    "customer_lastname": "Roy",
    "order_currency_code": "EUR",
    "grand_total": 40.8,
    "billing_address": {"country_id": "BE", "firstname": "L.", "lastname": "R."},
    "items": [
        {
            "item_id": 11,
            "product_id": 80,
            "sku": "BOL-BLEU",
            "name": "Bol en grès",
            "qty_ordered": 2,
            "qty_refunded": 0,
            "price": 17,
            "price_incl_tax": 20.4,
            "product_type": "configurable",
        },
        {"item_id": 12, "parent_item_id": 11, "product_id": 81, "name": "Bol bleu", "price": 0},
    ],
    "extension_attributes": {
        "shipping_assignments": [{"shipping": {"address": {"country_id": "FR"}}}]
    },
}


def presta(**values: Any) -> object:
    return prestashop.translate(PRESTA | values, KNOWN)


def magento(**values: Any) -> object:
    return magento_rest.translate(MAGENTO | values)


def test_a_prestashop_order_with_what_it_names_is_a_whole_order() -> None:
    fact = presta()
    assert isinstance(fact, OrderFact)
    assert (fact.external_id, fact.number, fact.source) == ("17", "XKBKNABJK", "prestashop")
    assert fact.person.email == "Lea@example.com"
    assert (fact.person.name, fact.person.language, fact.country) == ("Léa Roy", "fr-FR", "FR")
    assert fact.ordered_at == datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
    assert fact.fulfilled_at == datetime(2026, 6, 3, 16, 30, tzinfo=UTC)
    assert (fact.delivered_at, fact.total) == (None, Decimal("40.8"))
    [line] = fact.lines
    assert (line.external_id, line.quantity, line.price) == ("31", 2, Decimal("20.4"))
    assert (line.product.ref, line.product.gtin) == ("8", "4006381333931")


@pytest.mark.parametrize(
    ("state", "status", "why"),
    [
        ("2", OrderStatus.PLACED, "paid, not sent"),
        ("4", OrderStatus.FULFILLED, "the state's flag says sent"),
        ("5", OrderStatus.DELIVERED, "the state that PrestaShop installs for it"),
        ("6", OrderStatus.CANCELLED, "its mail says so"),
        ("7", OrderStatus.REFUNDED, "its mail says so, in the first language"),
        ("99", OrderStatus.PLACED, "a state that is gone says nothing"),
    ],
)
def test_a_prestashop_state_is_read_by_what_it_does(
    state: str, status: OrderStatus, why: str
) -> None:
    fact = presta(current_state=state)
    assert isinstance(fact, OrderFact)
    assert fact.status is status, why
    assert (fact.delivered_at is not None) is (status is OrderStatus.DELIVERED)


@pytest.mark.parametrize(
    ("address", "place", "why"),
    [
        ("9", ("FR", None), "a country without regions"),
        ("10", ("US", "CA"), "the state's own code"),
        ("11", ("US", None), "a state the key may not read, or that is gone"),
    ],
)
def test_a_prestashop_address_tells_its_region(
    address: str, place: tuple[str, str | None], why: str
) -> None:
    fact = presta(id_address_delivery=address)
    assert isinstance(fact, OrderFact)
    assert (fact.person.country, fact.person.region) == place, why


@pytest.mark.parametrize(
    ("shipping", "place", "why"),
    [
        ({"country_id": "US", "region_code": "CA", "region": "California"}, ("US", "CA"), "code"),
        ({"country_id": "GB", "region": "Kent"}, ("GB", None), "a name somebody typed is no code"),
        ({}, ("BE", "VLG"), "nothing is sent, so the bill's address counts as a whole"),
    ],
)
def test_a_magento_address_tells_its_region(
    shipping: dict[str, str], place: tuple[str, str | None], why: str
) -> None:
    billing = MAGENTO["billing_address"] | {"region_code": "VLG"}
    sent = {"shipping_assignments": [{"shipping": {"address": shipping}}]}
    fact = magento(billing_address=billing, extension_attributes=sent)
    assert isinstance(fact, OrderFact)
    assert (fact.person.country, fact.person.region) == place, why


def test_a_magento_order_is_a_whole_order() -> None:
    fact = magento()
    assert isinstance(fact, OrderFact)
    assert (fact.external_id, fact.number, fact.source) == ("5", "000000005", "magento")
    assert (fact.person.email, fact.person.name) == ("lea@example.com", "Léa Roy")
    assert (fact.country, fact.currency, fact.total) == ("FR", "EUR", Decimal("40.8"))
    assert fact.fulfilled_at == datetime(2026, 6, 3, 16, 30, tzinfo=UTC)
    [line] = fact.lines
    assert (line.external_id, line.product.ref, line.quantity) == ("11", "80", 2)
    assert (line.price, line.refunded) == (Decimal("20.4"), False)


@pytest.mark.parametrize(
    ("told", "status", "why"),
    [
        ({"state": "new", "status": "pending"}, OrderStatus.PLACED, "new"),
        ({"state": "processing", "status": "processing"}, OrderStatus.PLACED, "paid, not sent"),
        ({"state": "complete", "status": "complete"}, OrderStatus.FULFILLED, "sent and billed"),
        ({"state": "complete", "status": "delivered"}, OrderStatus.DELIVERED, "the shop's own"),
        ({"state": "closed", "status": "closed"}, OrderStatus.REFUNDED, "given back"),
        ({"state": "canceled", "status": "canceled"}, OrderStatus.CANCELLED, "cancelled"),
        ({"state": "closed", "status": "delivered"}, OrderStatus.REFUNDED, "an end stays one"),
        ({"state": "odd"}, OrderStatus.PLACED, "unknown says nothing"),
    ],
)
def test_a_magento_state_is_read(told: dict[str, Any], status: OrderStatus, why: str) -> None:
    fact = magento(**told)
    assert isinstance(fact, OrderFact)
    assert fact.status is status, why


@pytest.mark.parametrize(
    ("quantities", "refunded"),
    [
        ({"qty_refunded": 2}, True),
        ({"qty_refunded": "2.0000", "qty_ordered": "2.0000"}, True),
        ({"qty_refunded": 1}, False),
        ({"qty_refunded": 1, "qty_canceled": 1}, True),
        ({"qty_ordered": None}, True),
    ],
)
def test_a_magento_line_is_gone_when_nothing_of_it_is_left(
    quantities: dict[str, Any], refunded: bool
) -> None:
    fact = magento(items=[MAGENTO["items"][0] | quantities])
    assert isinstance(fact, OrderFact)
    assert fact.lines[0].refunded is refunded


def test_an_ended_order_without_an_address_still_stops_what_was_planned() -> None:
    assert isinstance(presta(id_customer="0", current_state="6"), StopFact)
    assert isinstance(presta(id_customer="0"), Ignored)
    assert isinstance(magento(customer_email=None, state="canceled"), StopFact)
    assert isinstance(magento(customer_email=None), Ignored)


ODD: tuple[Any, ...] = (None, [], {}, "", 0, -1, 10**30, "0000-00-00 00:00:00", [None], {"a": 1})


@pytest.mark.parametrize("odd", ODD)
def test_whatever_stands_in_an_order_nothing_worse_than_a_refusal_happens(odd: Any) -> None:
    for key in PRESTA:
        list(facts_in([PRESTA | {key: odd}], lambda row: prestashop.translate(row, KNOWN)))
    for key in MAGENTO:
        list(facts_in([MAGENTO | {key: odd}], magento_rest.translate))
    for key in MAGENTO["items"][0]:
        magento(items=[MAGENTO["items"][0] | {key: odd}])


def test_an_order_without_a_number_is_unreadable() -> None:
    with pytest.raises(UnreadablePayload):
        presta(id=None)
    with pytest.raises(UnreadablePayload):
        magento(entity_id=None)
