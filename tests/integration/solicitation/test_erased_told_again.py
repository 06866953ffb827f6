"""Whoever was forgotten stays forgotten, whatever a shop still says of them."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.doors import Doors
from core.models import Customer, Order, Store, Suppression
from core.states import SuppressionReason
from solicitation.inbound.facts import AttendeeFact, PersonFact, TicketFact
from solicitation.operations.erasing import erase_customer
from solicitation.operations.importing import Imported, import_batch
from solicitation.operations.stopping import object_to_mails
from solicitation.operations.taking import take
from tests.factories import NOW, make_customer, make_store
from tests.integration.solicitation.test_taking_many import order

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
