"""One file of the folder store: an object's bytes, then what is known of them.

Keeping both in one file lets one rename replace both: no reader and no crash can pair the
bytes of one write with the type of another, as a second file beside the first would allow.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import BinaryIO

CHUNK = 1 << 16
_TAIL = struct.Struct(">I8s")
_MAGIC = b"vvobject"


class NotAContainer(Exception):
    """A file the store did not write, or one that was cut."""


@dataclass(frozen=True, slots=True)
class Label:
    """What stands behind the bytes; `etag` is the SHA-256 of the bytes, in hexadecimal."""

    size: int
    etag: str
    content_type: str
    cache_control: str | None


def write_container(
    file: BinaryIO, data: bytes | BinaryIO, content_type: str, cache_control: str | None
) -> None:
    """Write bytes and label, and wait until the disk has them."""
    digest, size = hashlib.sha256(), 0
    for chunk in _chunks(data):
        digest.update(chunk)
        size += file.write(chunk)
    label = json.dumps(asdict(Label(size, digest.hexdigest(), content_type, cache_control)))
    file.write(label.encode() + _TAIL.pack(len(label.encode()), _MAGIC))
    file.flush()
    os.fsync(file.fileno())


def read_label(file: BinaryIO) -> Label:
    """The label of an open container; raises NotAContainer."""
    end = file.seek(0, os.SEEK_END)
    if end < _TAIL.size:
        raise NotAContainer
    file.seek(end - _TAIL.size)
    length, magic = _TAIL.unpack(file.read(_TAIL.size))
    if magic != _MAGIC or length > end - _TAIL.size:
        raise NotAContainer
    file.seek(end - _TAIL.size - length)
    label = Label(**json.loads(file.read(length)))
    file.seek(0)
    return label


class Content(io.RawIOBase):
    """The bytes of an open container without its label; owns the file.

    It has no file descriptor to give away: a server's sendfile would send the label along.
    """

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = size

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move within the object; positions count from its first byte."""
        if whence == os.SEEK_END:
            return self._file.seek(self._size + offset)
        return self._file.seek(offset, whence)

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed's WriteableBuffer is private
        """Fill the buffer with what is left of the object, at most."""
        view = memoryview(buffer)
        left = max(0, self._size - self._file.tell())
        chunk = self._file.read(min(len(view), left))
        view[: len(chunk)] = chunk
        return len(chunk)

    def close(self) -> None:
        """Close the file as well."""
        self._file.close()
        super().close()


def _chunks(data: bytes | BinaryIO) -> Iterator[bytes]:
    if isinstance(data, bytes):
        yield data
        return
    while chunk := data.read(CHUNK):
        yield chunk
