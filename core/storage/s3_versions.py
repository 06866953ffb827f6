"""Former versions of objects, where a bucket keeps them: forgetting means all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

from core.storage.address import S3Address
from core.storage.errors import ObjectMissing, StorageUnavailable
from core.storage.s3_errors import not_deleted

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

_BATCH = 1000
_Version = tuple[str, str, bool]
"""Key, version, whether it is the object that readers meet now."""


class S3Versions:
    """Deletes in a bucket that may keep what is deleted (S3 Versioning).

    There a plain delete only hides: a marker is put on top and every byte stays (AWS, "Deleting
    object versions from a versioning-enabled bucket"). Whether a bucket is of that kind its own
    answers tell, so that a key needs no further right in one that is not.
    """

    def __init__(
        self,
        address: S3Address,
        client: Callable[[], S3Client],
        speaking: Callable[[str], AbstractContextManager[None]],
    ) -> None:
        self._address = address
        self._bucket = address.bucket
        self._client = client
        self._speaking = speaking
        self._are_kept: bool | None = None

    def note(self, answer: Any) -> None:
        """An answer that names a version comes from a bucket that keeps them."""
        if answer.get("VersionId") or answer.get("DeleteMarker"):
            self._are_kept = True

    @property
    def are_kept(self) -> bool:
        """Whether this bucket keeps former versions, or once did; asked until it answers."""
        if self._are_kept is None:
            # Stores without versions refuse the question, and so may a key's rights.
            with suppress(StorageUnavailable, ObjectMissing), self._speaking(""):
                answer = self._client().get_bucket_versioning(Bucket=self._bucket)
                self._are_kept = bool(answer.get("Status"))
        return bool(self._are_kept)

    def drop(self, key: str) -> None:
        """Every version of one object, and every marker that hides one."""
        self._delete(found for found in self._versions(key) if found[0] == key)

    def drop_below(self, prefix: str) -> int:
        """The same of everything below a folder; how many objects were still to be read."""
        return self._delete(self._versions(prefix))

    def drop_former(self, prefix: str) -> None:
        """Versions that were replaced or hidden; what readers meet now stays."""
        self._delete(found for found in self._versions(prefix) if not found[2])

    def delete(self, keys: list[str]) -> bool:
        """Delete objects as one does where no versions are kept; whether any was only hidden."""
        is_hidden = False
        for start in range(0, len(keys), _BATCH):
            batch: list[Any] = [{"Key": key} for key in keys[start : start + _BATCH]]
            is_hidden |= any(one.get("DeleteMarker") for one in self._delete_batch(batch))
        return is_hidden

    def _versions(self, prefix: str) -> Iterator[_Version]:
        """Objects and markers alike; a marker is no object that readers meet."""
        pages = (
            self._client()
            .get_paginator("list_object_versions")
            .paginate(Bucket=self._bucket, Prefix=prefix)
        )
        with self._speaking(prefix):
            for page in pages:
                for one in page.get("Versions", []):
                    yield one["Key"], one["VersionId"], one["IsLatest"]
                for marker in page.get("DeleteMarkers", []):
                    yield marker["Key"], marker["VersionId"], False

    def _delete(self, found: Iterator[_Version]) -> int:
        count = 0
        while batch := list(islice(found, _BATCH)):
            count += sum(is_latest for _key, _version, is_latest in batch)
            self._delete_batch([{"Key": key, "VersionId": version} for key, version, _ in batch])
        return count

    def _delete_batch(self, batch: list[Any]) -> list[Any]:
        with self._speaking(""):
            answer = self._client().delete_objects(Bucket=self._bucket, Delete={"Objects": batch})
        if answer.get("Errors"):
            raise not_deleted(self._address, answer["Errors"][0].get("Code", ""))
        return list(answer.get("Deleted", []))
