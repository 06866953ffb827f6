"""The desk’s page of open pages: off until an owner opens them, then each address with its code."""

from __future__ import annotations

from core.doors import Doors
from core.models import Store
from core.states import Role
from tests.desks import desk_of, join, make_desk, send
from tests.factories import make_product

PAGE = "/desk/open"


def test_pages_are_closed_until_an_owner_opens_them(doors: Doors) -> None:
    store, owner = make_desk(doors, key="maison")
    with doors.database.transaction() as session:
        make_product(session, session.get_one(Store, store.id), ref="BOL/12 é", name="Bol en grès")
    client = desk_of(doors, owner)
    assert "Bol en grès" not in client.get(PAGE).text
    assert client.get("/c/maison?lang=en").text.count("is not open") == 1
    form = {"is_open_for_products": "y", "is_open_for_store": "y"}
    assert send(client, PAGE, form).status_code == 303
    page = client.get(PAGE).text
    assert "/c/maison?product=BOL/12%20%C3%A9" in page
    assert client.get("/c/maison?product=BOL/12%20%C3%A9").status_code == 200
    assert "Bol en grès" not in client.get(f"{PAGE}?q=cuillère").text
    assert send(client, PAGE, {}).status_code == 303
    assert "Bol en grès" not in client.get(PAGE).text


def test_only_an_owner_opens_them(doors: Doors) -> None:
    store, _owner = make_desk(doors)
    client = desk_of(doors, join(doors, store, Role.MODERATOR))
    assert client.get(PAGE).status_code == 200
    assert send(client, PAGE, {"is_open_for_store": "y"}).status_code == 403
