"""Owners connect what is read, see how it goes, and never see a key again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.doors import Doors
from core.models import Connection, Store
from core.sealing import Seals, token_of
from core.states import Role
from solicitation.operations.connecting import add_connection
from tests.desks import desk_of, join, make_desk, send
from tests.factories import NOW

PAGE = "/desk/connections"
SEALS = Seals(("a-secret-key-for-tests-that-is-long-enough",))
KEY = "shpat_0123456789abcdef"
FORM = {"system": "shopify", "base_url": "https://maison.myshopify.com", "token": KEY}


def kept(doors: Doors, store: Store) -> Connection | None:
    with doors.database.reading() as session:
        return session.scalar(select(Connection).where(Connection.store_id == store.id))


def test_an_owner_connects_a_shop_and_never_sees_its_key_again(doors: Doors) -> None:
    store, owner = make_desk(doors)
    desk = desk_of(doors, owner)
    assert "Nothing is connected yet" in desk.get(PAGE).text
    assert send(desk, PAGE, FORM, PAGE).status_code == 303
    found = kept(doors, store)
    assert found is not None
    assert (found.system, found.base_url, found.due_at) == ("shopify", FORM["base_url"], NOW)
    assert KEY not in str(found.credentials)
    assert token_of(SEALS, found) == KEY
    page = desk.get(PAGE).text
    assert "maison.myshopify.com" in page
    assert "waits for its first reading" in page
    assert KEY not in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"base_url": "http://maison.example"}, "must begin with https"),
        ({"base_url": "https://127.0.0.1"}, "inside a private network"),
        ({"base_url": "https://a:b@maison.example"}, "not an address of the web"),
        ({"base_url": ""}, "not an address of the web"),
        ({"token": "short"}, "8 to 1,000 characters"),
        ({"token": "with a space in it"}, "8 to 1,000 characters"),
        ({"system": "amazon"}, "We cannot read this system"),
        ({"system": "woocommerce"}, "both parts with a colon"),
    ],
)
def test_what_cannot_be_connected_is_said_at_its_field(
    sqlite_doors: Doors, wrong: dict[str, str], sentence: str
) -> None:
    store, owner = make_desk(sqlite_doors)
    answer = send(desk_of(sqlite_doors, owner), PAGE, FORM | wrong, PAGE)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert KEY not in answer.text
    assert kept(sqlite_doors, store) is None


def test_a_system_is_connected_once(sqlite_doors: Doors) -> None:
    _store, owner = make_desk(sqlite_doors)
    desk = desk_of(sqlite_doors, owner)
    send(desk, PAGE, FORM, PAGE)
    answer = send(desk, PAGE, FORM, PAGE)
    assert answer.status_code == 409
    assert "connected to that system already" in answer.text


def test_it_is_switched_off_on_and_removed(sqlite_doors: Doors) -> None:
    store, owner = make_desk(sqlite_doors)
    desk = desk_of(sqlite_doors, owner)
    send(desk, PAGE, FORM, PAGE)
    for path, is_on in (("off", False), ("on", True), ("poll", True)):
        assert send(desk, f"{PAGE}/shopify/{path}", {}, PAGE).status_code == 303
        found = kept(sqlite_doors, store)
        assert found is not None
        assert found.is_on is is_on
    send(desk, f"{PAGE}/shopify/remove", {}, PAGE)
    assert kept(sqlite_doors, store) is None


def test_what_went_wrong_is_said_in_the_readers_words(sqlite_doors: Doors) -> None:
    store, owner = make_desk(sqlite_doors)
    with sqlite_doors.database.transaction() as session:
        made = add_connection(session, store.id, "shopify", "https://a.example", KEY, SEALS, NOW)
        made.failures, made.due_at = 2, NOW + timedelta(minutes=20)
        made.last_error, made.last_error_values = "%(host)s does not answer.", {"host": "a.example"}
        made.polled_at = NOW - timedelta(days=1)
    page = desk_of(sqlite_doors, owner).get(PAGE).text
    assert "a.example does not answer." in page
    assert "tried again on" in page
    assert "does not work" in page
    assert "Last read in full" in page


def test_what_webhooks_had_lost_is_counted_on_the_page(sqlite_doors: Doors) -> None:
    store, owner = make_desk(sqlite_doors)
    with sqlite_doors.database.transaction() as session:
        made = add_connection(session, store.id, "shopify", "https://a.example", KEY, SEALS, NOW)
        made.polled_at, made.last_count = NOW - timedelta(days=1), 2
    page = desk_of(sqlite_doors, owner).get(PAGE).text
    assert "found 2 orders that webhooks had not told" in page


def test_connections_are_for_owners_of_that_store_alone(sqlite_doors: Doors) -> None:
    store, _owner = make_desk(sqlite_doors)
    moderator = join(sqlite_doors, store, Role.MODERATOR)
    _other, stranger = make_desk(sqlite_doors)
    with sqlite_doors.database.transaction() as session:
        add_connection(session, store.id, "shopify", "https://maison.example", KEY, SEALS, NOW)
    assert desk_of(sqlite_doors, moderator).get(PAGE).status_code == 403
    desk = desk_of(sqlite_doors, stranger)
    assert "maison.example" not in desk.get(PAGE).text
    for path in ("off", "on", "poll", "remove"):
        assert send(desk, f"{PAGE}/shopify/{path}", {}, PAGE).status_code == 404
    found = kept(sqlite_doors, store)
    assert found is not None
    assert found.is_on
