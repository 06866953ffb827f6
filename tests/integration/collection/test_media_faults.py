"""A worker killed, a bucket gone, an object swapped, a job run twice: one asset, and right."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from flask.testing import FlaskClient

from collection.handlers import prepare_media
from core.doors import Doors
from core.events import MediaUploaded
from core.models import Media
from core.states import MediaState, SubmissionState
from core.storage import Storage, StorageUnavailable
from tests.fakes import media as pictures
from tests.fakes import media_videos as videos
from tests.integration.collection.asking import filled, someone_asked
from tests.integration.collection.rows import files, submissions
from tests.integration.collection.sending import keys, send_ahead

ROOT = Path(__file__).parents[3]


class Meddled:
    """The storage door with something in the way of one of its methods."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def __getattr__(self, name: str) -> Any:
        return getattr(self.storage, name)


class Down(Meddled):
    """A bucket that does not answer until it is mended."""

    is_down = True

    def __getattr__(self, name: str) -> Any:
        if self.is_down:
            raise StorageUnavailable("The bucket is away for a minute.")
        return super().__getattr__(name)


class Swapping(Meddled):
    """A bucket whose owner of a ticket posts other bytes as soon as the first were read."""

    def __init__(self, storage: Storage, later: bytes) -> None:
        super().__init__(storage)
        self.later = later

    def open(self, key: str) -> BinaryIO:
        """Hand out what is there, then swap it."""
        with self.storage.open(key) as stream:
            data = stream.read()
        if key.startswith("quarantine/"):
            self.storage.put(key, self.later, content_type="image/jpeg")
        return io.BytesIO(data)


def given(doors: Doors, client: FlaskClient, path: Path, kind: str) -> Media:
    """A file that was sent with its words and waits for the worker."""
    person = someone_asked(doors)
    ref = send_ahead(doors, client, person, path, kind)
    assert client.post(person.path, data=filled(media=ref)).status_code == 303
    (row,) = files(doors)
    return row


def prepare(doors: Doors, row: Media) -> None:
    prepare_media(doors, MediaUploaded(row.store_id, row.id))


def is_whole(doors: Doors) -> bool:
    """One asset, ready, its words waiting to be read, and not one object that nobody knows."""
    (row,) = files(doors)
    wanted = {one["key"] for one in row.renditions}
    return (
        row.state is MediaState.READY
        and submissions(doors)[0].state is SubmissionState.WAITING
        and set(keys(doors, "media/")) == wanted
        and keys(doors, "originals/") == [row.quarantine_key]
        and keys(doors, "quarantine/") == []
    )


def is_untouched(doors: Doors) -> bool:
    """Nothing can be seen, nothing is lost, and the words wait for their file."""
    (row,) = files(doors)
    return (
        row.state is MediaState.UPLOADED
        and row.renditions == []
        and submissions(doors)[0].state is SubmissionState.RECEIVED
    )


def started(url: str, folder: Path, row: Media, scratch: Path) -> subprocess.Popen[bytes]:
    scratch.mkdir()
    argv = [sys.executable, "-m", "tests.faults.doomed_preparer", url, str(folder)]
    return subprocess.Popen(
        [*argv, str(row.store_id), str(row.id)], cwd=ROOT, env=os.environ | {"TMPDIR": str(scratch)}
    )


def test_a_worker_killed_in_the_middle_of_a_video_costs_only_time(
    sqlite_doors: Doors, sqlite_client: FlaskClient, tmp_path: Path
) -> None:
    row = given(
        sqlite_doors, sqlite_client, videos.busy(tmp_path / "long.mp4", seconds=12), "video/mp4"
    )
    scratch = tmp_path / "scratch"
    worker = started(sqlite_doors.settings.database_url, tmp_path, row, scratch)
    deadline = time.monotonic() + 30
    while not [*scratch.glob("vv-media-*/out/video.mp4")] and time.monotonic() < deadline:
        time.sleep(0.05)
    worker.send_signal(signal.SIGKILL)
    assert worker.wait() == -signal.SIGKILL
    assert is_untouched(sqlite_doors)
    prepare(sqlite_doors, row)
    assert is_whole(sqlite_doors)


def test_the_same_job_twice_at_once_makes_one_asset(
    sqlite_doors: Doors, sqlite_client: FlaskClient, tmp_path: Path
) -> None:
    row = given(sqlite_doors, sqlite_client, videos.video(tmp_path / "a.mp4"), "video/mp4")
    url = sqlite_doors.settings.database_url
    workers = [started(url, tmp_path, row, tmp_path / f"scratch{n}") for n in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    assert is_whole(sqlite_doors)


def test_a_bucket_that_is_away_costs_only_time(
    doors: Doors, client: FlaskClient, tmp_path: Path
) -> None:
    row = given(doors, client, pictures.jpeg(tmp_path / "a.jpg"), "image/jpeg")
    away = Down(doors.storage)
    for _ in range(3):
        with pytest.raises(StorageUnavailable):
            prepare(replace(doors, storage=away), row)
    assert is_untouched(doors)
    away.is_down = False
    prepare(replace(doors, storage=away), row)
    assert is_whole(doors)


@pytest.mark.parametrize(
    "later",
    [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"", b"\xff\xd8\xff and nothing else"],
)
def test_an_object_swapped_before_the_worker_came_is_looked_at_again(
    sqlite_doors: Doors, sqlite_client: FlaskClient, tmp_path: Path, later: bytes
) -> None:
    row = given(sqlite_doors, sqlite_client, pictures.jpeg(tmp_path / "a.jpg"), "image/jpeg")
    sqlite_doors.storage.put(row.quarantine_key, later, content_type="image/jpeg")
    prepare(sqlite_doors, row)
    (kept,) = files(sqlite_doors)
    assert (kept.state, bool(kept.refusal)) == (MediaState.REFUSED, True)
    assert keys(sqlite_doors, "") == []


def test_what_is_kept_is_what_was_looked_at(
    doors: Doors, client: FlaskClient, tmp_path: Path
) -> None:
    photo = pictures.jpeg(tmp_path / "a.jpg")
    row = given(doors, client, photo, "image/jpeg")
    prepare(replace(doors, storage=Swapping(doors.storage, b"<script>alert(1)</script>")), row)
    assert is_whole(doors)
    assert doors.storage.get(files(doors)[0].quarantine_key) == photo.read_bytes()
