"""The folder store on a disk where others write, processes die, and traps are laid."""

from __future__ import annotations

import io
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import SystemClock
from core.storage import KeyInvalid, ObjectMissing, StorageUnavailable
from core.storage.folder import FolderStorage

FORK = multiprocessing.get_context("fork")


def _store(root: Path) -> FolderStorage:
    return FolderStorage(
        root, public_url="http://127.0.0.1", secret_key="-" * 32, clock=SystemClock()
    )


def _write_for_ever(root: Path, letter: bytes, started: threading.Event) -> None:
    storage = _store(root)
    started.set()
    while True:
        storage.put("media/a/b", letter * 100_000, content_type=f"text/{letter.decode()}")
        storage.delete("media/a/b")


@pytest.fixture
def writers(tmp_path: Path) -> Iterator[list[multiprocessing.process.BaseProcess]]:
    """Three processes that write and delete the same object over and over."""
    signs = [FORK.Event() for _ in range(3)]
    processes = [
        FORK.Process(target=_write_for_ever, args=(tmp_path, letter, sign), daemon=True)
        for letter, sign in zip((b"a", b"b", b"c"), signs, strict=True)
    ]
    for process in processes:
        process.start()
    for sign in signs:
        sign.wait(90)
    yield list(processes)
    for process in processes:
        process.kill()
        process.join()


def test_readers_meet_whole_objects_while_many_write(
    tmp_path: Path, writers: list[multiprocessing.process.BaseProcess]
) -> None:
    storage, seen = _store(tmp_path), 0
    deadline = time.monotonic() + 90
    while seen < 100 and time.monotonic() < deadline:
        try:
            info, stream = storage.stored("media/a/b")
        except ObjectMissing:
            continue
        with stream:
            data = stream.read()
        letter = (info.content_type or "")[-1].encode()
        assert data == letter * 100_000
        seen += 1
    assert seen == 100
    assert all(process.is_alive() for process in writers)


def test_a_process_killed_at_any_moment_leaves_whole_objects_only(tmp_path: Path) -> None:
    storage = _store(tmp_path)
    for delay in range(12):
        sign = FORK.Event()
        process = FORK.Process(target=_write_for_ever, args=(tmp_path, b"a", sign))
        process.start()
        sign.wait(90)
        time.sleep(delay / 500)
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        for info in storage.list(""):
            assert info.key == "media/a/b"
            assert storage.get(info.key) == b"a" * 100_000
    storage.put("media/a/b", b"last", content_type="text/plain")
    assert storage.get("media/a/b") == b"last"


def test_what_a_dead_process_left_is_swept_after_a_day(tmp_path: Path) -> None:
    storage = _store(tmp_path)
    storage.check()
    old, young = tmp_path / "incoming~" / "old", tmp_path / "incoming~" / "young"
    for path in (old, young):
        path.write_bytes(b"half")
    day_ago = time.time() - timedelta(days=1, hours=1).total_seconds()
    os.utime(old, (day_ago, day_ago))
    storage.check()
    assert (old.exists(), young.exists()) == (False, True)
    assert list(storage.list("")) == []


class _Breaking(io.RawIOBase):
    def readable(self) -> bool:
        return True

    def readinto(self, _: memoryview) -> int:  # type: ignore[override]  # typeshed's WriteableBuffer is private
        raise ValueError("the source broke")


def test_a_source_that_breaks_leaves_the_former_object_and_no_litter(tmp_path: Path) -> None:
    storage = _store(tmp_path)
    storage.put("a", b"former", content_type="text/plain")
    with pytest.raises(ValueError, match="the source broke"):
        storage.put("a", io.BufferedReader(_Breaking()), content_type="text/plain")
    assert storage.get("a") == b"former"
    assert list((tmp_path / "incoming~").iterdir()) == []


