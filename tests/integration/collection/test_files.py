"""Photos and videos: taken from a plain form or ahead of it, prepared, refused, swept, removed."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from collection.handlers import prepare_media, settle_submission
from collection.jobs import sweep_media
from core.doors import Doors
from core.events import MediaUploaded, SubmissionReceived
from core.models import Media
from core.states import MediaKind, MediaState, Moment, SubmissionState
from tests.fakes import media as pictures
from tests.fakes import media_videos as videos
from tests.houses import clock_of
from tests.integration.collection.asking import TESTIMONIAL, Person, filled, someone_asked
from tests.integration.collection.rows import events, files, submissions


def upload(path: Path, name: str = "", kind: str = "image/jpeg") -> tuple[Any, str, str]:
    return (io.BytesIO(path.read_bytes()), name or path.name, kind)


def send_ahead(doors: Doors, client: FlaskClient, person: Person, path: Path, kind: str) -> str:
    """What the browser's script does: ticket, bytes to the store, word of arrival."""
    told = {"name": path.name, "type": kind, "bytes": path.stat().st_size}
    ticket = client.post(f"/r/{person.token}/media", json=told)
    assert ticket.status_code == 201, ticket.text
    granted = ticket.get_json()
    assert granted is not None
    form = {**granted["fields"], "file": (io.BytesIO(path.read_bytes()), path.name, kind)}
    assert client.post("/files/upload", data=form).status_code == 204
    assert client.post(granted["done_url"]).status_code == 204
    return str(granted["media_id"])


def prepare_all(doors: Doors) -> None:
    for one in files(doors):
        if one.submission_id is not None:
            prepare_media(doors, MediaUploaded(one.store_id, one.id))


def keys(doors: Doors, prefix: str) -> list[str]:
    return [info.key for info in doors.storage.list(prefix)]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return pictures.talkative_jpeg(tmp_path / "matin d’été.jpg")


def test_a_photo_of_a_plain_form_is_kept_and_prepared(
    doors: Doors, client: FlaskClient, photo: Path
) -> None:
    person = someone_asked(doors)
    sent = client.post(person.path, data={**filled(), "files": [upload(photo), upload(photo)]})
    assert sent.status_code == 303, sent.text
    first, second = files(doors)
    assert (first.state, first.position, second.position) == (MediaState.UPLOADED, 0, 1)
    assert first.quarantine_key.startswith(f"quarantine/{person.store.key}/")
    assert events(doors).count("MediaUploaded") == 2
    settle_submission(doors, SubmissionReceived(person.store.id, first.submission_id or 0))
    assert submissions(doors)[0].state is SubmissionState.RECEIVED
    for _twice in range(2):
        prepare_all(doors)
    first, second = files(doors)
    assert (first.state, first.width, first.height) == (MediaState.READY, 300, 400)
    assert {one["type"] for one in first.renditions} == {"image/avif", "image/webp", "image/jpeg"}
    for one in first.renditions:
        assert one["key"].startswith(f"media/{person.store.key}/{first.ref}/")
        info = doors.storage.head(one["key"])
        assert info is not None
        assert (info.size, info.content_type) == (one["bytes"], one["type"])
        assert "immutable" in (info.cache_control or "")
    assert keys(doors, "quarantine/") == []
    assert len(keys(doors, "originals/")) == 2
    (kept,) = submissions(doors)
    assert kept.state is SubmissionState.WAITING
    assert events(doors).count("SubmissionReady") == 1


def test_a_video_gets_its_mp4_and_its_poster(
    doors: Doors, client: FlaskClient, tmp_path: Path
) -> None:
    person = someone_asked(doors, Moment.SUPPORT_RESOLVED, TESTIMONIAL)
    clip = videos.turned(tmp_path / "clip.mp4", 90)
    ref = send_ahead(doors, client, person, clip, "video/mp4")
    sent = client.post(person.path, data=filled(TESTIMONIAL, words="", media=ref))
    assert sent.status_code == 303, sent.text
    prepare_all(doors)
    (video,) = files(doors)
    assert (video.kind, video.state) == (MediaKind.VIDEO, MediaState.READY)
    assert video.renditions[0]["name"] == "video.mp4"
    assert len(video.renditions) > 1
    assert video.duration_s
    assert submissions(doors)[0].state is SubmissionState.WAITING


def test_words_without_files_wait_for_their_reading_at_once(
    doors: Doors, client: FlaskClient
) -> None:
    person = someone_asked(doors)
    client.post(person.path, data=filled())
    event = SubmissionReceived(person.store.id, submissions(doors)[0].id)
    for _twice in range(2):
        settle_submission(doors, event)
    (kept,) = submissions(doors)
    assert (kept.state, kept.ready_at) == (SubmissionState.WAITING, doors.now())
    assert events(doors).count("SubmissionReady") == 1


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
    doors: Doors, client: FlaskClient, photo: Path, name: str, kind: str, data: bytes, said: str
) -> None:
    person = someone_asked(doors)
    both = [upload(photo), (io.BytesIO(data), name, kind)]
    refused = client.post(person.path, data={**filled(), "files": both})
    assert refused.status_code == 422
    assert said in refused.text
    assert "It keeps tea warm." in refused.text
    (kept,) = files(doors)
    assert f'name="media" value="{kept.ref}"' in refused.text
    again = client.post(person.path, data=filled(media=kept.ref))
    assert again.status_code == 303
    assert [one.ref for one in submissions(doors)[0].media] == [kept.ref]


