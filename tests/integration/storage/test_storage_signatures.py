"""What a signature does not allow is refused, by the folder store and by a strict S3.

Moto is left out: it stores what altered and expired tickets bring.
"""

from __future__ import annotations

import base64
import time
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests

from core.storage import Storage, UploadTicket
from tests.integration.storage.forms import TIMEOUT_SECONDS, fetch, post

KEY = "quarantine/demo/r4nd0m"


def _ticket(storage: Storage, **altered: timedelta) -> UploadTicket:
    span = altered.get("expires_in", timedelta(minutes=5))
    return storage.sign_upload(
        KEY, content_type="image/jpeg", min_bytes=3, max_bytes=8, expires_in=span
    )


@pytest.mark.parametrize(
    "altered",
    [
        pytest.param({"key": "quarantine/demo/other"}, id="another key"),
        pytest.param({"key": f"{KEY}x"}, id="a longer key"),
        pytest.param({"key": f"x/../{KEY}"}, id="a key that leads there in a roundabout way"),
        pytest.param({"key": "${filename}"}, id="the phone's own name for the file"),
        pytest.param({"Content_Type": "text/html"}, id="another type"),
        pytest.param({"Content_Type": ""}, id="no type"),
        pytest.param({"acl": "public-read"}, id="a wish nobody signed"),
        pytest.param({"policy": base64.b64encode(b"{}").decode()}, id="another policy"),
        pytest.param({"policy": "="}, id="no policy at all"),
    ],
)
def test_an_altered_form_stores_nothing(strict_storage: Storage, altered: dict[str, str]) -> None:
    answer = post(_ticket(strict_storage), b"12345", **altered)
    assert answer.status_code in (400, 403)
    assert list(strict_storage.list("")) == []


def test_a_longer_lasting_policy_needs_its_own_signature(strict_storage: Storage) -> None:
    short = _ticket(strict_storage, expires_in=timedelta(minutes=1))
    long = _ticket(strict_storage, expires_in=timedelta(days=7))
    answer = post(short, b"12345", policy=long.fields["policy"])
    assert answer.status_code == 403
    assert list(strict_storage.list("")) == []


def test_every_character_of_the_signature_counts(strict_storage: Storage) -> None:
    ticket = _ticket(strict_storage)
    name = next(name for name in ticket.fields if name.endswith("signature"))
    signed = ticket.fields[name]
    for altered in (signed[:-1] + ("1" if signed[-1] == "0" else "0"), signed[:-1], "", "é"):
        ticket.fields[name] = altered
        assert post(ticket, b"12345").status_code in (400, 403)
    assert list(strict_storage.list("")) == []


def test_a_form_without_its_signature_stores_nothing(strict_storage: Storage) -> None:
    ticket = _ticket(strict_storage)
    for name in [name for name in ticket.fields if name.endswith("signature")]:
        del ticket.fields[name]
    assert post(ticket, b"12345").status_code in (400, 403)
    assert list(strict_storage.list("")) == []


@pytest.mark.parametrize(
    ("data", "statuses"),
    [
        pytest.param(b"123456789", (400, 413), id="a byte too many"),
        pytest.param(b"x" * 300_000, (400, 413), id="far too many bytes"),
        pytest.param(b"", (400,), id="no byte"),
        pytest.param(b"12", (400,), id="a byte too few"),
    ],
)
def test_a_file_of_the_wrong_size_is_not_stored(
    strict_storage: Storage, data: bytes, statuses: tuple[int, ...]
) -> None:
    assert post(_ticket(strict_storage), data).status_code in statuses
    assert list(strict_storage.list("")) == []


@pytest.mark.parametrize("data", [b"123", b"12345678"])
def test_a_file_of_the_least_or_most_size_is_stored(strict_storage: Storage, data: bytes) -> None:
    assert post(_ticket(strict_storage), data).status_code == 204
    assert strict_storage.get(KEY) == data


def test_a_refused_upload_leaves_the_former_object(strict_storage: Storage) -> None:
    strict_storage.put(KEY, b"former", content_type="image/png")
    assert post(_ticket(strict_storage), b"123456789").status_code in (400, 413)
    assert strict_storage.get(KEY) == b"former"


def test_expired_signatures_are_refused(strict_storage: Storage) -> None:
    strict_storage.put("a", b"1", content_type="text/plain")
    span = timedelta(seconds=1)
    ticket, url = (
        _ticket(strict_storage, expires_in=span),
        strict_storage.sign_download("a", expires_in=span),
    )
    time.sleep(2.5)
    assert post(ticket, b"12345").status_code == 403
    assert fetch(url).status_code == 403
    assert strict_storage.head(KEY) is None


def _with(url: str, **altered: str) -> str:
    parts = urlsplit(url)
    return parts._replace(query=urlencode(dict(parse_qsl(parts.query)) | altered)).geturl()


def test_an_altered_address_reads_nothing(strict_storage: Storage) -> None:
    for key in ("originals/a", "originals/b"):
        strict_storage.put(key, key.encode(), content_type="text/plain")
    url = strict_storage.sign_download("originals/a", expires_in=timedelta(minutes=5))
    expiry = next(name for name, _ in parse_qsl(urlsplit(url).query) if "xpires" in name)
    signature = next(name for name, _ in parse_qsl(urlsplit(url).query) if "ignature" in name)
    assert fetch(url).status_code == 200
    for altered in (
        url.replace("originals/a?", "originals/b?"),
        _with(url, **{expiry: "1999999999" if expiry == "expires" else "600000"}),
        _with(url, **{signature: "0" * 64}),
        url.split("?", maxsplit=1)[0],
    ):
        assert fetch(altered).status_code in (400, 403), altered


def test_a_download_address_does_not_write(strict_storage: Storage) -> None:
    strict_storage.put("a", b"1", content_type="text/plain")
    url = strict_storage.sign_download("a", expires_in=timedelta(minutes=5))
    for method in ("PUT", "POST", "DELETE"):
        answer = requests.request(method, url, data=b"2", timeout=TIMEOUT_SECONDS)
        assert answer.status_code in (403, 405)
    assert strict_storage.get("a") == b"1"
