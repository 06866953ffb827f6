"""Webhooks at the desk: what to paste where, secrets shown once, rotated and retired."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select

from app.accounts.guides import GUIDES, address_of
from app.accounts.hooks import CHOSEN_THERE
from core.doors import Doors
from core.models import HookSecret
from core.sealing import secret_of
from core.states import Role
from solicitation.inbound.systems import SYSTEMS
from tests.desks import desk_of, make_desk, send

THEIRS = "their-own-secret-0123456789"
_MADE = re.compile(r'id="secret-made" value="([^"]+)"')


def secrets_of(doors: Doors) -> list[tuple[str, bool]]:
    with doors.database.reading() as rows:
        found = rows.scalars(select(HookSecret).order_by(HookSecret.id)).all()
    return [(secret_of(doors.seals(), row), row.retired_at is None) for row in found]


def test_every_system_that_can_send_has_a_guide() -> None:
    assert set(GUIDES) == set(SYSTEMS) | set(CHOSEN_THERE)
    assert address_of("https://avis.example", "gorgias", "nord").endswith("/hooks/gorgias/nord")
    assert address_of("https://avis.example", "sendgrid", "nord").endswith("/nord/events")


def test_each_page_says_what_to_paste_where(sqlite_doors: Doors) -> None:
    store, owner = make_desk(sqlite_doors)
    desk = desk_of(sqlite_doors, owner)
    listed = desk.get("/desk/hooks").text
    for system, guide in GUIDES.items():
        assert guide.label in listed
        page = html.unescape(desk.get(f"/desk/hooks/{system}").text)
        assert address_of(sqlite_doors.settings.public_url, system, store.key) in page
        assert guide.where in page
        assert guide.body in page
    assert desk.get("/desk/hooks/fax").status_code == 404


def test_a_secret_of_ours_is_shown_once_replaced_and_retired(sqlite_doors: Doors) -> None:
    _, owner = make_desk(sqlite_doors)
    desk = desk_of(sqlite_doors, owner)
    made = [
        _MADE.search(send(desk, f"/desk/hooks/gorgias/{what}", {}).text)
        for what in ("add", "rotate")
    ]
    first, second = (found[1] for found in made if found)
    assert secrets_of(sqlite_doors) == [(first, True), (second, True)]
    page = desk.get("/desk/hooks/gorgias")
    assert page.headers["Cache-Control"] == "no-store"
    assert first not in page.text
    assert second not in page.text
    assert send(desk, "/desk/hooks/gorgias/rotate", {}).status_code == 409
    assert send(desk, "/desk/hooks/gorgias/retire", {}).status_code == 303
    assert secrets_of(sqlite_doors) == [("", False), (second, True)]


@pytest.mark.parametrize(
    ("system", "told", "status"),
    [
        ("zendesk", THEIRS, 200),
        ("zendesk", "", 422),
        ("intercom", "short", 422),
        ("sendgrid", THEIRS, 422),
        ("fax", THEIRS, 404),
    ],
)
def test_a_secret_of_theirs_is_pasted_and_checked(
    sqlite_doors: Doors, system: str, told: str, status: int
) -> None:
    _, owner = make_desk(sqlite_doors)
    desk = desk_of(sqlite_doors, owner)
    answer = send(desk, f"/desk/hooks/{system}/add", {"secret": told})
    assert answer.status_code == status
    assert _MADE.search(answer.text) is None
    assert secrets_of(sqlite_doors) == ([(told, True)] if status == 200 else [])


def test_only_an_owner_sees_webhooks(sqlite_doors: Doors) -> None:
    _, moderator = make_desk(sqlite_doors, Role.MODERATOR)
    desk = desk_of(sqlite_doors, moderator)
    assert desk.get("/desk/hooks").status_code == 403
    assert send(desk, "/desk/hooks/gorgias/add", {}).status_code == 403


def test_where_a_secret_stands_in_the_address_both_are_copied_at_once(sqlite_doors: Doors) -> None:
    store, owner = make_desk(sqlite_doors)
    desk = desk_of(sqlite_doors, owner)
    found = _MADE.search(send(desk, "/desk/hooks/pretix/add", {}).text)
    assert found is not None
    [(secret, _)] = secrets_of(sqlite_doors)
    public = sqlite_doors.settings.public_url
    assert html.unescape(found[1]) == address_of(public, "pretix", store.key, secret)
    assert found[1].endswith(f"/hooks/pretix/{store.key}?secret={secret}")
    assert secret not in desk.get("/desk/hooks/pretix").text
