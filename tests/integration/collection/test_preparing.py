"""Each file is prepared once, whatever happens meanwhile, and then its words can be read."""

from __future__ import annotations

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
from tests.integration.collection.asking import TESTIMONIAL, filled, someone_asked
from tests.integration.collection.rows import events, files, submissions
from tests.integration.collection.sending import keys, prepare_all, send_ahead, upload


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
    assert (len(first.phash), first.placeholder[:5]) == (16, "UklGR")
    assert (first.phash, first.colour) == (second.phash, second.colour)
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
    assert video.renditions[-1]["name"] == "preview.mp4"
    assert all(doors.storage.head(one["key"]) for one in video.renditions)
    assert video.placeholder
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
    assert files(doors)[1].state is MediaState.REMOVED
    assert len(keys(doors, "quarantine/")) == 1


def test_words_do_not_wait_for_ever_for_a_file_that_cannot_be_prepared(
    doors: Doors, client: FlaskClient, photo: Path
) -> None:
    person = someone_asked(doors)
    client.post(person.path, data={**filled(), "files": [upload(photo)]})
    clock_of(doors).move(timedelta(hours=49))
    for _twice in range(2):
        sweep_media(doors)
    assert files(doors)[0].refusal == "media_too_hard"
    assert submissions(doors)[0].state is SubmissionState.WAITING
    prepare_all(doors)
    assert keys(doors, "") == []


def test_a_file_whose_preparation_was_cut_short_is_found_where_it_was_left(
    doors: Doors, client: FlaskClient, photo: Path
) -> None:
    """Killed between moving the original and writing the row: the second run ends the work."""
    person = someone_asked(doors)
    client.post(person.path, data={**filled(), "files": [upload(photo)]})
    (one,) = files(doors)
    doors.storage.copy(one.quarantine_key, f"originals/{person.store.key}/{one.ref}")
    doors.storage.delete(one.quarantine_key)
    prepare_all(doors)
    assert files(doors)[0].state is MediaState.READY


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
    """A store of objects: while the original is put away the author takes everything back."""

    def __init__(self, doors: Doors, media: Media) -> None:
        self._doors, self._media = doors, media

    def __getattr__(self, name: str) -> Any:
        return getattr(self._doors.storage, name)

    def put(self, key: str, *arguments: Any, **more: Any) -> None:
        if key.startswith("originals/"):
            with self._doors.database.transaction() as session:
                row = session.get_one(Media, self._media.id)
                row.move_to(MediaState.REMOVED, self._doors.now())
        self._doors.storage.put(key, *arguments, **more)

    def doors(self) -> Doors:
        kept = self._doors
        return Doors(kept.settings, kept.database, self, kept.mail, kept.clock)
