"""A bucket that keeps versions forgets all of them when we say so."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config

from core.storage import Storage, make_storage
from tests.integration.storage.buckets import make_bucket
from tests.integration.storage.conftest import RADOSGW
from tests.services.radosgw import S3Server

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


def client_of(server: S3Server) -> S3Client:
    return boto3.session.Session().client(
        "s3",
        endpoint_url=server.endpoint,
        region_name="us-east-1",
        aws_access_key_id=server.access_key,
        aws_secret_access_key=server.secret_key,
        config=Config(s3={"addressing_style": "path"}),
    )


class Kept:
    """A bucket that keeps versions, our door to it, and a look behind the door."""

    def __init__(self, server: S3Server) -> None:
        self.bucket = f"vv-{secrets.token_hex(6)}"
        make_bucket(server, self.bucket)
        self.client = client_of(server)
        self.switch("Enabled")
        self.url = server.storage_url(self.bucket)
        self.storage = self.fresh()

    def switch(self, status: Any) -> None:
        told: Any = {"Status": status}
        self.client.put_bucket_versioning(Bucket=self.bucket, VersioningConfiguration=told)

    def fresh(self) -> Storage:
        """The door as another process opens it, knowing nothing yet."""
        return make_storage(self.url, public_url="http://127.0.0.1", secret_key="-" * 32)

    def left(self) -> list[str]:
        """Keys of all versions and markers."""
        answer = self.client.list_object_versions(Bucket=self.bucket)
        found = [*answer.get("Versions", []), *answer.get("DeleteMarkers", [])]
        return sorted(one["Key"] for one in found)


@pytest.fixture(params=["moto", RADOSGW])
def kept(request: pytest.FixtureRequest) -> Iterator[Kept]:
    found = Kept(request.getfixturevalue(request.param))
    yield found
    found.client.close()


def write(storage: Storage, key: str, *bodies: bytes) -> None:
    for body in bodies:
        storage.put(key, body, content_type="text/plain")


def test_no_version_of_a_deleted_object_is_left(kept: Kept) -> None:
    write(kept.storage, "media/a", b"1", b"2")
    write(kept.storage, "media/a/b", b"3")
    kept.client.delete_object(Bucket=kept.bucket, Key="media/a")
    assert kept.left().count("media/a") == 3, "two versions, and the marker that hides them"
    kept.fresh().delete("media/a")
    assert kept.left() == ["media/a/b"]


def test_no_version_below_a_deleted_folder_is_left(kept: Kept) -> None:
    write(kept.storage, "media/a/1", b"1", b"2")
    write(kept.storage, "media/a/2", b"3")
    write(kept.storage, "media/ab", b"4")
    kept.client.delete_object(Bucket=kept.bucket, Key="media/a/1")
    assert kept.fresh().delete_prefix("media/a/") == 1, "one could still be read"
    assert kept.left() == ["media/ab"]
    assert kept.fresh().delete_prefix("media/a/") == 0


def test_what_was_replaced_goes_and_what_is_shown_stays(kept: Kept) -> None:
    write(kept.storage, "feeds/x/1.json", b"words of somebody", b"nothing of theirs")
    write(kept.storage, "feeds/x/2.json", b"more words")
    kept.client.delete_object(Bucket=kept.bucket, Key="feeds/x/2.json")
    kept.fresh().drop_former("feeds/x/")
    assert kept.left() == ["feeds/x/1.json"]
    assert kept.storage.get("feeds/x/1.json") == b"nothing of theirs"


def test_versions_from_before_versioning_stopped_go_too(kept: Kept) -> None:
    write(kept.storage, "media/a", b"1", b"2")
    kept.switch("Suspended")
    write(kept.storage, "media/a", b"3")
    kept.fresh().delete("media/a")
    assert kept.left() == []
