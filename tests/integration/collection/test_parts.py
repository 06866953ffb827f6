"""A large file in parts: told by its link, resumed where it was cut, joined once, dropped whole."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from collection import parts as cutting
from collection.jobs import sweep_media
from core.doors import Doors
from core.states import MediaState
from tests.houses import clock_of
from tests.integration.collection.asking import Person, filled, someone_asked
from tests.integration.collection.rows import files, submissions
from tests.integration.collection.sending import keys

SIZE = cutting.PART_BYTES + 5
TOLD = {"name": "a.mp4", "type": "video/mp4", "bytes": SIZE, "form": "r:1:2", "made": 1_700_000}


def _ticket(client: FlaskClient, person: Person, **told: Any) -> dict[str, Any]:
    answer = client.post(f"/r/{person.token}/media", json={**TOLD, **told})
    assert answer.status_code in (200, 201), answer.text
    return dict(json.loads(answer.text))


def _place(person: Person, ref: str) -> str:
    return f"/r/{person.token}/media/s3/multipart/{ref}"


def _send(client: FlaskClient, person: Person, ref: str, number: int, data: bytes) -> int:
    signed = client.get(f"{_place(person, ref)}/{number}").get_json()
    assert signed is not None
    return client.put(signed["url"].partition("//")[2].partition("/")[2], data=data).status_code


def _parts(client: FlaskClient, person: Person, ref: str) -> list[tuple[int, int]]:
    told = client.get(_place(person, ref)).get_json()
    assert told is not None
    return [(one["PartNumber"], one["Size"]) for one in told]


def test_a_file_in_parts_is_joined_once_all_are_there(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors)
    ref = _ticket(client, person)["media_id"]
    assert _send(client, person, ref, 1, b"a" * cutting.PART_BYTES) == 200
    assert client.post(f"{_place(person, ref)}/complete", json={}).status_code == 409
    assert _parts(client, person, ref) == [(1, cutting.PART_BYTES)]
    assert _send(client, person, ref, 2, b"12345") == 200
    for _ in range(2):
        assert client.post(f"{_place(person, ref)}/complete", json={}).status_code == 200
        assert _parts(client, person, ref) == [(1, cutting.PART_BYTES), (2, 5)]
    (row,) = files(doors)
    assert row.state is MediaState.UPLOADED
    assert doors.storage.get(row.quarantine_key) == b"a" * cutting.PART_BYTES + b"12345"
    assert keys(doors, "parts/") == []


def test_words_sent_before_the_last_word_of_arrival_take_the_file_along(
    doors: Doors, client: FlaskClient
) -> None:
    person = someone_asked(doors)
    ref = _ticket(client, person)["media_id"]
    for number, data in ((1, b"a" * cutting.PART_BYTES), (2, b"12345")):
        _send(client, person, ref, number, data)
    assert client.post(person.path, data=filled(media=ref)).status_code == 303
    assert [one.ref for one in submissions(doors)[0].media] == [ref]


def test_the_same_file_chosen_again_goes_on_where_it_was(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors)
    first = _ticket(client, person)
    _send(client, person, first["media_id"], 1, b"a" * cutting.PART_BYTES)
    again = _ticket(client, person)
    assert again == first
    _send(client, person, first["media_id"], 2, b"12345")
    client.post(f"{_place(person, first['media_id'])}/complete", json={})
    assert _ticket(client, person)["is_here"] is True
    assert len(files(doors)) == 1


@pytest.mark.parametrize(
    "told",
    [
        {"name": "b.mp4"},
        {"bytes": SIZE + 1},
        {"made": 5},
        {"form": "r:1:3"},
        {"made": 0},
    ],
)
def test_another_file_is_another_row(
    sqlite_doors: Doors, sqlite_client: FlaskClient, told: dict[str, Any]
) -> None:
    person = someone_asked(sqlite_doors)
    first = _ticket(sqlite_client, person)
    assert _ticket(sqlite_client, person, **told)["media_id"] != first["media_id"]


def test_nobody_reaches_the_parts_of_somebody_else(doors: Doors, client: FlaskClient) -> None:
    owner, other = someone_asked(doors), someone_asked(doors)
    ref = _ticket(client, owner)["media_id"]
    assert _ticket(client, other)["media_id"] != ref
    place = _place(other, ref)
    assert client.get(place).status_code == 404
    assert client.get(f"{place}/1").status_code == 404
    assert client.post(f"{place}/complete", json={}).status_code == 404
    assert client.delete(place).status_code == 404
    assert _parts(client, owner, ref) == []


@pytest.mark.parametrize("number", [0, 3, 10_001])
def test_a_part_the_file_does_not_have_is_never_signed(
    sqlite_doors: Doors, sqlite_client: FlaskClient, number: int
) -> None:
    person = someone_asked(sqlite_doors)
    ref = _ticket(sqlite_client, person)["media_id"]
    assert sqlite_client.get(f"{_place(person, ref)}/{number}").status_code == 422


def test_a_file_in_one_piece_has_no_parts(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors)
    ref = _ticket(client, person, bytes=10)["media_id"]
    assert client.get(_place(person, ref)).status_code == 404


def test_a_file_taken_back_in_between_leaves_no_part(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors)
    ref = _ticket(client, person)["media_id"]
    _send(client, person, ref, 2, b"12345")
    assert client.delete(_place(person, ref)).status_code == 200
    assert keys(doors, "") == []
    assert client.get(_place(person, ref)).status_code == 404


def test_parts_nobody_finished_are_swept_after_two_days(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors)
    ref = _ticket(client, person)["media_id"]
    _send(client, person, ref, 2, b"12345")
    clock_of(doors).move(timedelta(hours=47))
    assert sweep_media(doors) == 0
    clock_of(doors).move(timedelta(hours=2))
    assert sweep_media(doors) == 1
    assert keys(doors, "") == []
