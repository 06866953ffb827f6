"""The folder store over HTTP: public media, ranges, caching, and paths that try to leave them."""

from __future__ import annotations

import http.client
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests

from core.storage import MEDIA_CACHE_CONTROL, Storage, UploadTicket
from core.storage.folder import FolderStorage
from tests.integration.storage.forms import TIMEOUT_SECONDS, fetch, post

BODY = b"0123456789"


def _media(storage: FolderStorage, name: str = "demo/r4nd0m/clip.mp4") -> str:
    storage.put(f"media/{name}", BODY, content_type="video/mp4")
    return f"{storage.origin}/media/{name}"


def test_public_media_runs_nothing_and_shows_everywhere(folder_storage: FolderStorage) -> None:
    answer = fetch(_media(folder_storage))
    assert answer.content == BODY
    told = {name: answer.headers[name] for name in EXPECTED_HEADERS}
    assert told == EXPECTED_HEADERS
    assert "Set-Cookie" not in answer.headers


EXPECTED_HEADERS = {
    "Content-Type": "video/mp4",
    "Content-Length": "10",
    "Accept-Ranges": "bytes",
    "Cache-Control": MEDIA_CACHE_CONTROL,
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "X-Content-Type-Options": "nosniff",
}


@pytest.mark.parametrize(
    ("asked", "status", "content", "content_range"),
    [
        pytest.param("bytes=0-3", 206, b"0123", "bytes 0-3/10", id="the first bytes"),
        pytest.param("bytes=4-", 206, b"456789", "bytes 4-9/10", id="from the middle"),
        pytest.param("bytes=-3", 206, b"789", "bytes 7-9/10", id="the last bytes"),
        pytest.param("bytes=8-99", 206, b"89", "bytes 8-9/10", id="beyond the end"),
        pytest.param("bytes=10-", 416, b"", "bytes */10", id="after the end"),
        pytest.param("bytes=0-1,4-5", 200, BODY, None, id="several are not served singly"),
        pytest.param("bytes=5-2", 416, b"", "bytes */10", id="backwards"),
        pytest.param("lines=1-2", 200, BODY, None, id="another unit is ignored"),
    ],
)
def test_a_video_is_read_from_anywhere(
    folder_storage: FolderStorage,
    asked: str,
    status: int,
    content: bytes,
    content_range: str | None,
) -> None:
    answer = fetch(_media(folder_storage), Range=asked)
    assert (answer.status_code, answer.content) == (status, content)
    assert answer.headers.get("Content-Range") == content_range


def test_a_large_object_is_read_from_its_end(folder_storage: FolderStorage) -> None:
    folder_storage.put("media/big", b"x" * 3_000_000 + b"the end", content_type="video/mp4")
    answer = fetch(f"{folder_storage.origin}/media/big", Range="bytes=-7")
    assert answer.content == b"the end"


def test_what_a_browser_has_is_not_sent_again(folder_storage: FolderStorage) -> None:
    url = _media(folder_storage)
    etag = fetch(url).headers["ETag"]
    again = fetch(url, If_None_Match=etag)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == MEDIA_CACHE_CONTROL
    assert fetch(url, If_None_Match='"other"').status_code == 200


def test_a_range_of_a_former_object_is_not_mixed_in(folder_storage: FolderStorage) -> None:
    url = _media(folder_storage)
    answer = fetch(url, Range="bytes=0-3", If_Range='"former"')
    assert (answer.status_code, answer.content) == (200, BODY)


def test_head_tells_without_sending(folder_storage: FolderStorage) -> None:
    answer = requests.head(_media(folder_storage), timeout=TIMEOUT_SECONDS)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Length"] == "10"


def test_an_object_may_bring_its_own_caching(folder_storage: FolderStorage) -> None:
    folder_storage.put("media/a", BODY, content_type="image/webp", cache_control="max-age=60")
    answer = fetch(f"{folder_storage.origin}/media/a")
    assert answer.headers["Cache-Control"] == "max-age=60"


def test_a_signed_download_stays_private(folder_storage: FolderStorage) -> None:
    folder_storage.put("originals/a", b"<script>", content_type="text/html")
    answer = fetch(folder_storage.sign_download("originals/a", expires_in=timedelta(minutes=1)))
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in answer.headers


def _raw(origin: str, target: str) -> tuple[int, bytes]:
    """GET a path exactly as written: other clients tidy `..` away."""
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", target)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "target",
    [
        "/media/../originals/demo/secret",
        "/media/%2e%2e/originals/demo/secret",
        "/media/..%2foriginals/demo/secret",
        "/media/x/..%2f..%2foriginals/demo/secret",
        "/media/..\\originals\\demo\\secret",
        "/media/%5c..%5coriginals/demo/secret",
        "/media/%252e%252e/originals/demo/secret",
        "/media/originals/demo/secret",
        "/media/demo/secret%00.webp",
        "/media//originals/demo/secret",
        "/media/%c0%ae%c0%ae/originals/demo/secret",
        "/media/" + "x" * 5000,
        "/files/o/originals/demo/secret",
        "/files/originals/demo/secret",
    ],
)
def test_no_public_path_leads_to_what_is_private(
    folder_storage: FolderStorage, target: str
) -> None:
    folder_storage.put("originals/demo/secret", b"private words", content_type="text/plain")
    status, body = _raw(folder_storage.origin, target)
    assert status in (308, 403, 404)
    assert b"private words" not in body


def test_missing_media_is_not_kept_in_caches(folder_storage: FolderStorage) -> None:
    answer = fetch(f"{folder_storage.origin}/media/nothing")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_media_of_a_bucket_are_found_through_the_same_path(
    folder_storage: FolderStorage, moto_storage: Storage, bucket_origin: str
) -> None:
    moto_storage.put("media/a", BODY, content_type="video/mp4")
    answer = fetch(f"{bucket_origin}/media/a", Range="bytes=2-3")
    assert (answer.status_code, answer.content) == (206, b"23")
    assert answer.history[0].headers["Cache-Control"] == "public, max-age=300"
    ticket = folder_storage.sign_upload(
        "a", content_type="image/png", max_bytes=9, expires_in=timedelta(minutes=1)
    )
    elsewhere = UploadTicket(f"{bucket_origin}/files/upload", ticket.fields)
    assert post(elsewhere, BODY).status_code == 404
