"""What every store of objects can do, whatever stands behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import BinaryIO, Protocol

from core.storage.parts import Parts

# What `media/` objects are stored with. A rendition never changes under its name, so browsers keep
# it for good; shared caches ask again after five minutes, because withdrawn consent reaches every
# CDN path within that time and no CDN is asked to purge.
MEDIA_CACHE_CONTROL = "public, max-age=31536000, s-maxage=300, immutable"


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """One stored object without its bytes.

    `size` counts bytes; `etag` changes whenever the bytes do, and means nothing else.
    `content_type` and `cache_control` are None in listings: S3 does not tell them there.
    """

    key: str
    size: int
    etag: str
    modified_at: datetime
    content_type: str | None = None
    cache_control: str | None = None


@dataclass(frozen=True, slots=True)
class UploadTicket:
    """Where a browser posts one file: `fields` in their order, then the file in a field `file`.

    The form is multipart/form-data; any 2xx answer means the object is stored. The fields are a
    bearer's right to write one object, so they stay out of `repr` and of logs.
    """

    url: str
    fields: dict[str, str] = field(repr=False)


class Storage(Protocol):
    """Keeps objects under keys (see `core.storage.keys` for what a key may be).

    Every method may raise StorageUnavailable, and KeyInvalid before anything is touched.
    """

    @property
    def origin(self) -> str:
        """Scheme, host and port that browsers meet at signed addresses; for `connect-src`."""
        ...

    @property
    def parts(self) -> Parts:
        """Large objects on their way in parts."""
        ...

    def put(
        self,
        key: str,
        data: bytes | BinaryIO,
        *,
        content_type: str,
        cache_control: str | None = None,
    ) -> None:
        """Store the bytes, or a stream from its present position, replacing what was there.

        Readers meet the old object or the new one, whole; the stream is left open.
        """
        ...

    def get(self, key: str) -> bytes:
        """All bytes of a small object; raises ObjectMissing."""
        ...

    def open(self, key: str) -> BinaryIO:
        """A stream to read forward once and to close; raises ObjectMissing."""
        ...

    def head(self, key: str) -> ObjectInfo | None:
        """What is known of an object, or None where there is none."""
        ...

    def delete(self, key: str) -> None:
        """Forget an object and all its versions; forgetting what is not there is no error."""
        ...

    def delete_prefix(self, prefix: str) -> int:
        """Forget all objects of a folder, named with its closing slash, and all their versions;
        answers how many."""
        ...

    def drop_former(self, prefix: str) -> None:
        """Forget what was replaced or deleted in a folder, should the store have kept it."""
        ...

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        """Objects whose key begins with `prefix` (`""` for all), in the byte order of keys."""
        ...

    def copy(self, source: str, target: str) -> None:
        """Store the same bytes, type and caching under `target`; raises ObjectMissing."""
        ...

    def sign_upload(
        self,
        key: str,
        *,
        content_type: str,
        max_bytes: int,
        min_bytes: int = 1,
        expires_in: timedelta,
    ) -> UploadTicket:
        """A form that lets its bearer store exactly this key with this type, within the sizes."""
        ...

    def sign_download(self, key: str, *, expires_in: timedelta, filename: str | None = None) -> str:
        """An address that reads one object until it expires; `filename` makes it a download."""
        ...

    def check(self) -> None:
        """Raise StorageUnavailable, saying how to mend it, unless the store answers."""
        ...
