"""A bucket that is not there, refuses, or breaks off says so to the person who set it up."""

from __future__ import annotations

import dataclasses
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.storage import ObjectMissing, Storage, StorageUnavailable, make_storage
from core.storage.s3 import S3Storage
from tests.services.radosgw import S3Server


def _storage(url: str) -> Storage:
    return make_storage(url, public_url="http://127.0.0.1", secret_key="-" * 32)


def _complaint(storage: Storage) -> str:
    with pytest.raises(StorageUnavailable) as caught:
        storage.check()
    assert "127.0.0.1" not in caught.value.sentence
    return str(caught.value)


def test_a_host_that_nothing_listens_on_is_named() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        storage = _storage(f"s3://k:hush@127.0.0.1:{port}/bucket")
        said = _complaint(storage)
        with pytest.raises(StorageUnavailable):
            storage.put("a", b"1", content_type="text/plain")
    assert f"127.0.0.1:{port}" in said
    assert "cannot be reached" in said
    assert "hush" not in said


def test_tls_where_none_is_spoken_is_named(moto: S3Server) -> None:
    said = _complaint(_storage(moto.storage_url("bucket") + "&tls=1"))
    assert "tls=0" in said


@pytest.mark.radosgw
@pytest.mark.xdist_group("radosgw")
@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"access_key": "unknown"}, "access key is unknown"),
        ({"secret_key": "wrong"}, "secret does not belong"),
    ],
)
def test_a_refusal_says_what_to_correct(
    radosgw: S3Server, changes: dict[str, str], hint: str
) -> None:
    said = _complaint(_storage(dataclasses.replace(radosgw, **changes).storage_url("bucket")))
    assert hint in said


@pytest.mark.radosgw
@pytest.mark.xdist_group("radosgw")
def test_a_bucket_that_does_not_exist_is_named(radosgw: S3Server) -> None:
    said = _complaint(_storage(radosgw.storage_url("no-such-bucket")))
    assert "no-such-bucket" in said
    assert "create it" in said


@contextmanager
def _answering(answer: bytes) -> Iterator[str]:
    """A server that says the same to everyone and hangs up; yields a storage URL."""
    server = socket.create_server(("127.0.0.1", 0))
    is_over = threading.Event()

    def serve() -> None:
        while not is_over.is_set():
            connection, _ = server.accept()
            with connection:
                connection.settimeout(5)
                if connection.recv(65536):
                    connection.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"s3://k:s@127.0.0.1:{server.getsockname()[1]}/bucket"
    finally:
        is_over.set()
        socket.create_connection(server.getsockname()).close()
        thread.join()
        server.close()


CUT = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nETag: x\r\n\r\nonly so much"
DOWN = b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def test_an_answer_that_breaks_off_is_not_taken_for_the_whole() -> None:
    with _answering(CUT) as url, pytest.raises(StorageUnavailable, match="could not be used"):
        _storage(url).get("a")


def test_a_bucket_that_is_down_is_asked_a_few_times_only() -> None:
    with _answering(DOWN) as url, pytest.raises(StorageUnavailable, match="503"):
        _storage(url).get("a")


def test_a_forked_process_opens_connections_of_its_own(moto_storage: Storage) -> None:
    assert isinstance(moto_storage, S3Storage)
    moto_storage.put("a", b"parent", content_type="text/plain")
    child = os.fork()
    if not child:
        is_read = moto_storage.get("a") == b"parent"
        os._exit(0 if is_read else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert moto_storage.get("a") == b"parent"


@pytest.mark.slow
def test_many_objects_are_listed_and_deleted(moto_storage: Storage) -> None:
    for number in range(1003):
        moto_storage.put(f"media/{number:04}", b"1", content_type="text/plain")
    assert sum(1 for _ in moto_storage.list("media/")) == 1003
    assert moto_storage.delete_prefix("media/") == 1003
    with pytest.raises(ObjectMissing):
        moto_storage.get("media/0000")
