"""A bucket of any S3: AWS, Ceph, Garage, Scaleway and the like, through boto3."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, BinaryIO, cast
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.response import StreamingBody

from core.storage.address import S3Address
from core.storage.contract import ObjectInfo, UploadTicket
from core.storage.disposition import attachment
from core.storage.errors import ObjectMissing
from core.storage.keys import valid_content_type, valid_folder, valid_key, valid_prefix
from core.storage.limits import valid_sizes, valid_span
from core.storage.s3_errors import speaking
from core.storage.s3_parts import S3Parts
from core.storage.s3_versions import S3Versions

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

# Checksums other than S3's own signature are unknown to older Ceph; path style needs no DNS.
_CONFIG = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},
    retries={"mode": "standard", "total_max_attempts": 3},
    connect_timeout=5,
    read_timeout=30,
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
_SPOOL_BYTES = 1 << 20


class S3Storage:
    """The storage door on one bucket."""

    def __init__(self, address: S3Address) -> None:
        self._address = address
        self._bucket = address.bucket
        self._process = os.getpid()
        self._opened = _client(address)
        self.parts = S3Parts(address.bucket, lambda: self._client, self._speaking)
        self._versions = S3Versions(address, lambda: self._client, self._speaking)

    @property
    def origin(self) -> str:
        """The origin of the S3 endpoint."""
        parts = urlsplit(self._client.meta.endpoint_url)
        return f"{parts.scheme}://{parts.netloc}"

    def put(
        self,
        key: str,
        data: bytes | BinaryIO,
        *,
        content_type: str,
        cache_control: str | None = None,
    ) -> None:
        """One PUT: S3 shows the object when all of it has arrived."""
        headers: dict[str, Any] = {"ContentType": valid_content_type(content_type)}
        if cache_control:
            headers["CacheControl"] = cache_control
        with self._speaking(valid_key(key)), _rewindable(data) as body:
            answer = self._client.put_object(Bucket=self._bucket, Key=key, Body=body, **headers)
        self._versions.note(answer)

    def get(self, key: str) -> bytes:
        """All bytes of an object."""
        with self.open(key) as stream:
            return stream.read()

    def open(self, key: str) -> BinaryIO:
        """The answer of one GET, as it comes in."""
        with self._speaking(valid_key(key)):
            answer = self._client.get_object(Bucket=self._bucket, Key=key)
        return io.BufferedReader(_Body(answer["Body"], self._address, key))

    def head(self, key: str) -> ObjectInfo | None:
        """One HEAD."""
        try:
            with self._speaking(valid_key(key)):
                answer = self._client.head_object(Bucket=self._bucket, Key=key)
        except ObjectMissing:
            return None
        return ObjectInfo(
            key=key,
            size=answer["ContentLength"],
            etag=answer["ETag"].strip('"'),
            modified_at=answer["LastModified"],
            content_type=answer.get("ContentType"),
            cache_control=answer.get("CacheControl") or None,
        )

    def delete(self, key: str) -> None:
        """S3 answers alike whether the object was there or not, but says when it only hid it."""
        with self._speaking(valid_key(key)):
            answer = self._client.delete_object(Bucket=self._bucket, Key=key)
        self._versions.note(answer)
        if self._versions.are_kept:
            self._versions.drop(key)

    def delete_prefix(self, prefix: str) -> int:
        """Delete what a listing shows; calling again after a crash ends the work."""
        if self._versions.are_kept:
            return self._versions.drop_below(valid_folder(prefix))
        keys = [info.key for info in self.list(valid_folder(prefix))]
        if self._versions.delete(keys):
            self._versions.drop_below(prefix)
        return len(keys)

    def drop_former(self, prefix: str) -> None:
        """Nothing to do where the bucket keeps no versions."""
        if self._versions.are_kept:
            self._versions.drop_former(valid_folder(prefix))

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        """Pages of a thousand, fetched as they are read."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=valid_prefix(prefix)
        )
        with self._speaking(prefix):
            for page in pages:
                for entry in page.get("Contents", []):
                    yield ObjectInfo(
                        key=entry["Key"],
                        size=entry["Size"],
                        etag=entry["ETag"].strip('"'),
                        modified_at=entry["LastModified"],
                    )

    def copy(self, source: str, target: str) -> None:
        """Copied inside the bucket; onto itself it is only looked up, as S3 refuses that."""
        valid_key(target)
        if source == target:
            if self.head(source) is None:
                raise ObjectMissing(source)
            return
        with self._speaking(valid_key(source)):
            self._client.copy_object(
                Bucket=self._bucket,
                Key=target,
                CopySource={"Bucket": self._bucket, "Key": source},
                MetadataDirective="COPY",
            )

    def sign_upload(
        self,
        key: str,
        *,
        content_type: str,
        max_bytes: int,
        min_bytes: int = 1,
        expires_in: timedelta,
    ) -> UploadTicket:
        """A POST policy: a presigned PUT could not bound the size."""
        valid_sizes(min_bytes, max_bytes)
        fields = {"Content-Type": valid_content_type(content_type)}
        signed = self._client.generate_presigned_post(
            self._bucket,
            valid_key(key),
            Fields=fields,
            Conditions=[fields, ["content-length-range", min_bytes, max_bytes]],
            ExpiresIn=_seconds(expires_in),
        )
        return UploadTicket(signed["url"], signed["fields"])

    def sign_download(self, key: str, *, expires_in: timedelta, filename: str | None = None) -> str:
        """A presigned GET."""
        params = {"Bucket": self._bucket, "Key": valid_key(key)}
        if filename:
            params["ResponseContentDisposition"] = attachment(filename)
        return self._client.generate_presigned_url(
            "get_object", Params=params, ExpiresIn=_seconds(expires_in)
        )

    def check(self) -> None:
        """List one object: unlike HEAD, its refusals say why."""
        with self._speaking(""):
            self._client.list_objects_v2(Bucket=self._bucket, MaxKeys=1)

    @property
    def _client(self) -> S3Client:
        """boto3's client serves any number of threads, but two processes may not share a socket."""
        if self._process != os.getpid():
            self._opened.close()
            self._process = os.getpid()
        return self._opened

    def _speaking(self, key: str) -> AbstractContextManager[None]:
        return speaking(self._address, key)


