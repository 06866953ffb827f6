"""A platform passes on that somebody wants their data, or wants to be forgotten."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.clock import tick
from core import events as e
from core.doors import Doors
from core.models import (
    Customer,
    PrivacyDemand,
    Solicitation,
    Store,
    Suppression,
    WebhookReceipt,
)
from core.states import Demand, Reason, Role, SolicitationState, SuppressionReason
from solicitation import handlers
from solicitation.operations.demanding import ANSWER_WITHIN
from tests.desks import desk_of, join, make_desk, send
from tests.factories import (
    NOW,
    make_customer,
    make_occasion,
    make_order,
    make_product,
    make_solicitation,
)

PAGE = "/desk/privacy"


def told(doors: Doors, store: Store, topic: str, **payload: Any) -> PrivacyDemand:
    """The demand that a message of Shopify brings; it is read twice, and so is what it asks."""
    with doors.database.transaction() as session:
        receipt = WebhookReceipt(
            store_id=store.id,
            system="shopify",
            topic=topic,
            delivery_id="d-1",
            body=json.dumps(payload).encode(),
            received_at=NOW,
        )
        session.add(receipt)
    for _ in range(2):
        handlers.read_webhook(doors, e.WebhookReceived(store.id, receipt.id))
    demand = kept(doors)
    for _ in range(2):
        handlers.obey_demand(doors, e.PrivacyDemanded(store.id, demand.id))
    return demand


def kept(doors: Doors) -> PrivacyDemand:
    with doors.database.reading() as rows:
        return rows.scalars(select(PrivacyDemand)).one()


def asked(doors: Doors, store: Store) -> Customer:
    """Somebody with an order of Shopify and a request planned for it."""
    with doors.database.transaction() as session:
        ada = make_customer(session, session.get_one(Store, store.id), email="ada@example.com")
        product = make_product(session, session.get_one(Store, store.id))
        order = make_order(session, ada, [product], source="shopify", external_id="1001")
        make_solicitation(session, make_occasion(session, ada, order=order))
    return ada


@pytest.fixture
def desk(doors: Doors) -> tuple[Store, FlaskClient]:
    store, owner = make_desk(doors)
    return store, desk_of(doors, owner)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param({"customer": {"email": "Ada@example.com"}}, id="by their address"),
        pytest.param({"customer": {}, "orders_to_redact": [1001]}, id="by an order"),
    ],
)
def test_whoever_wants_to_be_erased_is_asked_nothing_more(
    doors: Doors, desk: tuple[Store, FlaskClient], payload: dict[str, Any]
) -> None:
    store, owner = desk
    ada = asked(doors, store)
    demand = told(doors, store, "customers/redact", **payload)
    assert (demand.demand, demand.customer_id) == (Demand.ERASE_CUSTOMER, ada.id)
    assert demand.answer_by == NOW + ANSWER_WITHIN
    with doors.database.reading() as rows:
        ask = rows.scalars(select(Solicitation)).one()
        assert (ask.state, ask.reason) == (SolicitationState.STOPPED, Reason.ERASED)
        assert rows.scalars(select(Suppression.reason)).all() == [SuppressionReason.ERASURE]
    assert "wants to be erased" in owner.get(PAGE).text


def test_who_wants_a_copy_of_their_data_is_still_asked(
    doors: Doors, desk: tuple[Store, FlaskClient]
) -> None:
    store, _ = desk
    ada = asked(doors, store)
    demand = told(
        doors,
        store,
        "customers/data_request",
        customer={"email": "ada@example.com"},
        data_request={"id": 9},
    )
    assert (demand.customer_id, demand.reference) == (ada.id, "9")
    with doors.database.reading() as rows:
        assert rows.scalars(select(Solicitation.state)).all() == [SolicitationState.PLANNED]
        assert not rows.scalars(select(Suppression)).all()


def test_a_demand_about_nobody_known_here_is_kept_and_asks_for_nothing(
    doors: Doors, desk: tuple[Store, FlaskClient]
) -> None:
    store, owner = desk
    other, _ = make_desk(doors)
    asked(doors, other)
    demand = told(doors, store, "customers/redact", customer={"email": "ada@example.com"})
    assert (demand.customer_id, demand.answered_at) == (None, NOW)
    page = owner.get(PAGE).text
    assert "Nobody known here" in page
    assert "ada@example.com" not in page
    with doors.database.reading() as rows:
        assert rows.scalars(select(Solicitation.state)).all() == [SolicitationState.PLANNED]


def test_a_shop_that_left_sends_nothing_more(doors: Doors, desk: tuple[Store, FlaskClient]) -> None:
    store, owner = desk
    told(doors, store, "shop/redact", shop_domain="maison.myshopify.com")
    with doors.database.reading() as rows:
        assert rows.get_one(Store, store.id).is_sending_paused
    assert "the shop left" in owner.get(PAGE).text


def test_an_owner_notes_the_answer_and_may_take_it_back(
    doors: Doors, desk: tuple[Store, FlaskClient]
) -> None:
    store, owner = desk
    asked(doors, store)
    demand = told(doors, store, "customers/data_request", customer={"email": "ada@example.com"})
    assert send(owner, f"{PAGE}/{demand.id}/erase", {"sure": "y"}).status_code == 409
    assert send(owner, f"{PAGE}/{demand.id}/answered", {}).status_code == 303
    assert kept(doors).answered_at == NOW
    assert "answered by" in owner.get(PAGE).text
    assert send(owner, f"{PAGE}/{demand.id}/open", {}).status_code == 303
    assert kept(doors).answered_at is None


def test_an_owner_has_somebody_erased_after_saying_so_twice(
    doors: Doors, desk: tuple[Store, FlaskClient]
) -> None:
    store, owner = desk
    ada = asked(doors, store)
    demand = told(doors, store, "customers/redact", customer={"email": "ada@example.com"})
    assert send(owner, f"{PAGE}/{demand.id}/erase", {}).status_code == 303
    assert kept(doors).answered_at is None
    assert send(owner, f"{PAGE}/{demand.id}/erase", {"sure": "y"}).status_code == 303
    tick(doors)
    with doors.database.reading() as rows:
        assert rows.get_one(Customer, ada.id).email is None
    page = owner.get(PAGE).text
    assert "An erased customer" in page
    assert "answered by" in page


def test_nobody_but_an_owner_of_the_store_answers(
    doors: Doors, desk: tuple[Store, FlaskClient]
) -> None:
    store, owner = desk
    assert "No demands" in owner.get(PAGE).text
    asked(doors, store)
    demand = told(doors, store, "customers/redact", customer={"email": "ada@example.com"})
    _, stranger = make_desk(doors)
    assert send(desk_of(doors, stranger), f"{PAGE}/{demand.id}/answered", {}).status_code == 404
    moderator = join(doors, store, Role.MODERATOR, email="m@example.com")
    assert send(desk_of(doors, moderator), f"{PAGE}/{demand.id}/answered", {}).status_code == 403
    assert kept(doors).answered_at is None
