"""What VIVAVOCE_STORAGE_URL may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import SettingError
from core.storage import make_storage
from core.storage.address import S3Address, folder_path, s3_address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        pytest.param(
            "s3://k:s@127.0.0.1:9000/b?region=eu-west-3",
            S3Address("http://127.0.0.1:9000", "b1", "eu-west-3", "k", "s"),
            id="loopback speaks plainly",
        ),
        pytest.param(
            "s3://k:s@localhost:9000/b?tls=1",
            S3Address("https://localhost:9000", "b1", "us-east-1", "k", "s"),
            id="loopback with TLS",
        ),
        pytest.param(
            "s3://k:s@[::1]:9000/b",
            S3Address("http://[::1]:9000", "b1", "us-east-1", "k", "s"),
            id="loopback in version 6",
        ),
        pytest.param(
            "s3://k:s@s3.fr-par.scw.cloud/b?region=fr-par",
            S3Address("https://s3.fr-par.scw.cloud", "b1", "fr-par", "k", "s"),
            id="elsewhere with TLS",
        ),
        pytest.param(
            "s3://k:s@ceph.internal:7480/b?tls=0",
            S3Address("http://ceph.internal:7480", "b1", "us-east-1", "k", "s"),
            id="elsewhere without TLS",
        ),
        pytest.param(
            "s3://k:s%2F%2B%40%3A@/b?region=eu-west-3",
            S3Address(None, "b1", "eu-west-3", "k", "s/+@:"),
            id="AWS, and a secret with signs",
        ),
        pytest.param(
            "s3://k:s@s3.eu-west-3.amazonaws.com/b",
            S3Address(None, "b1", "eu-west-3", "k", "s"),
            id="AWS tells its region",
        ),
        pytest.param(
            "s3:///b?region=eu-west-3",
            S3Address(None, "b1", "eu-west-3", None, None),
            id="AWS with the machine's own role",
        ),
    ],
)
def test_a_bucket_is_found_where_its_url_says(url: str, address: S3Address) -> None:
    assert s3_address(url.replace("/b", "/b1")) == address


@pytest.mark.parametrize(
    ("url", "hint"),
    [
        pytest.param("s3://k:s@host", "bucket", id="no bucket"),
        pytest.param("s3://k:s@host/a/b", "bucket", id="a folder of a bucket"),
        pytest.param("s3://host/bucket", "access key", id="no key"),
        pytest.param("s3://k@host/bucket", "percent-encoded", id="no secret"),
        pytest.param("s3://k:s@host:port/bucket", "percent-encoded", id="no number for a port"),
        pytest.param("s3://k:s3cret/x@host/bucket", "percent-encoded", id="a slash in the secret"),
        pytest.param("s3://k:s@host/bucket#x", "percent-encoded", id="a fragment"),
        pytest.param("s3://k:s@host/bucket?tls=yes", "tls is 0 or 1", id="another truth"),
        pytest.param("s3://k:s@host/bucket?regio=x", "region and tls", id="an unknown option"),
        pytest.param("folder://relative/path", "absolute", id="a relative folder"),
        pytest.param("folder:///", "absolute", id="the whole disk"),
        pytest.param("folder:///srv?x=1", "absolute", id="a folder takes no option"),
        pytest.param("ftp://host/bucket", "s3://", id="another scheme"),
    ],
)
def test_a_malformed_url_says_how_it_is_written_and_keeps_the_secret(url: str, hint: str) -> None:
    with pytest.raises(SettingError, match=hint) as caught:
        make_storage(url, public_url="http://127.0.0.1", secret_key="-" * 32)
    assert "VIVAVOCE_STORAGE_URL" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_folder_may_have_blanks() -> None:
    assert folder_path("folder:///srv/viva%20voce") == Path("/srv/viva voce")


def test_the_secret_is_not_shown() -> None:
    assert "hush" not in repr(s3_address("s3://k:hush@host/bucket"))


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("s3://k:s@127.0.0.1:9000/bucket", "http://127.0.0.1:9000"),
        ("s3://k:s@/bucket?region=eu-west-3", "https://s3.eu-west-3.amazonaws.com"),
        ("folder:///srv/files", "https://reviews.example.com"),
    ],
)
def test_the_origin_that_browsers_meet_is_known(url: str, origin: str) -> None:
    storage = make_storage(url, public_url="https://reviews.example.com/below", secret_key="-" * 32)
    assert storage.origin == origin