class _Body(io.RawIOBase):
    """One GET's answer as a raw stream, whose network errors speak like all others."""

    def __init__(self, body: StreamingBody, address: S3Address, key: str) -> None:
        self._body = body
        self._address = address
        self._key = key

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed's WriteableBuffer is private
        """Fill the buffer from the network; raises StorageUnavailable when cut short."""
        view = memoryview(buffer)
        with speaking(self._address, self._key):
            chunk = self._body.read(len(view))
        view[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        """Give the connection up, or back when all was read."""
        self._body.close()
        super().close()


def _client(address: S3Address) -> S3Client:
    """A client of its own session: boto3's shared one may not be built on two threads at once."""
    client: S3Client = boto3.session.Session().client(
        "s3",
        endpoint_url=address.endpoint,
        region_name=address.region,
        aws_access_key_id=address.access_key,
        aws_secret_access_key=address.secret_key,
        config=_CONFIG,
    )
    return client


@contextmanager
def _rewindable(data: bytes | BinaryIO) -> Iterator[bytes | BinaryIO]:
    """Bytes that boto3 may read twice: it signs, sends, and on a retry goes back to offset 0."""
    if isinstance(data, bytes) or (data.seekable() and data.tell() == 0):
        yield data
        return
    with tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES) as spool:
        shutil.copyfileobj(data, spool)
        spool.seek(0)
        yield cast("BinaryIO", spool)


def _seconds(span: timedelta) -> int:
    return max(1, int(valid_span(span).total_seconds()))
