"""What a store asks about its products: on the form, with the answer, and once it is changed."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from collection.operations import attributes as writing
from collection.operations.attributes import Written
from collection.queries.attributes import attributes_of
from core.doors import Doors
from core.models import Attribute, AttributeKind, Store
from core.states import Moment
from tests.factories import NOW
from tests.integration.collection.asking import Person, filled, someone_asked
from tests.integration.collection.rows import submissions
from widgets.feeds.labels import answers_of

SIZE = Written(
    AttributeKind.CHOICE,
    ("Taille achetée", "Size bought"),
    options=(("Petite", "Small"), ("Grande", "Large")),
)
SKIN = Written(
    AttributeKind.CHOICE,
    ("Peau", "Skin"),
    options=(("Sèche", "Dry"), ("Grasse", "Oily"), ("Sensible", "Sensitive")),
    is_several=True,
)
WARMTH = Written(
    AttributeKind.SCALE, ("Chaleur", "Warmth"), ends=(("Froide", "Chaude"), ("Cold", "Warm"))
)
ROOM = Written(AttributeKind.TEXT, ("Pour quelle pièce ?", "For which room?"))


def asks(doors: Doors, person: Person, *all_written: Written) -> list[Attribute]:
    with doors.database.transaction() as session:
        store = session.get_one(Store, person.store.id)
        writing.begin(session, store, NOW)
        for ours in attributes_of(session, store.id)[1:]:
            writing.retire(ours, NOW)
        rows = [writing.add(session, store, written, NOW) for written in all_written]
        session.flush()
        for row in rows:
            session.refresh(row)
        return rows


def someone(doors: Doors) -> Person:
    return someone_asked(doors, Moment.ONE_MONTH)


def option(row: Attribute, english: str) -> str:
    return next(one["id"] for one in row.options if one["en"] == english)


def test_answers_are_kept_with_the_words_they_were_asked_in(
    doors: Doors, client: FlaskClient
) -> None:
    person = someone(doors)
    size, skin, warmth, room = asks(doors, person, SIZE, SKIN, WARMTH, ROOM)
    page = client.get(person.path).text
    for words in ("Size bought", "Sensitive", "Warmth", "For which room?", "Fit and size"):
        assert words in page
    sent = client.post(
        person.path,
        data=filled()
        | {
            size.key: option(size, "Large"),
            skin.key: [option(skin, "Dry"), option(skin, "Sensitive")],
            warmth.key: "5",
            room.key: " The <b>nursery</b> ",
        },
    )
    assert sent.status_code == 303
    with doors.database.transaction() as session:
        writing.write(session.get_one(Attribute, size.id), WARMTH)
    (kept,) = submissions(doors)
    assert (kept.answers or {})[size.key]["label"] == "Size bought"
    told = {
        one["label"]: one["text"] or one["scale"] for one in answers_of(kept.answers or {}, "en")
    }
    assert told == {
        "Size bought": "Large",
        "Skin": "Dry, Sensitive",
        "Warmth": 5,
        "For which room?": "The <b>nursery</b>",
    }


def test_a_new_version_begins_with_what_was_answered(doors: Doors, client: FlaskClient) -> None:
    person = someone(doors)
    size, skin = asks(doors, person, SIZE, SKIN)
    given = {size.key: option(size, "Large"), skin.key: [option(skin, "Dry")]}
    what = client.post(person.path, data=filled() | given).headers["Location"]
    ref = what.partition("what=")[2].partition("&")[0]
    with doors.database.transaction() as session:
        writing.retire(session.get_one(Attribute, size.id), NOW)
    opened = client.post(f"/r/{person.token}/mine", data={"what": ref, "then": "amend"})
    page = " ".join(client.get(f"{opened.headers['Location']}&lang=en").text.split())
    for one in (option(size, "Large"), option(skin, "Dry")):
        assert f'value="{one}" checked' in page


@pytest.mark.parametrize(
    ("name", "value"),
    [("size", "none of them"), ("skin", ["none of them"]), ("warmth", "9"), ("room", "x" * 201)],
)
def test_what_was_not_offered_is_refused(
    sqlite_doors: Doors, sqlite_client: FlaskClient, name: str, value: Any
) -> None:
    person = someone(sqlite_doors)
    rows = asks(sqlite_doors, person, SIZE, SKIN, WARMTH, ROOM)
    row = dict(zip(("size", "skin", "warmth", "room"), rows, strict=True))[name]
    refused = sqlite_client.post(person.path, data=filled() | {row.key: value})
    assert refused.status_code == 422
    assert row.name_en in refused.text
    assert submissions(sqlite_doors) == []


def test_a_question_about_one_product_is_asked_about_that_alone(
    doors: Doors, client: FlaskClient
) -> None:
    person = someone(doors)
    asks(doors, person, Written(AttributeKind.TEXT, ("Pièce", "Room"), products=("elsewhere",)))
    assert "Room" not in client.get(person.path).text
    asks(
        doors,
        person,
        Written(AttributeKind.TEXT, ("Lit", "Bed"), products=(person.products[0].ref,)),
    )
    assert "Bed" in client.get(person.path).text


def test_a_form_shows_six_at_most_in_their_order(doors: Doors, client: FlaskClient) -> None:
    person = someone(doors)
    names = [f"Question {n}" for n in range(8)]
    rows = asks(doors, person, *(Written(AttributeKind.TEXT, (n, n)) for n in names))
    page = client.get(person.path).text
    assert [name in page for name in names] == [True] * 5 + [False] * 3
    with doors.database.transaction() as session:
        writing.retire(session.get_one(Attribute, rows[0].id), NOW)
    page = client.get(person.path).text
    assert "Question 0" not in page
    assert "Question 5" in page


def test_an_option_keeps_its_name_when_the_order_changes(doors: Doors) -> None:
    person = someone(doors)
    (size,) = asks(doors, person, SIZE)
    before = option(size, "Large")
    turned = Written(SIZE.kind, SIZE.names, options=tuple(reversed(SIZE.options)))
    with doors.database.transaction() as session:
        row = session.get_one(Attribute, size.id)
        writing.write(row, turned)
        assert option(row, "Large") == before
