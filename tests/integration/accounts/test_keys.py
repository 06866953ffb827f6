"""The life of an API key: shown once, good for its scopes, revoked at once."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.accounts.keys import SCOPES
from core.doors import Doors
from core.models import ApiKey
from tests.desks import desk_of, make_desk, send, visitor
from tests.houses import clock_of

ROOT = Path(__file__).parents[3]
SCOPE = "occasions:write"


def status_with(doors: Doors, key: str) -> int:
    """What the API answers: 422 for our empty fact once the key was taken."""
    answer = visitor(doors).post(
        "/api/v1/occasions", json={}, headers={"Authorization": f"Bearer {key}"}
    )
    return answer.status_code


def made_key(doors: Doors, **form: str) -> tuple[str, str]:
    """A key made at the desk, and the desk's page afterwards."""
    _, owner = make_desk(doors)
    desk = desk_of(doors, owner)
    page = send(desk, "/desk/keys", {"name": "Caisse de Lyon", "scopes": SCOPE, "days": "0"} | form)
    found = re.search(r'value="(vv_[0-9a-f]+_[\w-]+)"', page.text)
    assert found, page.text
    return found[1], desk.get("/desk/keys").text


def test_a_key_works_and_is_never_shown_or_kept_again(doors: Doors) -> None:
    key, later = made_key(doors)
    assert status_with(doors, key) == 422
    assert status_with(doors, key[:-1] + "~") == 401
    secret = key.split("_", 2)[2]
    assert secret not in later
    with doors.database.reading() as rows:
        row = rows.scalars(select(ApiKey)).one()
    assert secret.encode() not in row.secret_hash
    assert row.prefix in later


def test_a_revoked_key_is_worth_nothing(doors: Doors) -> None:
    _, owner = make_desk(doors)
    desk = desk_of(doors, owner)
    page = send(desk, "/desk/keys", {"name": "Caisse", "scopes": SCOPE, "days": "90"})
    key = re.search(r'value="(vv_[^"]+)"', page.text)
    assert key
    with doors.database.reading() as rows:
        number = rows.scalars(select(ApiKey.id)).one()
    assert send(desk, f"/desk/keys/{number}/revoke", {}).status_code == 303
    assert status_with(doors, key[1]) == 401
    assert send(desk, f"/desk/keys/{number + 1}/revoke", {}).status_code == 404


def test_a_key_ends_on_its_day(sqlite_doors: Doors) -> None:
    key, _ = made_key(sqlite_doors, days="90")
    clock_of(sqlite_doors).move(timedelta(days=89))
    assert status_with(sqlite_doors, key) == 422
    clock_of(sqlite_doors).move(timedelta(days=1))
    assert status_with(sqlite_doors, key) == 401


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"name": "", "scopes": SCOPE}, "This field is required"),
        ({"name": "Caisse"}, "Choose what the key may do"),
        ({"name": "Caisse", "scopes": "everything"}, "not"),
    ],
)
def test_a_key_needs_a_name_and_a_scope(
    sqlite_doors: Doors, form: dict[str, str], told: str
) -> None:
    _, owner = make_desk(sqlite_doors)
    answer = send(desk_of(sqlite_doors, owner), "/desk/keys", {"days": "0"} | form)
    assert answer.status_code == 422
    assert told in answer.text


def test_keys_of_another_store_are_as_unknown(doors: Doors) -> None:
    made_key(doors)
    with doors.database.reading() as rows:
        number = rows.scalars(select(ApiKey.id)).one()
    _, stranger = make_desk(doors)
    desk = desk_of(doors, stranger)
    assert send(desk, f"/desk/keys/{number}/revoke", {}).status_code == 404
    assert "Caisse de Lyon" not in desk.get("/desk/keys").text


def test_every_scope_of_the_api_can_be_given_and_no_other() -> None:
    asked = {
        scope
        for storey in ("app", "solicitation", "collection", "moderation", "widgets")
        for path in (ROOT / storey).rglob("*.py")
        for scope in re.findall(r'@api_key\("([^"]+)"\)', path.read_text("utf-8"))
    }
    assert set(SCOPES) == asked
