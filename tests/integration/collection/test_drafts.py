"""What is typed and not sent: there again on another device, gone once sent, forgotten in time."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from collection.handlers import erase_words
from collection.jobs import forget_drafts
from core.doors import Doors
from core.events import ErasureWanted
from core.models import Draft
from core.states import Moment
from tests.houses import clock_of
from tests.integration.collection.asking import Person, filled, someone_asked


def key_of(client: FlaskClient, person: Person) -> str:
    page = client.get(person.path).text
    return page.partition('data-draft-form="')[2].partition('"')[0]


def keep(client: FlaskClient, person: Person, form: str, **fields: str) -> int:
    told = {"form": form, "fields": fields}
    return client.put(f"/r/{person.token}/draft", json=told).status_code


def drafts(doors: Doors) -> list[Draft]:
    with doors.database.reading() as rows:
        return list(rows.scalars(select(Draft).order_by(Draft.id)))


def test_what_was_typed_is_there_on_another_device(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors)
    form = key_of(client, person)
    for words in ("It keeps", "It keeps tea warm <3"):
        assert keep(client, person, form, rating="4", words=words) == 204
    page = client.get(person.path).text
    assert "It keeps tea warm &lt;3" in page
    assert 'value="4" checked' in " ".join(page.split())
    assert len(drafts(doors)) == 1


def test_a_star_pressed_in_the_mail_is_newer_than_a_draft(
    doors: Doors, client: FlaskClient
) -> None:
    person = someone_asked(doors)
    keep(client, person, key_of(client, person), rating="4")
    page = " ".join(client.get(f"{person.path}&stars=2").text.split())
    assert 'value="2" checked' in page
    assert "data-draft-star" in page


def test_nobody_fills_the_store_with_drafts(
    sqlite_doors: Doors, sqlite_client: FlaskClient
) -> None:
    person = someone_asked(sqlite_doors)
    told = [keep(sqlite_client, person, f"r:1:{number}", words="x") for number in range(51)]
    assert told == [204] * 50 + [409]
    assert keep(sqlite_client, person, "r:1:7", words="y") == 204


def test_sending_the_words_ends_their_draft(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors)
    keep(client, person, key_of(client, person), words="Half")
    assert client.post(person.path, data=filled()).status_code == 303
    assert drafts(doors) == []


def test_a_refused_form_keeps_its_draft(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors)
    keep(client, person, key_of(client, person), words="Half")
    assert client.post(person.path, data=filled(rating="9")).status_code == 422
    assert len(drafts(doors)) == 1


def test_a_consent_is_never_remembered(sqlite_doors: Doors, sqlite_client: FlaskClient) -> None:
    person = someone_asked(sqlite_doors)
    keep(sqlite_client, person, key_of(sqlite_client, person), site="y", social="y", words="a")
    assert drafts(sqlite_doors)[0].fields == {"words": "a"}


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {},
        {"form": "r:1:0", "fields": {"words": 5}},
        {"form": "r:1:0", "fields": {"words": "x" * 6001}},
        {"form": "r:1:0", "fields": {str(n): "x" for n in range(41)}},
        {"form": "r:1:0 or more", "fields": {}},
        {"form": "x" * 81, "fields": {}},
    ],
)
def test_what_is_no_draft_is_refused(
    sqlite_doors: Doors, sqlite_client: FlaskClient, told: Any
) -> None:
    person = someone_asked(sqlite_doors)
    answer = sqlite_client.put(f"/r/{person.token}/draft", json=told)
    assert answer.status_code == 422
    assert drafts(sqlite_doors) == []


def test_a_draft_is_its_authors_alone(doors: Doors, client: FlaskClient) -> None:
    owner, other = someone_asked(doors), someone_asked(doors)
    keep(client, owner, key_of(client, owner), words="Mine alone")
    keep(client, other, key_of(client, owner), words="Somebody else")
    assert "Mine alone" in client.get(owner.path).text
    assert "Somebody else" not in client.get(owner.path).text
    assert "Mine alone" not in client.get(other.path).text


def test_two_saves_at_once_leave_one_draft(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors)
    form = key_of(client, person)
    app = client.application
    threads = [
        threading.Thread(target=lambda: keep(app.test_client(), person, form, words="x"))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drafts(doors)) == 1


def test_a_new_version_has_a_draft_of_its_own(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors, Moment.ONE_MONTH)
    what = (
        client.post(person.path, data=filled())
        .headers["Location"]
        .partition("what=")[2]
        .partition("&")[0]
    )
    opened = client.post(f"/r/{person.token}/mine", data={"what": what, "then": "amend"})
    address = opened.headers["Location"]
    token = address.split("/")[2]
    told = {"form": f"s:{what}", "fields": {"words": "After all"}}
    assert client.put(f"/s/{token}/draft", json=told).status_code == 204
    assert "After all" in client.get(address).text
    assert client.post(address, data=filled(words="After all")).status_code == 303
    assert drafts(doors) == []


def test_a_draft_nobody_went_on_with_is_forgotten(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors)
    keep(client, person, key_of(client, person), words="Half")
    clock_of(doors).move(timedelta(days=29))
    assert forget_drafts(doors) == 0
    clock_of(doors).move(timedelta(days=2))
    assert [forget_drafts(doors) for _ in range(2)] == [1, 0]
    assert drafts(doors) == []


def test_erasing_a_person_forgets_their_drafts(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors)
    keep(client, person, key_of(client, person), words="Half")
    for _ in range(2):
        erase_words(doors, ErasureWanted(person.customer.store_id, person.customer.id))
    assert drafts(doors) == []
