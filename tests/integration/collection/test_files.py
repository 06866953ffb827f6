"""Photos and videos: taken from a plain form or ahead of it, prepared, refused, swept, removed."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from core.doors import Doors
from core.states import MediaState
from tests.fakes import media as pictures
from tests.integration.collection.asking import filled, someone_asked
from tests.integration.collection.rows import files, submissions
from tests.integration.collection.sending import keys, send_ahead, upload


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return pictures.talkative_jpeg(tmp_path / "matin d’été.jpg")


@pytest.mark.parametrize(
    ("name", "kind", "data", "said"),
    [
        ("a.pdf", "application/pdf", b"%PDF-1.7", "This kind of file cannot be taken"),
        ("a.svg", "image/svg+xml", b"<svg/>", "This kind of file cannot be taken"),
        ("a.gif", "image/gif", b"GIF89a", "This kind of file cannot be taken"),
        ("a.jpg", "image/jpeg", b"", "This file is empty"),
        ("a.jpg", "image/jpeg", b"not a photo", "This kind of file cannot be taken"),
        ("a.mp4", "video/mp4", b"#EXTM3U\nhttp://127.0.0.1/", "only points to a video elsewhere"),
        ("a.jpg", "image/png", b"\x89PNG\r\n\x1a\n", "This kind of file cannot be taken"),
        ("../../a.exe", "", b"MZ", "This kind of file cannot be taken"),
    ],
)
def test_a_file_that_cannot_be_taken_is_named_and_the_rest_is_kept(
    sqlite_doors: Doors,
    sqlite_client: FlaskClient,
    photo: Path,
    name: str,
    kind: str,
    data: bytes,
    said: str,
) -> None:
    person = someone_asked(sqlite_doors)
    both = [upload(photo), (io.BytesIO(data), name, kind)]
    refused = sqlite_client.post(person.path, data={**filled(), "files": both})
    assert refused.status_code == 422
    assert said in refused.text
    assert "It keeps tea warm." in refused.text
    (kept,) = files(sqlite_doors)
    assert f'name="media" value="{kept.ref}"' in refused.text
    again = sqlite_client.post(person.path, data=filled(media=kept.ref))
    assert again.status_code == 303
    assert [one.ref for one in submissions(sqlite_doors)[0].media] == [kept.ref]


def test_a_photo_beyond_the_limit_is_refused_in_a_plain_form_too(
    sqlite_doors: Doors, sqlite_client: FlaskClient
) -> None:
    person = someone_asked(sqlite_doors)
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in filled().items()
    )
    head = '--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n'
    kind = "Content-Type: image/jpeg\r\n\r\n"
    body = (parts + head + kind).encode() + b"\xff\xd8\xff" + b"0" * 25_000_000 + b"\r\n--x--\r\n"
    refused = sqlite_client.post(
        person.path, data=body, content_type="multipart/form-data; boundary=x"
    )
    assert refused.status_code == 422
    assert "too big: the limit is 25 MB" in refused.text
    assert "It keeps tea warm." in refused.text


def test_a_photo_sent_with_a_faulty_form_is_not_lost(
    doors: Doors, client: FlaskClient, photo: Path
) -> None:
    person = someone_asked(doors)
    refused = client.post(person.path, data={**filled(rating="9"), "files": [upload(photo)]})
    assert refused.status_code == 422
    assert f'value="{files(doors)[0].ref}"' in refused.text


def test_more_photos_than_fit_are_left_out_and_said(
    sqlite_doors: Doors, sqlite_client: FlaskClient, photo: Path
) -> None:
    person = someone_asked(sqlite_doors)
    many = [upload(photo) for _ in range(9)]
    refused = sqlite_client.post(person.path, data={**filled(), "files": many})
    assert refused.status_code == 422
    assert "At most 8 photos and one video fit" in refused.text


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"name": "a.jpg", "type": "image/jpeg", "bytes": 1000}, 201),
        ({"name": "IMG.HEIC", "type": "", "bytes": 1000}, 201),
        ({"name": "a.mov", "type": "video/quicktime", "bytes": 500_000_000}, 201),
        ({"name": "a.mov", "type": "video/quicktime", "bytes": 500_000_001}, 413),
        ({"name": "a.jpg", "type": "image/jpeg", "bytes": 25_000_001}, 413),
        ({"name": "a.jpg", "type": "image/jpeg", "bytes": 0}, 422),
        ({"name": "a.jpg", "type": "text/html", "bytes": 10}, 415),
        ({"name": "a.svg", "type": "image/svg+xml", "bytes": 10}, 415),
        ({"name": "a.jpg", "type": "image/jpeg", "bytes": "10"}, 422),
        ({"name": "", "type": "image/jpeg", "bytes": 10}, 422),
        ({}, 422),
        (None, 422),
        ([], 422),
    ],
)
def test_a_ticket_is_given_for_what_may_be_sent(
    sqlite_doors: Doors, sqlite_client: FlaskClient, told: Any, status: int
) -> None:
    person = someone_asked(sqlite_doors)
    answer = sqlite_client.post(
        f"/r/{person.token}/media", json=told, headers={"Accept": "application/json"}
    )
    assert answer.status_code == status
    assert len(files(sqlite_doors)) == (status == 201)
    if status != 201:
        assert json.loads(answer.text)["detail"]


def test_a_file_counts_only_once_its_bytes_are_there(
    doors: Doors, client: FlaskClient, photo: Path
) -> None:
    person = someone_asked(doors)
    told = {"name": "a.jpg", "type": "image/jpeg", "bytes": 9}
    ticket = json.loads(client.post(f"/r/{person.token}/media", json=told).text)
    assert client.post(ticket["done_url"]).status_code == 409
    lost = client.post(person.path, data=filled(media=ticket["media_id"]))
    assert lost.status_code == 422
    assert "did not arrive" in lost.text
    doors.storage.put(files(doors)[0].quarantine_key, b"123456789", content_type="image/jpeg")
    assert client.post(person.path, data=filled(media=ticket["media_id"])).status_code == 303


def test_nobody_attaches_or_removes_somebody_elses_file(
    doors: Doors, client: FlaskClient, photo: Path
) -> None:
    owner, other = someone_asked(doors), someone_asked(doors)
    ref = send_ahead(doors, client, owner, photo, "image/jpeg")
    assert client.delete(f"/r/{other.token}/media/{ref}").status_code == 404
    assert client.post(f"/r/{other.token}/media/{ref}/done").status_code == 404
    assert client.post(other.path, data=filled(media=ref)).status_code == 422
    assert client.post(owner.path, data=filled(media=ref)).status_code == 303
    assert client.delete(f"/r/{owner.token}/media/{ref}").status_code == 404


def test_a_file_taken_back_before_sending_leaves_nothing(
    doors: Doors, client: FlaskClient, photo: Path
) -> None:
    person = someone_asked(doors)
    ref = send_ahead(doors, client, person, photo, "image/jpeg")
    assert client.delete(f"/r/{person.token}/media/{ref}").status_code == 204
    assert files(doors)[0].state is MediaState.REMOVED
    assert keys(doors, "") == []


def test_a_customer_may_not_fill_the_store_with_files(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors)
    told = {"name": "a.jpg", "type": "image/jpeg", "bytes": 9}
    answers = [client.post(f"/r/{person.token}/media", json=told).status_code for _ in range(31)]
    assert answers == [201] * 30 + [409]
