"""Whoever was forgotten stays forgotten, whatever a shop still says of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from core.doors import Doors
from core.events import WebhookReceived
from core.models import Customer, Order, Store, Suppression, WebhookReceipt
from core.states import SuppressionReason
from solicitation.handlers import read_webhook
from solicitation.inbound.facts import AttendeeFact, PersonFact, TicketFact
from solicitation.operations.erasing import erase_customer
from solicitation.operations.importing import Imported, import_batch
from solicitation.operations.receiving import keep_receipt
from solicitation.operations.stopping import object_to_mails
from solicitation.operations.taking import take
from tests.factories import NOW, make_customer, make_store
from tests.helpdesks import TRIGGER
from tests.integration.solicitation.test_taking_many import order
from tests.shops import shopify_order

ADA = PersonFact("Ada@example.com ", "Ada", "fr", "FR")
ABOUT_ADA = (
    order(1, person=ADA),
    TicketFact("t-1", ADA, resolved_at=NOW),
    AttendeeFact("fair", ADA, NOW),
)


@pytest.fixture
def store(doors: Doors) -> Store:
    """A store where Ada objected first, and was forgotten then."""
    key = doors.settings.secret_key
    with doors.database.transaction() as session:
        store = make_store(session)
        ada = make_customer(session, store, email="ada@example.com")
        object_to_mails(session, ada, key, NOW)
        erase_customer(session, ada, key, NOW)
    return store


def addresses(doors: Doors) -> list[str | None]:
    with doors.database.reading() as rows:
        return list(rows.scalars(select(Customer.email).order_by(Customer.id)))


def test_nothing_told_of_somebody_forgotten_is_kept(doors: Doors, store: Store) -> None:
    keys = ("a newer key", *doors.secret_keys())
    with doors.database.transaction() as session:
        shop = session.get_one(Store, store.id)
        assert not any(take(session, shop, fact, NOW, keys) for fact in ABOUT_ADA)
        done = import_batch(session, shop, [*ABOUT_ADA, order(2)], NOW, keys)
    assert done == Imported(new=1, known=0, forgotten=3)
    assert addresses(doors) == [None, "buyer2@example.com"]
    with doors.database.reading() as rows:
        assert rows.scalars(select(Order.external_id)).all() == ["2"]
        assert rows.scalars(select(Suppression.reason)).all() == [SuppressionReason.ERASURE]


def test_somebody_forgotten_elsewhere_is_a_customer_here(doors: Doors, store: Store) -> None:
    with doors.database.transaction() as session:
        other = make_store(session)
        done = import_batch(session, other, [ABOUT_ADA[0]], NOW, doors.secret_keys())
    assert (done.new, done.forgotten) == (1, 0)
    assert addresses(doors) == [None, "ada@example.com"]


MESSAGES: list[tuple[str, str, dict[str, Any]]] = [
    ("shopify", "orders/paid", shopify_order(1, email=" ADA@Example.com")),
    ("zendesk", "", TRIGGER | {"email": "ada@example.com", "name": "Ada Lovelace"}),
]


def test_the_raw_message_of_somebody_forgotten_is_emptied_once_it_is_read(
    doors: Doors, store: Store
) -> None:
    def come(number: int, system: str, topic: str, told: dict[str, Any]) -> WebhookReceipt:
        said = {"topic": topic, "delivery": f"d-{number}"}
        body = json.dumps(told).encode()
        with doors.database.transaction() as session:
            assert keep_receipt(session, store.id, system, said, body, NOW)
        for _ in range(2):
            read_webhook(doors, WebhookReceived(store.id, newest().id))
        return newest()

    def newest() -> WebhookReceipt:
        with doors.database.reading() as rows:
            return rows.scalars(select(WebhookReceipt).order_by(WebhookReceipt.id.desc())).all()[0]

    for number, (system, topic, told) in enumerate(MESSAGES):
        receipt = come(number, system, topic, told)
        assert receipt.body == b"erased", system
        assert "forgotten" in receipt.outcome, system
        assert "ada" not in f"{receipt.outcome} {receipt.topic}".lower(), system
        assert receipt.processed_at == NOW, system
    assert addresses(doors) == [None], "nobody came back"
    tom = come(9, "shopify", "orders/paid", shopify_order(2, email="tom@example.com"))
    assert (b"tom@example.com" in tom.body, tom.outcome) == (True, "taken")
    assert addresses(doors) == [None, "tom@example.com"]
