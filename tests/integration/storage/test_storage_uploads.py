"""The folder store's upload form, as browsers post it and as no browser would."""

from __future__ import annotations

import io
import socket
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests
from flask import Flask

from core.storage import UploadTicket
from core.storage.folder import FolderStorage
from tests.integration.storage.folder_server import install_files
from tests.integration.storage.forms import TIMEOUT_SECONDS, post

KEY = "quarantine/demo/r4nd0m"
BODY = b"0123456789"


def _ticket(storage: FolderStorage, max_bytes: int = 1_000_000) -> UploadTicket:
    return storage.sign_upload(
        KEY, content_type="image/jpeg", max_bytes=max_bytes, expires_in=timedelta(minutes=1)
    )


def test_an_upload_answers_with_the_etag_of_what_it_stored(folder_storage: FolderStorage) -> None:
    answer = post(_ticket(folder_storage), BODY)
    info = folder_storage.head(KEY)
    assert info is not None
    assert answer.headers["ETag"] == f'"{info.etag}"'


def test_any_bytes_arrive_as_they_were_sent(folder_storage: FolderStorage) -> None:
    data = (b"\r\n--" + bytes(range(256)) + b"\r\n\r\n--boundary--\r\n") * 2000
    assert post(_ticket(folder_storage), data).status_code == 204
    assert folder_storage.get(KEY) == data


def test_an_oversized_upload_is_told_why(folder_storage: FolderStorage) -> None:
    answer = post(_ticket(folder_storage, max_bytes=5), BODY)
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"
    assert "5 bytes" in answer.json()["detail"]


class _Endless(io.RawIOBase):
    """A form whose file never ends, with no declared length, as a chunked request brings it."""

    def __init__(self, head: bytes) -> None:
        self._head = head
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed's WriteableBuffer is private
        data, self._head = (self._head or b"x" * len(buffer))[: len(buffer)], b""
        buffer[: len(data)] = data
        self.given += len(data)
        return len(data)


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({"wsgi.input_terminated": True}, id="without a length"),
        pytest.param({"CONTENT_LENGTH": "500000000"}, id="with a length beyond what is allowed"),
        pytest.param({"CONTENT_LENGTH": "150000"}, id="with a length that leaves room for fields"),
    ],
)
def test_an_endless_upload_is_cut_while_it_comes_in(
    folder_storage: FolderStorage, told: dict[str, object]
) -> None:
    ticket = _ticket(folder_storage, max_bytes=100_000)
    app, stream = Flask("cut"), _Endless(_multipart(ticket))
    install_files(app, folder_storage, folder_storage.origin)
    environ = {
        "CONTENT_TYPE": "multipart/form-data; boundary=b",
        "wsgi.input": io.BufferedReader(stream),
    }
    answer = app.test_client().post("/files/upload", environ_overrides=environ | told)
    assert answer.status_code == 413
    assert answer.json is not None
    assert "100000 bytes" in answer.json["detail"]
    assert stream.given < 2_000_000
    assert list(folder_storage.list("")) == []


@pytest.mark.parametrize("received", [0, 1, 40_000, 100_000])
def test_an_upload_that_breaks_off_stores_nothing(
    folder_storage: FolderStorage, received: int
) -> None:
    ticket = _ticket(folder_storage)
    head, parts = _multipart(ticket), urlsplit(ticket.url)
    address = (parts.hostname or "", parts.port or 80)
    with socket.create_connection(address, timeout=TIMEOUT_SECONDS) as connection:
        connection.sendall(_request(parts.netloc, 500_000) + head + b"x" * received)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(1000)
    assert b" 400 " in answer.split(b"\r\n")[0]
    assert list(folder_storage.list("")) == []


def _request(host: str, length: int) -> bytes:
    return (
        f"POST /files/upload HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
    ).encode()


def _multipart(ticket: UploadTicket) -> bytes:
    fields = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in ticket.fields.items()
    )
    disposition = 'Content-Disposition: form-data; name="file"; filename="x"'
    return f"{fields}--b\r\n{disposition}\r\n\r\n".encode()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(b"", "multipart/form-data; boundary=b", id="nothing"),
        pytest.param(b"{}", "application/json", id="no form"),
        pytest.param(b"a=1", "application/x-www-form-urlencoded", id="another kind of form"),
        pytest.param(b"--b--\r\n", "multipart/form-data; boundary=b", id="an empty form"),
        pytest.param(b"--b\r\n\r\nx\r\n--b--", "multipart/form-data; boundary=b", id="no name"),
        pytest.param(b"--b--", "multipart/form-data", id="no boundary"),
        pytest.param(b"\xff" * 500, "multipart/form-data; boundary=b", id="noise"),
        pytest.param(
            b'--b\r\nContent-Disposition: form-data; name="key"\r\n\r\nx\r\n' * 2 + b"--b--",
            "multipart/form-data; boundary=b",
            id="a field twice",
        ),
        pytest.param(
            b'--b\r\nContent-Disposition: form-data; name="x"; filename="x"\r\n\r\nx\r\n--b--',
            "multipart/form-data; boundary=b",
            id="another file",
        ),
        pytest.param(
            b'--b\r\nContent-Disposition: form-data; name="\xff"\r\n\r\nx\r\n--b--',
            "multipart/form-data; boundary=b",
            id="a name that is no text",
        ),
    ],
)
def test_what_is_not_a_tickets_form_is_malformed(
    folder_storage: FolderStorage, body: bytes, content_type: str
) -> None:
    answer = requests.post(
        f"{folder_storage.origin}/files/upload",
        data=body,
        headers={"Content-Type": content_type},
        timeout=TIMEOUT_SECONDS,
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "upload_malformed")


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(b'--b\r\nContent-Disposition: form-data; name="%d"\r\n\r\n\r\n', id="fields"),
        pytest.param(b'--b\r\nX: "%d"' + b"x" * 300_000, id="headers"),
    ],
)
def test_an_overgrown_form_is_too_large(folder_storage: FolderStorage, form: bytes) -> None:
    body = b"".join(form % number for number in range(50)) + b"--b--"
    answer = requests.post(
        f"{folder_storage.origin}/files/upload",
        data=body[:900_000],
        headers={"Content-Type": "multipart/form-data; boundary=b"},
        timeout=TIMEOUT_SECONDS,
    )
    assert answer.status_code == 413


def test_an_overgrown_field_is_too_large(folder_storage: FolderStorage) -> None:
    answer = post(_ticket(folder_storage), BODY, key="x" * 100_000)
    assert answer.status_code == 413
