"""What every store does alike, on each of them."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

import pytest

from core.storage import KeyInvalid, ObjectMissing, Storage
from tests.integration.storage.forms import fetch, post

KEYS = [
    pytest.param("media/demo/r4nd0m/photo.webp", id="plain"),
    pytest.param("feeds/v1/demo/Crème brûlée 250 g.json", id="blanks and accents"),
    pytest.param("feeds/v1/demo/茶碗-🍵.json", id="beyond the basic plane"),
    pytest.param("feeds/v1/demo/50% + 1&2=3?#.json", id="signs with a meaning in URLs"),
    pytest.param("feeds/v1/demo/%2e%2e/%C3%A9.json", id="percent signs stay as they are"),
    pytest.param("feeds/v1/demo/~*'()!$,;:@[]{}|^`<>\".json", id="all other signs"),
    pytest.param("feeds/v1/demo/...", id="dots that are no folder"),
    pytest.param("feeds/v1/demo/" + "x" * 900, id="a very long name"),
]


@pytest.mark.parametrize("key", KEYS)
def test_what_is_put_is_got_back_under_its_key(storage: Storage, key: str) -> None:
    storage.put(key, b"\x00words\xff", content_type="image/webp", cache_control="no-store")
    assert storage.get(key) == b"\x00words\xff"
    assert [info.key for info in storage.list("")] == [key]
    assert fetch(storage.sign_download(key, expires_in=timedelta(minutes=1))).content == (
        b"\x00words\xff"
    )
    storage.delete(key)
    assert storage.head(key) is None


def test_head_tells_size_type_caching_and_moment(storage: Storage) -> None:
    storage.put("media/a", b"12345", content_type="video/mp4", cache_control="max-age=1")
    info = storage.head("media/a")
    assert info is not None
    assert (info.key, info.size, info.content_type, info.cache_control) == (
        "media/a",
        5,
        "video/mp4",
        "max-age=1",
    )
    assert abs(datetime.now(UTC) - info.modified_at) < timedelta(minutes=1)


def test_the_etag_changes_with_the_bytes(storage: Storage) -> None:
    storage.put("a", b"one", content_type="text/plain")
    first = storage.head("a")
    storage.put("a", b"two", content_type="text/plain")
    second = storage.head("a")
    assert first is not None
    assert second is not None
    assert first.etag != second.etag
    assert storage.get("a") == b"two"


def test_an_object_may_be_empty(storage: Storage) -> None:
    storage.put("a", b"", content_type="text/plain")
    assert storage.get("a") == b""


class _Unseekable(io.RawIOBase):
    """A stream such as a pipe or a download."""

    def __init__(self, data: bytes) -> None:
        self._left = data

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's WriteableBuffer is private
        chunk, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _half_read(data: bytes) -> BinaryIO:
    stream = io.BytesIO(b"already read" + data)
    stream.read(12)
    return stream


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(io.BytesIO, id="one that seeks"),
        pytest.param(lambda data: io.BufferedReader(_Unseekable(data)), id="one that does not"),
        pytest.param(_half_read, id="one that stands in the middle"),
    ],
)
def test_a_stream_is_stored_from_where_it_stands_and_left_open(
    storage: Storage, make: type
) -> None:
    data = bytes(range(256)) * 40_000
    with make(data) as stream:
        storage.put("a", stream, content_type="video/mp4")
        assert not stream.closed
    assert storage.get("a") == data


def test_an_object_is_read_in_pieces(storage: Storage) -> None:
    storage.put("a", b"0123456789" * 100_000, content_type="text/plain")
    with storage.open("a") as stream:
        assert stream.read(12) == b"012345678901"
        assert len(stream.read()) == 1_000_000 - 12
        assert stream.read() == b""


def test_an_object_may_be_left_half_read(storage: Storage) -> None:
    storage.put("a", b"0123456789" * 100_000, content_type="text/plain")
    with storage.open("a") as stream:
        assert stream.read(1) == b"0"
    assert storage.get("a").startswith(b"0123")


def test_what_is_missing_is_said_to_be_missing(storage: Storage) -> None:
    assert storage.head("media/nothing") is None
    with pytest.raises(ObjectMissing):
        storage.get("media/nothing")
    with pytest.raises(ObjectMissing):
        storage.open("media/nothing")
    with pytest.raises(ObjectMissing):
        storage.copy("media/nothing", "media/else")
    with pytest.raises(ObjectMissing):
        storage.copy("media/nothing", "media/nothing")


def test_deleting_twice_is_deleting_once(storage: Storage) -> None:
    storage.put("a/b", b"1", content_type="text/plain")
    storage.delete("a/b")
    storage.delete("a/b")
    assert list(storage.list("")) == []


def test_a_listing_is_in_the_byte_order_of_keys(storage: Storage) -> None:
    keys = ["a", "A", "a/b", "a/b/c", "a-b", "a.b", "b", "é", "😀", "\uff21"]
    for key in keys:
        storage.put(key, key.encode(), content_type="text/plain")
    listed = list(storage.list(""))
    assert [info.key for info in listed] == sorted(keys, key=str.encode)
    assert [info.size for info in listed] == [len(info.key.encode()) for info in listed]
    assert {info.content_type for info in listed} == {None}


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("media/", ["media/shop1/a", "media/shop1/b", "media/shop10/a"]),
        ("media/shop1", ["media/shop1/a", "media/shop1/b", "media/shop10/a"]),
        ("media/shop1/", ["media/shop1/a", "media/shop1/b"]),
        ("media/shop1/a", ["media/shop1/a"]),
        ("m", ["media/shop1/a", "media/shop1/b", "media/shop10/a"]),
        ("nothing/here", []),
    ],
)
def test_a_listing_keeps_to_its_prefix(storage: Storage, prefix: str, expected: list[str]) -> None:
    for key in ("media/shop1/a", "media/shop1/b", "media/shop10/a", "originals/shop1/a"):
        storage.put(key, b"1", content_type="text/plain")
    assert [info.key for info in storage.list(prefix)] == expected


def test_a_folder_is_deleted_with_all_below_and_nothing_beside(storage: Storage) -> None:
    for key in ("media/shop1/a", "media/shop1/b/c", "media/shop10/a", "media/shop1"):
        storage.put(key, b"1", content_type="text/plain")
    assert storage.delete_prefix("media/shop1/") == 2
    assert [info.key for info in storage.list("")] == ["media/shop1", "media/shop10/a"]
    assert storage.delete_prefix("media/shop1/") == 0


@pytest.mark.parametrize("prefix", ["", "media", "media/shop1"])
def test_a_prefix_that_is_no_folder_is_not_deleted(storage: Storage, prefix: str) -> None:
    with pytest.raises(KeyInvalid):
        storage.delete_prefix(prefix)


def test_a_copy_has_the_bytes_type_and_caching_of_its_source(storage: Storage) -> None:
    storage.put("quarantine/é 1", b"photo", content_type="image/jpeg", cache_control="max-age=9")
    storage.copy("quarantine/é 1", "originals/ü+1")
    info = storage.head("originals/ü+1")
    assert info is not None
    assert (info.content_type, info.cache_control) == ("image/jpeg", "max-age=9")
    assert storage.get("originals/ü+1") == storage.get("quarantine/é 1") == b"photo"


def test_a_copy_onto_itself_changes_nothing(storage: Storage) -> None:
    storage.put("a", b"same", content_type="image/jpeg")
    storage.copy("a", "a")
    assert storage.get("a") == b"same"


@pytest.mark.parametrize("key", ["media/r/photo.jpg", "quarantine/é b+c/%41"])
def test_a_browser_uploads_what_its_ticket_allows(storage: Storage, key: str) -> None:
    ticket = storage.sign_upload(
        key, content_type="image/jpeg", max_bytes=8, expires_in=timedelta(minutes=5)
    )
    answer = post(ticket, b"12345678")
    assert answer.status_code == 204
    info = storage.head(key)
    assert info is not None
    assert (info.size, info.content_type) == (8, "image/jpeg")
    assert ticket.url.startswith(storage.origin)


def test_a_signed_address_names_the_file_it_downloads(storage: Storage) -> None:
    storage.put("a", b"1", content_type="text/plain")
    url = storage.sign_download("a", expires_in=timedelta(minutes=5), filename='Été "1"/2.txt')
    answer = fetch(url)
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=\"_t_ 12.txt\"; filename*=UTF-8''%C3%89t%C3%A9%2012.txt"
    )
    assert url.startswith(storage.origin)


def test_a_signed_address_serves_ranges(storage: Storage) -> None:
    storage.put("a", b"0123456789", content_type="video/mp4")
    url = storage.sign_download("a", expires_in=timedelta(minutes=5))
    answer = fetch(url, Range="bytes=2-4")
    assert (answer.status_code, answer.content) == (206, b"234")
    assert answer.headers["Content-Range"] == "bytes 2-4/10"
    assert fetch(url, Range="bytes=10-").status_code == 416


@pytest.mark.parametrize("span", [timedelta(), timedelta(seconds=-1), timedelta(days=8)])
def test_a_signature_for_ever_or_never_is_refused(storage: Storage, span: timedelta) -> None:
    with pytest.raises(ValueError, match="lives"):
        storage.sign_download("a", expires_in=span)
    with pytest.raises(ValueError, match="lives"):
        storage.sign_upload("a", content_type="image/png", max_bytes=1, expires_in=span)


@pytest.mark.parametrize(("least", "most"), [(0, 10), (1, 0), (5, 4), (-1, -1)])
def test_a_ticket_for_no_bytes_is_refused(storage: Storage, least: int, most: int) -> None:
    with pytest.raises(ValueError, match="byte"):
        storage.sign_upload(
            "a",
            content_type="image/png",
            min_bytes=least,
            max_bytes=most,
            expires_in=timedelta(minutes=1),
        )


@pytest.mark.parametrize(
    "content_type", ["", "image", "image/png\r\nX-Evil: 1", "IMAGE/PNG", "é/é"]
)
def test_what_is_no_media_type_is_refused(storage: Storage, content_type: str) -> None:
    with pytest.raises(ValueError, match="media type"):
        storage.put("a", b"", content_type=content_type)


@pytest.mark.parametrize("key", ["../a", "/a", "a//b", "a\\b", "a\x00", ""])
def test_a_key_out_of_the_grammar_touches_nothing(storage: Storage, key: str) -> None:
    with pytest.raises(KeyInvalid):
        storage.put(key, b"", content_type="text/plain")
    with pytest.raises(KeyInvalid):
        storage.get(key)
    with pytest.raises(KeyInvalid):
        storage.delete(key)
    with pytest.raises(KeyInvalid):
        storage.sign_download(key, expires_in=timedelta(minutes=1))


def test_a_working_store_passes_its_check(storage: Storage) -> None:
    storage.check()
    assert list(storage.list("")) == []
