"""The desk's page of the store's own questions: begun, written, ordered, retired, and refused."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.doors import Doors
from core.models import Attribute, Store
from core.states import Role
from tests.desks import desk_of, join, make_desk, token_of

PAGE = "/desk/questions"
NEW = "/desk/questions/new"
SIZE = {
    "kind": "choice",
    "name_fr": "Taille achetée",
    "name_en": "Size bought",
    "options_fr": "Petite\r\n Grande ",
    "options_en": "Small\r\nLarge",
}
WARM = {
    "kind": "scale",
    "name_fr": "Chaleur",
    "name_en": "Warmth",
    "low_fr": "Froide",
    "high_fr": "Chaude",
    "low_en": "Cold",
    "high_en": "Warm",
}


def press(client: FlaskClient, path: str, **data: Any) -> Any:
    token = token_of(client.get(PAGE))
    return client.post(path, data={"csrf_token": token, **data}, follow_redirects=True)


def names(doors: Doors, store: Store) -> list[str]:
    with doors.database.reading() as rows:
        asked = select(Attribute.name_en).where(
            Attribute.store_id == store.id, Attribute.retired_at.is_(None)
        )
        return list(rows.scalars(asked.order_by(Attribute.position)))


def ids(doors: Doors) -> dict[str, int]:
    with doors.database.reading() as rows:
        return {one.name_en: one.id for one in rows.scalars(select(Attribute))}


def test_a_question_is_written_ordered_and_retired(doors: Doors) -> None:
    store, owner = make_desk(doors)
    client = desk_of(doors, owner)
    assert "asked until you write your own" in client.get(f"{PAGE}?lang=en").text
    assert "Size bought" in press(client, NEW, **SIZE).text
    press(client, NEW, **WARM)
    assert names(doors, store) == [
        "Fit and size",
        "Quality",
        "Ease of use",
        "Size bought",
        "Warmth",
    ]
    known = ids(doors)
    press(client, f"{PAGE}/{known['Warmth']}/up")
    press(client, f"{PAGE}/{known['Fit and size']}/up")
    press(client, f"{PAGE}/{known['Quality']}/retire")
    assert names(doors, store) == ["Fit and size", "Ease of use", "Warmth", "Size bought"]
    press(client, f"{PAGE}/{known['Quality']}/again")
    assert names(doors, store)[-1] == "Quality"


def test_the_three_every_store_begins_with_can_be_changed(doors: Doors) -> None:
    store, owner = make_desk(doors)
    client = desk_of(doors, owner)
    for _twice in range(2):
        press(client, f"{PAGE}/own")
    fit = ids(doors)["Fit and size"]
    form = client.get(f"{PAGE}/{fit}").text
    assert 'value="Just as expected"' in form
    assert "Worn fit" in press(client, f"{PAGE}/{fit}", **(WARM | {"name_en": "Worn fit"})).text
    assert names(doors, store) == ["Worn fit", "Quality", "Ease of use"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (SIZE | {"name_fr": " "}, "name_fr"),
        (SIZE | {"name_en": "x" * 81}, "name_en"),
        (SIZE | {"options_fr": "Petite"}, "options_fr"),
        (SIZE | {"options_en": "Small\nLarge\nHuge"}, "options_en"),
        (SIZE | {"options_en": "Small\nSmall"}, "options_en"),
        (SIZE | {"products": "no-such-thing"}, "products"),
        (SIZE | {"kind": "essay"}, "kind"),
        (WARM | {"high_en": ""}, "high_en"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(
    sqlite_doors: Doors, wrong: dict[str, str], field: str
) -> None:
    store, owner = make_desk(sqlite_doors)
    client = desk_of(sqlite_doors, owner)
    refused = press(client, NEW, **wrong)
    assert refused.status_code == 422
    assert f'href="#{field}"' in refused.text
    assert names(sqlite_doors, store) == []


def test_questions_are_their_stores_and_their_owners_alone(doors: Doors) -> None:
    store, owner = make_desk(doors)
    press(desk_of(doors, owner), NEW, **SIZE)
    known = ids(doors)["Size bought"]
    other = desk_of(doors, make_desk(doors)[1])
    assert other.get(f"{PAGE}/{known}").status_code == 404
    assert press(other, f"{PAGE}/{known}/retire").status_code == 404
    moderator = desk_of(doors, join(doors, store, Role.MODERATOR))
    assert moderator.get(PAGE).status_code == 403
    assert "Size bought" in names(doors, store)
