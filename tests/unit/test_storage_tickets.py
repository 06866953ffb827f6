"""What the folder store signs, and what it believes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest

from core.storage import SignatureExpired, SignatureRefused, UploadTicket
from core.storage.disposition import attachment
from core.storage.tickets import SIGNATURE, Signer, UploadGrant

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
GRANT = UploadGrant("quarantine/é", "image/jpeg", 1, 99, NOW + timedelta(minutes=10))
SIGNER = Signer("a secret of the installation")


def test_signed_fields_are_believed_until_their_moment() -> None:
    fields = SIGNER.upload_fields(GRANT)
    assert SIGNER.read_upload_fields(fields, NOW) == GRANT
    assert SIGNER.read_upload_fields(fields, GRANT.expires_at - timedelta(seconds=1)) == GRANT
    with pytest.raises(SignatureExpired):
        SIGNER.read_upload_fields(fields, GRANT.expires_at)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"key": "originals/a"}, id="another key"),
        pytest.param({"Content-Type": "text/html"}, id="another type"),
        pytest.param({"more": "x"}, id="a field nobody signed"),
        pytest.param({SIGNATURE: ""}, id="no signature"),
        pytest.param({SIGNATURE: "é"}, id="a signature out of ASCII"),
        pytest.param({"policy": ""}, id="no policy"),
        pytest.param({"policy": "e30="}, id="an empty policy"),
    ],
)
def test_altered_fields_are_refused(changes: dict[str, str]) -> None:
    with pytest.raises(SignatureRefused):
        SIGNER.read_upload_fields(SIGNER.upload_fields(GRANT) | changes, NOW)


@pytest.mark.parametrize("name", ["key", "Content-Type", "policy", SIGNATURE])
def test_a_missing_field_is_refused(name: str) -> None:
    fields = SIGNER.upload_fields(GRANT)
    del fields[name]
    with pytest.raises(SignatureRefused):
        SIGNER.read_upload_fields(fields, NOW)


def test_another_installation_is_not_believed() -> None:
    with pytest.raises(SignatureRefused):
        Signer("another secret").read_upload_fields(SIGNER.upload_fields(GRANT), NOW)


def _query(path: str) -> dict[str, str]:
    return dict(parse_qsl(path.partition("?")[2], keep_blank_values=True))


def test_a_signed_address_is_believed_until_its_moment() -> None:
    query = _query(SIGNER.download_path("a", NOW + timedelta(minutes=1), "é.zip"))
    assert SIGNER.read_download("a", query, NOW) == "é.zip"
    with pytest.raises(SignatureExpired):
        SIGNER.read_download("a", query, NOW + timedelta(minutes=1))


@pytest.mark.parametrize("name", ["expires", "signature", "filename"])
def test_a_missing_part_of_an_address_is_refused(name: str) -> None:
    query = _query(SIGNER.download_path("a", NOW + timedelta(minutes=1), "é.zip"))
    del query[name]
    with pytest.raises(SignatureRefused):
        SIGNER.read_download("a", query, NOW)


def test_the_parts_of_an_address_do_not_stand_for_each_other() -> None:
    query = _query(SIGNER.download_path("a", NOW + timedelta(minutes=1), None))
    moved = {"filename": query["expires"], "signature": query["signature"]}
    with pytest.raises(SignatureRefused):
        SIGNER.read_download("a", moved, NOW)


def test_a_ticket_does_not_show_its_signature() -> None:
    ticket = UploadTicket("https://h/files/upload", SIGNER.upload_fields(GRANT))
    assert ticket.fields[SIGNATURE] not in repr(ticket)


@pytest.mark.parametrize(
    ("filename", "header"),
    [
        ("a.zip", "attachment; filename=\"a.zip\"; filename*=UTF-8''a.zip"),
        ("été.zip", "attachment; filename=\"_t_.zip\"; filename*=UTF-8''%C3%A9t%C3%A9.zip"),
        ('a"; x="b', "attachment; filename=\"a; x=b\"; filename*=UTF-8''a%3B%20x%3Db"),
        ("../a\r\nX: 1", "attachment; filename=\"..aX: 1\"; filename*=UTF-8''..aX%3A%201"),
    ],
)
def test_a_file_name_cannot_leave_its_header(filename: str, header: str) -> None:
    assert attachment(filename) == header
