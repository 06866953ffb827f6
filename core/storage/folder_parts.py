"""Uploads in parts for the folder store: each part an object of its own until they are joined."""

from __future__ import annotations

import builtins
import io
import secrets
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import BinaryIO, Protocol

from core.clock import Clock
from core.storage.contract import ObjectInfo
from core.storage.errors import ObjectMissing
from core.storage.keys import valid_content_type, valid_key
from core.storage.limits import valid_span
from core.storage.parts import Part, valid_part
from core.storage.tickets import PartGrant, Signer

FOLDER = "parts"
_KEY_TYPE = "text/plain"


class Objects(Protocol):
    """What is used of the folder store."""

    def put(self, key: str, data: bytes | BinaryIO, *, content_type: str) -> None: ...

    def open(self, key: str) -> BinaryIO: ...

    def head(self, key: str) -> ObjectInfo | None: ...

    def list(self, prefix: str) -> Iterator[ObjectInfo]: ...

    def delete_prefix(self, prefix: str) -> int: ...


class FolderParts:
    """`core.storage.parts.Parts` on a folder; `app.parts` takes what browsers send."""

    def __init__(self, objects: Objects, signer: Signer, public_url: str, clock: Clock) -> None:
        self._objects = objects
        self._signer = signer
        self._public_url = public_url
        self._clock = clock

    def begin(self, key: str, *, content_type: str) -> str:
        """Note key and type under a name nobody can guess."""
        upload = secrets.token_hex(16)
        told = f"{valid_content_type(content_type)}\n{valid_key(key)}".encode()
        self._objects.put(f"{FOLDER}/{upload}/key", told, content_type=_KEY_TYPE)
        return upload

    def sign(self, key: str, upload: str, number: int, *, size: int, expires_in: timedelta) -> str:
        """An address for `PUT /files/part/…`."""
        valid_part(number, size)
        self._type(key, upload)
        grant = PartGrant(upload, number, size, self._clock.now() + valid_span(expires_in))
        return f"{self._public_url}/files/part/{self._signer.part_path(grant)}"

    def take(self, grant: PartGrant, data: BinaryIO) -> str:
        """Keep one part, replacing an earlier attempt at it; its etag."""
        name = f"{FOLDER}/{grant.upload}/{grant.number:05}"
        if self._objects.head(f"{FOLDER}/{grant.upload}/key") is None:
            raise ObjectMissing(name)
        self._objects.put(name, data, content_type="application/octet-stream")
        info = self._objects.head(name)
        if info is None:  # joined or dropped meanwhile
            raise ObjectMissing(name)
        return info.etag

    def list(self, key: str, upload: str) -> builtins.list[Part]:
        """What lies in the upload's folder."""
        self._type(key, upload)
        return [
            Part(int(info.key.rpartition("/")[2]), info.size, info.etag)
            for info in self._objects.list(f"{FOLDER}/{upload}/")
            if not info.key.endswith("/key")
        ]

    def join(self, key: str, upload: str, parts: Sequence[Part]) -> None:
        """Written as one object, then the parts are forgotten."""
        content_type = self._type(key, upload)
        streams = (self._objects.open(f"{FOLDER}/{upload}/{part.number:05}") for part in parts)
        with io.BufferedReader(_Joined(streams)) as whole:
            self._objects.put(key, whole, content_type=content_type)
        self.drop(key, upload)

    def drop(self, key: str, upload: str) -> None:
        """All of the upload's folder."""
        valid_key(key)
        self._objects.delete_prefix(f"{FOLDER}/{upload}/")

    def _type(self, key: str, upload: str) -> str:
        with self._objects.open(f"{FOLDER}/{upload}/key") as stream:
            content_type, _, told = stream.read().decode().partition("\n")
        if told != key:
            raise ObjectMissing(key)
        return content_type


class _Joined(io.RawIOBase):
    """Streams read one after the other, each closed at its end."""

    def __init__(self, streams: Iterator[BinaryIO]) -> None:
        self._streams = streams
        self._current: BinaryIO | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed's WriteableBuffer is private
        """What the present stream has, else the next one's."""
        view = memoryview(buffer)
        while (stream := self._current or next(self._streams, None)) is not None:
            self._current = stream
            if chunk := stream.read(len(view)):
                view[: len(chunk)] = chunk
                return len(chunk)
            stream.close()
            self._current = None
        return 0
