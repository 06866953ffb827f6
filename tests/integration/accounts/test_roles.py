"""Every page of the desk against every role; a page missing here fails the build."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from core.doors import Doors
from core.states import Role
from tests.desks import desk_of, join, make_desk, visitor

EVERYBODY = "OMAU"
OPEN: Mapping[str, str] = {
    "/desk/account": EVERYBODY,
    "/desk/calendar": "OMA",
    "/desk/brand": "O",
    "/desk/connections": "O",
    "/desk/customers": "OMA",
    "/desk/events": "OMA",
    "/desk/events/new": "O",
    "/desk/experiments": "OMA",
    "/desk/experiments/hours": "OMA",
    "/desk/experiments/new": "O",
    "/desk/imports": "O",
    "/desk/keys": "O",
    "/desk/letters": "O",
    "/desk/members": "O",
    "/desk/moments": "O",
    "/desk/privacy": "O",
    "/desk/sending": EVERYBODY,
}
"""Which roles may open a page of accounts and asking: Owner, Moderator, Analyst, aUditor."""
ELSEWHERE = {
    "/desk/account",
    "/desk/brand",
    "/desk/events/new",
    "/desk/experiments/hours",
    "/desk/experiments/new",
}
"""Pages that another page or the foot of the sidebar leads to."""
INSIDE = {"/desk/letters/frame"}
"""Parts of a page that are nothing without what it hands them."""
OURS = ("accounts.", "own_account.", "asking_desk.")
LETTERS = {Role.OWNER: "O", Role.MODERATOR: "M", Role.ANALYST: "A", Role.AUDITOR: "U"}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_pages_and_no_other(sqlite_doors: Doors, role: Role) -> None:
    store, _ = make_desk(sqlite_doors)
    desk = desk_of(sqlite_doors, join(sqlite_doors, store, role))
    opened = {path for path in OPEN if desk.get(path).status_code == 200}
    assert opened == {path for path, letters in OPEN.items() if LETTERS[role] in letters}


@pytest.mark.parametrize("role", list(Role))
def test_the_navigation_names_what_a_role_may_open(sqlite_doors: Doors, role: Role) -> None:
    store, _ = make_desk(sqlite_doors)
    desk = desk_of(sqlite_doors, join(sqlite_doors, store, role))
    page = desk.get("/desk/account").text
    named = {path for path in OPEN if f'<a href="{path}"' in page.split("side__foot")[0]}
    may = {path for path, letters in OPEN.items() if LETTERS[role] in letters}
    assert named == may - ELSEWHERE


def test_no_page_is_left_out_of_the_table(sqlite_doors: Doors) -> None:
    rules = visitor(sqlite_doors).application.url_map.iter_rules()
    pages = {
        rule.rule
        for rule in rules
        if rule.endpoint.startswith(OURS) and "GET" in (rule.methods or ()) and not rule.arguments
    }
    assert pages - INSIDE == set(OPEN)


def test_a_stranger_is_led_to_the_sign_in_page(sqlite_doors: Doors) -> None:
    client = visitor(sqlite_doors)
    for path in OPEN:
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.location.startswith("/desk/sign-in?next=")


def test_a_form_of_the_desk_without_its_token_changes_nothing(sqlite_doors: Doors) -> None:
    store, owner = make_desk(sqlite_doors)
    other = join(sqlite_doors, store, Role.MODERATOR)
    desk = desk_of(sqlite_doors, owner)
    assert desk.post(f"/desk/members/{other.id}/remove").status_code == 400
    assert desk_of(sqlite_doors, other).get("/desk/account").status_code == 200
