"""The desk's look at a file before it is taken: its first rows, and dates that read two ways."""

from __future__ import annotations

import re
from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from core.doors import Doors
from core.models import Order
from tests.desks import desk_of, make_desk, send, token_of

OPEN = b"""order_id;email;ordered_at;product_name;shelf
A-1;elodie@example.com;03/04/2026;Bol;x
A-2;not-an-address;05/04/2026;Bol;x
"""


def look_at(desk: FlaskClient, data: bytes) -> TestResponse:
    token = token_of(desk.get("/desk/imports")).encode()
    part = b"--vv\r\nContent-Disposition: form-data; name="
    body = part + b'"csrf_token"\r\n\r\n' + token + b"\r\n"
    body += part + b'"file"; filename="orders.csv"\r\n\r\n' + data + b"\r\n--vv--\r\n"
    return desk.post("/desk/imports", data=body, content_type="multipart/form-data; boundary=vv")


def ref_in(page: TestResponse) -> str:
    found = re.search(r"/desk/imports/([0-9a-f]{32})", page.text)
    assert found
    return found[1]


def day_taken(doors: Doors) -> list[date]:
    with doors.database.reading() as session:
        return [at.date() for at in session.scalars(select(Order.ordered_at))]


def test_open_dates_are_taken_in_the_order_that_was_chosen(sqlite_doors: Doors) -> None:
    _store, owner = make_desk(sqlite_doors)
    desk = desk_of(sqlite_doors, owner)
    page = look_at(desk, OPEN)
    ref = ref_in(page)
    assert "a semicolon" in page.text
    assert "not used" in page.text
    assert "elodie@example.com" in page.text
    assert "03/04/2026 is" in page.text
    assert day_taken(sqlite_doors) == []
    again = send(desk, f"/desk/imports/{ref}/look", {"dates": "mdy"})
    assert re.search(r'value="mdy" checked', again.text)
    assert day_taken(sqlite_doors) == []
    for _ in range(2):
        send(desk, f"/desk/imports/{ref}", {"dates": "mdy"})
    (taken,) = day_taken(sqlite_doors)
    assert abs((taken - date(2026, 3, 4)).days) <= 1


def test_dates_that_read_one_way_ask_for_no_choice(sqlite_doors: Doors) -> None:
    _store, owner = make_desk(sqlite_doors)
    page = look_at(desk_of(sqlite_doors, owner), OPEN.replace(b"05/04", b"25/04"))
    assert 'name="dates" value="mdy"' not in page.text


def test_a_file_of_another_store_cannot_be_looked_at_again(sqlite_doors: Doors) -> None:
    _store, owner = make_desk(sqlite_doors)
    desk = desk_of(sqlite_doors, owner)
    ref = ref_in(look_at(desk, OPEN))
    _other, stranger = make_desk(sqlite_doors, key="ailleurs")
    answer = send(desk_of(sqlite_doors, stranger), f"/desk/imports/{ref}/look", {"dates": "dmy"})
    assert answer.status_code == 404
    assert "Choose it again" in answer.text
