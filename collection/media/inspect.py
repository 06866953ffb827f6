"""Says what an upload is from its first bytes, and refuses what its name or claim contradicts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePath
from typing import Final

from collection.media.limits import DEFAULT_LIMITS, MEGABYTE, Limits
from collection.media.refusals import MediaRefused, RefusalReason

HEAD_BYTES: Final = 512


class MediaKind(StrEnum):
    """The two kinds of media a customer can give."""

    PHOTO = "photo"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Looked:
    """What the bytes say: the kind, and our own name for the type."""

    kind: MediaKind
    type: str


JPEG: Final = Looked(MediaKind.PHOTO, "image/jpeg")
PNG: Final = Looked(MediaKind.PHOTO, "image/png")
WEBP: Final = Looked(MediaKind.PHOTO, "image/webp")
HEIC: Final = Looked(MediaKind.PHOTO, "image/heic")
AVIF: Final = Looked(MediaKind.PHOTO, "image/avif")
MP4: Final = Looked(MediaKind.VIDEO, "video/mp4")
MOV: Final = Looked(MediaKind.VIDEO, "video/quicktime")
WEBM: Final = Looked(MediaKind.VIDEO, "video/webm")

# MOV and MP4 are one container under two names, and phones mix them: each passes for the other.
ISO_VIDEO: Final = frozenset({MP4, MOV})

BY_EXTENSION: Final = {
    "jpg": frozenset({JPEG}),
    "jpeg": frozenset({JPEG}),
    "png": frozenset({PNG}),
    "webp": frozenset({WEBP}),
    "heic": frozenset({HEIC}),
    "heif": frozenset({HEIC}),
    "avif": frozenset({AVIF}),
    "mp4": ISO_VIDEO,
    "m4v": ISO_VIDEO,
    "mov": ISO_VIDEO,
    "webm": frozenset({WEBM}),
}
BY_CLAIM: Final = {
    "image/jpeg": frozenset({JPEG}),
    "image/jpg": frozenset({JPEG}),
    "image/pjpeg": frozenset({JPEG}),
    "image/png": frozenset({PNG}),
    "image/webp": frozenset({WEBP}),
    "image/heic": frozenset({HEIC}),
    "image/heif": frozenset({HEIC}),
    "image/avif": frozenset({AVIF}),
    "video/mp4": ISO_VIDEO,
    "video/x-m4v": ISO_VIDEO,
    "video/quicktime": ISO_VIDEO,
    "video/webm": frozenset({WEBM}),
}
# Browsers on Windows and Android know no type for HEIC and send one of these: no claim at all.
NO_CLAIM: Final = frozenset({"", "application/octet-stream"})

HEIC_BRANDS: Final = frozenset(b"heic heix heim heis hevc hevx hevm hevs".split())
AVIF_BRANDS: Final = frozenset(b"avif avis".split())
STILL_BRANDS: Final = HEIC_BRANDS | AVIF_BRANDS | frozenset({b"mif1", b"msf1"})
MP4_BRANDS: Final = frozenset(
    {b"M4V ", *b"isom iso2 iso3 iso4 iso5 iso6 iso7 iso8 iso9 mp41 mp42 avc1 hvc1".split()}
)
WEBM_DOCTYPE: Final = re.compile(rb"\x1aE\xdf\xa3.{1,60}?\x42\x82[\x84-\x88]webm", re.DOTALL)
PLAYLIST: Final = re.compile(
    rb"\s*(?:#EXTM3U|ffconcat\s|file\s+\S|\[playlist\]|<smil|<\?xml.*<(?:MPD|smil)\b|<MPD\b)",
    re.DOTALL | re.IGNORECASE,
)


def look(path: Path, claimed_type: str, name: str, limits: Limits = DEFAULT_LIMITS) -> Looked:
    """Read the head of a local file; raise `MediaRefused` unless bytes, name and claim agree.

    Pixels are not decoded here: `refuse_size` runs on the declared size, inside the sandbox.
    """
    looked = sniff(path)
    refuse_weight(path.stat().st_size, looked.kind, limits)
    extension = PurePath(name).suffix.lower().removeprefix(".")
    claim = claimed_type.partition(";")[0].strip().lower()
    claimed = BY_CLAIM.get(claim, frozenset())
    if looked not in BY_EXTENSION.get(extension, frozenset()):
        raise MediaRefused(RefusalReason.MISMATCH)
    if claim not in NO_CLAIM and looked not in claimed:
        raise MediaRefused(RefusalReason.MISMATCH)
    return looked


def sniff(path: Path) -> Looked:
    """What the first bytes say, whatever anybody claims; raises `MediaRefused`."""
    with path.open("rb") as file:
        return recognised(file.read(HEAD_BYTES))


def recognised(head: bytes) -> Looked:
    """What the first `HEAD_BYTES` of a file say; raises `MediaRefused`."""
    if not head:
        raise MediaRefused(RefusalReason.EMPTY)
    looked = _by_signature(head) or _by_brand(head)
    if looked is None:
        playlist = PLAYLIST.match(head.removeprefix(b"\xef\xbb\xbf"))
        raise MediaRefused(RefusalReason.PLAYLIST if playlist else RefusalReason.WRONG_TYPE)
    return looked


def refuse_weight(size: int, kind: MediaKind, limits: Limits) -> None:
    """Raise `MediaRefused` for more bytes than this kind may have."""
    limit = limits.photo_bytes if kind is MediaKind.PHOTO else limits.video_bytes
    if size > limit:
        raise MediaRefused(RefusalReason.TOO_BIG, megabytes=limit // MEGABYTE)


def refuse_size(width: int, height: int, *, side: int, pixels: int) -> None:
    """Raise `MediaRefused` for a declared size too large to decode, before decoding anything."""
    if min(width, height) < 1:
        raise MediaRefused(RefusalReason.CORRUPT)
    if max(width, height) > side or width * height > pixels:
        raise too_many_pixels(side, pixels)


def too_many_pixels(side: int, pixels: int) -> MediaRefused:
    """The refusal for a picture beyond `side` pixels a side or `pixels` in all."""
    megapixels = pixels // 1_000_000
    return MediaRefused(RefusalReason.TOO_MANY_PIXELS, side=side, megapixels=megapixels)


def _by_signature(head: bytes) -> Looked | None:
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    return WEBM if WEBM_DOCTYPE.match(head) else None


def _by_brand(head: bytes) -> Looked | None:
    """ISO base media (14496-12 §4.3): a box `ftyp` with a major brand, then compatible ones."""
    if head[4:8] != b"ftyp":
        return None
    end = min(int.from_bytes(head[:4]), len(head))
    major = head[8:12]
    brands = {major} | {head[at : at + 4] for at in range(16, end - 3, 4)}
    if major in STILL_BRANDS:
        return _still(brands)
    if major == b"qt  ":
        return MOV
    return MP4 if brands & MP4_BRANDS else None


def _still(brands: set[bytes]) -> Looked | None:
    if brands & AVIF_BRANDS:
        return AVIF
    return HEIC if brands & HEIC_BRANDS else None
