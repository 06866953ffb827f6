"""Looks for anything but pixels in a file, by walking its structure without the code under test."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from tests.fakes.media import SECRETS

# Frames, tables, the scan itself and the JFIF header: all a picture needs (ITU T.81, B.1.1.3).
JPEG_NEEDS = frozenset({0xC0, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0})
WEBP_NEEDS = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})
BOX_PARENTS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf"})
# `meta` and `udta` are where MP4 keeps words, `uuid` where cameras keep anything (14496-12).
BOX_NOTES = frozenset({b"udta", b"meta", b"uuid", b"XMP_", b"loci"})
# An `ilst` of no entries: the note that there are no notes.
EMPTY_NOTE = b"\0\0\0\x35meta\0\0\0\0\0\0\0\x21hdlr" + bytes(8) + b"mdirappl" + bytes(9)
EMPTY_NOTE += b"\0\0\0\x08ilst"


def traces(path: Path) -> list[str]:
    """What is in a public file that should not be there; empty when it is bare."""
    data = path.read_bytes()
    found = [secret.decode() for secret in SECRETS if secret in data]
    walk = {".jpg": _jpeg, ".webp": _webp, ".avif": _avif, ".mp4": _mp4}[path.suffix]
    return found + list(walk(data))


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The boxes of an ISO media file, depth first, as name and content."""
    at = 0
    while at + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + size]
        yield name, body
        if name in BOX_PARENTS:
            yield from boxes(body)
        at += size


def _jpeg(data: bytes) -> Iterator[str]:
    at = 2
    while data[at + 1] != 0xD9:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if marker not in JPEG_NEEDS:
            yield f"JPEG segment {marker:x}"
        at += 2 + length
        while marker == 0xDA and not _is_marker(data, at):
            at += 1
    if data[at + 2 :]:
        yield "bytes after the end"


def _is_marker(data: bytes, at: int) -> bool:
    """In a scan 0xFF is data when a zero or a restart number follows."""
    return data[at] == 0xFF and data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7


def _webp(data: bytes) -> Iterator[str]:
    if int.from_bytes(data[4:8], "little") + 8 != len(data):
        yield "bytes after the end"
    at = 12
    while at < len(data):
        name, size = struct.unpack("<4sI", data[at : at + 8])
        if name not in WEBP_NEEDS:
            yield f"WebP chunk {name!r}"
        at += 8 + size + size % 2


def _avif(data: bytes) -> Iterator[str]:
    if [name for name, _ in boxes(data)] != [b"ftyp", b"meta", b"mdat"]:
        yield "AVIF boxes of another kind"
    head = data[: data.index(b"mdat")]
    yield from (
        f"AVIF item {each!r}" for each in (b"Exif", b"mime", b"prof", b"rICC") if each in head
    )


def _mp4(data: bytes) -> Iterator[str]:
    found = list(boxes(data))
    for name, body in found:
        if name in BOX_NOTES and body != EMPTY_NOTE:
            yield f"MP4 box {name!r}"
        if name == b"mvhd" and any(body[4:12]):
            yield "a date of creation"