def test_a_photo_beyond_the_limit_is_refused_in_a_plain_form_too(
    doors: Doors, client: FlaskClient
) -> None:
    person = someone_asked(doors)
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in filled().items()
    )
    head = '--x\r\nContent-Disposition: form-data; name="files"; filename="a.jpg"\r\n'
    kind = "Content-Type: image/jpeg\r\n\r\n"
    body = (parts + head + kind).encode() + b"\xff\xd8\xff" + b"0" * 25_000_000 + b"\r\n--x--\r\n"
    refused = client.post(person.path, data=body, content_type="multipart/form-data; boundary=x")
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
    doors: Doors, client: FlaskClient, photo: Path
) -> None:
    person = someone_asked(doors)
    many = [upload(photo) for _ in range(9)]
    refused = client.post(person.path, data={**filled(), "files": many})
    assert refused.status_code == 422
    assert "At most 8 photos and one video fit" in refused.text


def test_a_file_that_lies_about_itself_is_refused_with_its_reason(
    doors: Doors, client: FlaskClient, tmp_path: Path
) -> None:
    person = someone_asked(doors)
    cut = pictures.truncated_jpeg(tmp_path / "cut.jpg")
    client.post(person.path, data={**filled(), "files": [upload(cut)]})
    for _twice in range(2):
        prepare_all(doors)
    (lost,) = files(doors)
    assert (lost.state, lost.refusal) == (MediaState.REFUSED, "media_corrupt")
    assert keys(doors, "quarantine/") == keys(doors, "media/") == []
    assert submissions(doors)[0].state is SubmissionState.WAITING
    status = client.post(f"/r/{person.token}/mine").headers["Location"]
    assert "damaged or incomplete" in client.get(f"{status}?lang=en").text


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
    doors: Doors, client: FlaskClient, told: Any, status: int
) -> None:
    person = someone_asked(doors)
    answer = client.post(
        f"/r/{person.token}/media", json=told, headers={"Accept": "application/json"}
    )
    assert answer.status_code == status
    assert len(files(doors)) == (status == 201)
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


def test_files_nobody_submitted_are_swept_after_two_days(
    doors: Doors, client: FlaskClient, photo: Path
) -> None:
    person = someone_asked(doors, products=2)
    used = send_ahead(doors, client, person, photo, "image/jpeg")
    client.post(person.path, data=filled(media=used))
    send_ahead(doors, client, person, photo, "image/jpeg")
    clock_of(doors).move(timedelta(hours=48))
    assert sweep_media(doors) == 0
    clock_of(doors).move(timedelta(minutes=1))
    assert sweep_media(doors) == 1
    assert sweep_media(doors) == 0
    assert [one.state for one in files(doors)] == [MediaState.UPLOADED, MediaState.REMOVED]
    assert len(keys(doors, "quarantine/")) == 1


def test_a_customer_may_not_fill_the_store_with_files(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors)
    told = {"name": "a.jpg", "type": "image/jpeg", "bytes": 9}
    answers = [client.post(f"/r/{person.token}/media", json=told).status_code for _ in range(31)]
    assert answers == [201] * 30 + [409]


def test_a_file_removed_while_it_was_prepared_leaves_no_rendition(
    doors: Doors, client: FlaskClient, photo: Path
) -> None:
    """A withdrawal may overtake the preparation; what was made is then forgotten again."""
    person = someone_asked(doors)
    client.post(person.path, data={**filled(), "files": [upload(photo)]})
    (one,) = files(doors)
    withdrawing = _WithdrawnMidway(doors, one)
    prepare_media(withdrawing.doors(), MediaUploaded(one.store_id, one.id))
    assert keys(doors, "media/") == keys(doors, "originals/") == []


class _WithdrawnMidway:
    """A store of objects during whose first copy the author takes everything back."""

    def __init__(self, doors: Doors, media: Media) -> None:
        self._doors, self._media = doors, media

    def __getattr__(self, name: str) -> Any:
        return getattr(self._doors.storage, name)

    def copy(self, source: str, target: str) -> None:
        with self._doors.database.transaction() as session:
            session.get_one(Media, self._media.id).move_to(MediaState.REMOVED, self._doors.now())
        self._doors.storage.copy(source, target)

    def doors(self) -> Doors:
        kept = self._doors
        return Doors(kept.settings, kept.database, self, kept.mail, kept.clock)