def test_empty_folders_do_not_pile_up(tmp_path: Path) -> None:
    storage = _store(tmp_path)
    storage.put("media/shop/r4nd0m/a", b"1", content_type="text/plain")
    storage.put("media/other", b"1", content_type="text/plain")
    storage.delete("media/shop/r4nd0m/a")
    assert [path.name for path in (tmp_path / "media").iterdir()] == ["other~vv"]


def test_an_open_object_stays_readable_while_it_is_replaced(tmp_path: Path) -> None:
    storage = _store(tmp_path)
    storage.put("a", b"former", content_type="text/plain")
    with storage.open("a") as stream:
        storage.put("a", b"later", content_type="text/plain")
        assert stream.read() == b"former"


def test_a_link_to_elsewhere_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    _store(outside).put("secret", b"secret", content_type="text/plain")
    storage = _store(tmp_path / "store")
    storage.put("media/own", b"own", content_type="text/plain")
    (tmp_path / "store" / "media" / "out").symlink_to(outside, target_is_directory=True)
    (tmp_path / "store" / "media" / "leaf~vv").symlink_to(outside / "secret~vv")
    for key in ("media/out/secret", "media/leaf"):
        with pytest.raises(StorageUnavailable, match="symbolic link"):
            storage.get(key)
    with pytest.raises(StorageUnavailable, match="symbolic link"):
        storage.put("media/out/new", b"", content_type="text/plain")
    with pytest.raises(StorageUnavailable, match="symbolic link"):
        storage.delete("media/out/secret")
    assert [info.key for info in storage.list("media/")] == ["media/own"]
    assert (outside / "secret~vv").exists()


def test_writing_over_a_link_replaces_the_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"precious")
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "a~vv").symlink_to(outside)
    _store(tmp_path / "store").put("a", b"new", content_type="text/plain")
    assert outside.read_bytes() == b"precious"
    assert _store(tmp_path / "store").get("a") == b"new"


def test_the_store_itself_may_lie_behind_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "store").symlink_to(tmp_path / "disk", target_is_directory=True)
    _store(tmp_path / "store").put("a", b"1", content_type="text/plain")
    assert _store(tmp_path / "disk").get("a") == b"1"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"not ours", id="too short to be ours"),
        pytest.param(b"x" * 100, id="no mark at its end"),
        pytest.param(b"\xff\xff\xff\xffvvobject", id="a label longer than the file"),
    ],
)
def test_a_file_that_the_store_did_not_write_is_no_object(tmp_path: Path, content: bytes) -> None:
    storage = _store(tmp_path)
    (tmp_path / "a~vv").write_bytes(content)
    (tmp_path / "photo.jpg").write_bytes(content)
    with pytest.raises(ObjectMissing):
        storage.get("a")
    assert list(storage.list("")) == []


def test_a_place_that_is_no_folder_says_how_to_mend_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    storage = _store(tmp_path / "file")
    with pytest.raises(StorageUnavailable, match="VIVAVOCE_STORAGE_URL") as caught:
        storage.check()
    assert str(tmp_path) in str(caught.value)
    assert str(tmp_path) not in caught.value.sentence
    with pytest.raises(StorageUnavailable):
        storage.put("a", b"", content_type="text/plain")


def test_a_key_too_long_for_the_disk_is_refused_as_such(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(12):
        deep = deep / ("d" * 240)
    storage = _store(deep)
    with pytest.raises((KeyInvalid, StorageUnavailable)):
        storage.put("é" * 500, b"", content_type="text/plain")


def test_a_stream_of_the_store_seeks_within_its_object_only(tmp_path: Path) -> None:
    storage = _store(tmp_path)
    storage.put("a", b"0123456789", content_type="text/plain")
    with storage.open("a") as stream:
        assert stream.seek(-3, os.SEEK_END) == 7
        assert stream.read() == b"789"
        stream.seek(50)
        assert stream.read() == b""
        with pytest.raises(OSError, match="fileno"):
            stream.fileno()
