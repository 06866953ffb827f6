"""Multipart uploads of S3: begun and joined by us, their parts sent by browsers."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from core.storage.errors import ObjectMissing
from core.storage.keys import valid_content_type, valid_key
from core.storage.limits import valid_span
from core.storage.parts import Part, valid_part

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


class S3Parts:
    """`core.storage.parts.Parts` on one bucket."""

    def __init__(
        self,
        bucket: str,
        client: Callable[[], S3Client],
        speaking: Callable[[str], AbstractContextManager[None]],
    ) -> None:
        self._bucket = bucket
        self._client = client
        self._speaking = speaking

    def begin(self, key: str, *, content_type: str) -> str:
        """CreateMultipartUpload: the type is fixed here, whatever the parts say."""
        with self._speaking(valid_key(key)):
            answer = self._client().create_multipart_upload(
                Bucket=self._bucket, Key=key, ContentType=valid_content_type(content_type)
            )
        return answer["UploadId"]

    def sign(self, key: str, upload: str, number: int, *, size: int, expires_in: timedelta) -> str:
        """A presigned UploadPart; its length is among what is signed."""
        valid_part(number, size)
        return self._client().generate_presigned_url(
            "upload_part",
            Params={
                "Bucket": self._bucket,
                "Key": valid_key(key),
                "UploadId": upload,
                "PartNumber": number,
                "ContentLength": size,
            },
            ExpiresIn=max(1, int(valid_span(expires_in).total_seconds())),
        )

    def list(self, key: str, upload: str) -> builtins.list[Part]:
        """ListParts, all its pages."""
        pages = self._client().get_paginator("list_parts")
        with self._speaking(valid_key(key)):
            return [
                Part(entry["PartNumber"], entry["Size"], entry["ETag"].strip('"'))
                for page in pages.paginate(Bucket=self._bucket, Key=key, UploadId=upload)
                for entry in page.get("Parts", [])
            ]

    def join(self, key: str, upload: str, parts: Sequence[Part]) -> None:
        """CompleteMultipartUpload."""
        with self._speaking(valid_key(key)):
            self._client().complete_multipart_upload(
                Bucket=self._bucket,
                Key=key,
                UploadId=upload,
                MultipartUpload={
                    "Parts": [{"PartNumber": part.number, "ETag": part.etag} for part in parts]
                },
            )

    def drop(self, key: str, upload: str) -> None:
        """AbortMultipartUpload."""
        with suppress(ObjectMissing), self._speaking(valid_key(key)):
            self._client().abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=upload)
