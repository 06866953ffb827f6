"""Large objects in parts, on every store: sent by a browser, joined by us, resumable between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests

from core.storage import ObjectMissing, Storage
from core.storage.folder import FolderStorage
from core.storage.parts import SMALLEST_PART
from tests.integration.storage.forms import TIMEOUT_SECONDS

KEY = "quarantine/demo/r4nd0m"
FIRST = b"a" * SMALLEST_PART
LAST = b"the end"
SPAN = timedelta(minutes=1)


def _begin(storage: Storage) -> str:
    return storage.parts.begin(KEY, content_type="video/mp4")


def _send(storage: Storage, upload: str, number: int, data: bytes) -> requests.Response:
    url = storage.parts.sign(KEY, upload, number, size=len(data), expires_in=SPAN)
    return requests.put(url, data=data, timeout=TIMEOUT_SECONDS)


def test_parts_become_one_object_of_the_announced_type(storage: Storage) -> None:
    upload = _begin(storage)
    for number, data in ((2, LAST), (1, FIRST)):
        assert _send(storage, upload, number, data).status_code == 200
    parts = storage.parts.list(KEY, upload)
    assert [(part.number, part.size) for part in parts] == [(1, SMALLEST_PART), (2, len(LAST))]
    assert storage.head(KEY) is None
    storage.parts.join(KEY, upload, parts)
    info = storage.head(KEY)
    assert info is not None
    assert info.content_type == "video/mp4"
    assert storage.get(KEY) == FIRST + LAST


def test_an_answer_names_the_part_as_the_list_does(storage: Storage) -> None:
    upload = _begin(storage)
    answer = _send(storage, upload, 1, LAST)
    assert answer.headers["ETag"].strip('"') == storage.parts.list(KEY, upload)[0].etag
    storage.parts.drop(KEY, upload)


def test_a_part_sent_again_replaces_the_first_attempt(storage: Storage) -> None:
    upload = _begin(storage)
    for data in (b"first", b"again"):
        _send(storage, upload, 1, data)
    storage.parts.join(KEY, upload, storage.parts.list(KEY, upload))
    assert storage.get(KEY) == b"again"


def test_what_was_dropped_is_gone_and_dropping_again_is_no_error(storage: Storage) -> None:
    upload = _begin(storage)
    _send(storage, upload, 1, LAST)
    for _ in range(2):
        storage.parts.drop(KEY, upload)
    with pytest.raises(ObjectMissing):
        storage.parts.list(KEY, upload)
    assert not list(storage.list(""))


def test_an_upload_serves_no_other_key(strict_storage: Storage) -> None:
    upload = _begin(strict_storage)
    with pytest.raises(ObjectMissing):
        strict_storage.parts.list("quarantine/demo/another", upload)
    strict_storage.parts.drop(KEY, upload)


@pytest.mark.parametrize("length", [0, 3, 6])
def test_a_part_of_another_length_is_refused(strict_storage: Storage, length: int) -> None:
    upload = _begin(strict_storage)
    url = strict_storage.parts.sign(KEY, upload, 1, size=5, expires_in=SPAN)
    answer = requests.put(url, data=b"x" * length, timeout=TIMEOUT_SECONDS)
    assert 400 <= answer.status_code < 500
    assert not strict_storage.parts.list(KEY, upload)
    strict_storage.parts.drop(KEY, upload)


@pytest.mark.parametrize(("told", "altered"), [("/1?", "/2?"), ("size=5", "size=6")])
def test_an_altered_address_takes_nothing(
    folder_storage: FolderStorage, told: str, altered: str
) -> None:
    upload = _begin(folder_storage)
    url = folder_storage.parts.sign(KEY, upload, 1, size=5, expires_in=SPAN)
    answer = requests.put(url.replace(told, altered), data=b"12345", timeout=TIMEOUT_SECONDS)
    assert answer.status_code == 403
    assert not folder_storage.parts.list(KEY, upload)


def test_an_expired_address_takes_nothing(folder_storage: FolderStorage) -> None:
    upload = _begin(folder_storage)
    url = folder_storage.parts.sign(KEY, upload, 1, size=5, expires_in=timedelta(microseconds=1))
    answer = requests.put(url, data=b"12345", timeout=TIMEOUT_SECONDS)
    assert answer.status_code == 403


def test_a_part_cut_off_on_its_way_leaves_nothing(folder_storage: FolderStorage) -> None:
    upload = _begin(folder_storage)
    url = folder_storage.parts.sign(KEY, upload, 1, size=500_000, expires_in=SPAN)

    def cut() -> Iterator[bytes]:
        yield b"x" * 1000
        raise ConnectionError

    with pytest.raises((ConnectionError, requests.ConnectionError)):
        requests.put(url, data=cut(), headers={"Content-Length": "500000"}, timeout=TIMEOUT_SECONDS)
    assert not folder_storage.parts.list(KEY, upload)


@pytest.mark.parametrize(("number", "size"), [(0, 5), (10_001, 5), (1, 0)])
def test_a_part_no_store_would_take_is_never_signed(
    storage: Storage, number: int, size: int
) -> None:
    upload = _begin(storage)
    with pytest.raises(ValueError, match="A part has"):
        storage.parts.sign(KEY, upload, number, size=size, expires_in=SPAN)
    storage.parts.drop(KEY, upload)
