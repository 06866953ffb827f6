"""Hostile pictures: cut, changed, disguised, overloaded, and far larger than they look."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from PIL import Image, PngImagePlugin

from tests.fakes import media
from tests.fakes.hostile.cases import Case, End, cut, flipped

TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
    "avif": "image/avif",
}
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>secret-xmp<script>alert(1)</script></x:xmpmeta>"
PAGE = b"<html><script>alert(document.domain)</script></html>"


def noise(width: int = 96, height: int = 64) -> Image.Image:
    """A picture that compresses badly, so that every byte of it matters."""
    return Image.effect_noise((width, height), 90).convert("RGB")


def saved(codec: str, **how: object) -> bytes:
    """The noise in one format."""
    file = io.BytesIO()
    noise().save(file, codec, **how)
    return file.getvalue()


def plain() -> dict[str, tuple[bytes, str]]:
    """A sound file of every kind and the ending of its name."""
    return {
        "a JPEG": (saved("JPEG", quality=90), "jpg"),
        "a progressive JPEG": (saved("JPEG", quality=90, progressive=True), "jpg"),
        "a PNG": (saved("PNG"), "png"),
        "a lossy WebP": (saved("WEBP", quality=80), "webp"),
        "a lossless WebP": (saved("WEBP", lossless=True), "webp"),
        "a HEIC": (saved("HEIF", quality=80), "heic"),
        "an AVIF": (saved("AVIF", quality=80, speed=10), "avif"),
    }


def broken() -> Iterator[Case]:
    """Every kind cut off and changed."""
    for why, (data, ending) in plain().items():
        yield from cut(why, data, f"a.{ending}", TYPES[ending], 12)
        yield from flipped(why, data, f"a.{ending}", TYPES[ending], 12)


def disguised() -> Iterator[Case]:
    """Every kind under the names and types of the others."""
    kinds = {ending: data for data, ending in plain().values()}
    for told, data in kinds.items():
        for named in [*kinds, "mp4", "webm"]:
            if named != told:
                claim = TYPES.get(named, f"video/{named}")
                yield Case(f"a {told} called {named}", data, f"a.{named}", claim, End.REFUSED)
        yield Case(f"a {told} claimed a page", data, f"a.{told}", "text/html", End.REFUSED)
        yield Case(f"a {told} of no name", data, "upload", "", End.REFUSED)


def talkative(folder: Path) -> Iterator[Case]:
    """Places, makers and words in every spot a format has for them: out of all of it, pixels."""
    exif = media.gps_exif()
    spots: dict[str, Callable[[], bytes]] = {
        "jpg": lambda: saved("JPEG", exif=exif, xmp=XMP, comment=b"secret-comment"),
        "png": lambda: saved("PNG", exif=exif, pnginfo=_words()),
        "webp": lambda: saved("WEBP", exif=exif, xmp=XMP),
        "heic": lambda: saved("HEIF", exif=exif, xmp=XMP),
        "avif": lambda: saved("AVIF", speed=10, exif=exif, xmp=XMP),
    }
    profile = media.swapped_profile_jpeg(folder / "profile.jpg").read_bytes()
    yield Case("a profile of its own", profile, "a.jpg", TYPES["jpg"], End.CLEAN)
    for ending, make in spots.items():
        yield Case(f"GPS and XMP in {ending}", make(), f"a.{ending}", TYPES[ending], End.CLEAN)
        codec = {"jpg": "JPEG", "heic": "HEIF"}.get(ending, ending.upper())
        for why, icc in (("broken", b"no profile" * 9), ("huge", b"\0" * 400_000)):
            data = saved(codec, icc_profile=icc)
            yield Case(f"a {why} profile in {ending}", data, f"a.{ending}", TYPES[ending])


def doubled(folder: Path) -> Iterator[Case]:
    """Two files in one, and several pictures in one: what is served is one picture."""
    archive = media.zip_appended(folder / "zip.jpg").read_bytes()
    yield Case("a JPEG and a ZIP", archive, "a.jpg", TYPES["jpg"], End.CLEAN)
    page = media.html_polyglot(folder / "page.jpg").read_bytes()
    yield Case("a JPEG and a page", page, "a.jpg", TYPES["jpg"], End.CLEAN)
    for why, (data, ending) in plain().items():
        for what, more in (("a page", PAGE), ("a script", b"secret-comment#!/bin/sh\n")):
            yield Case(f"{why}, then {what}", data + more, f"a.{ending}", TYPES[ending])
        yield Case(f"{why} twice", data * 2, f"a.{ending}", TYPES[ending])
    for start in (b"%PDF-1.7 ", b"GIF89a", b"PK\x03\x04", b"MZ", b"\x7fELF", b"<?xml "):
        head = saved("JPEG")
        yield Case(f"{start!r} before a JPEG", start + head, "a.jpg", TYPES["jpg"], End.REFUSED)
    for codec, ending in (("MPO", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("HEIF", "heic")):
        path = media.animated(folder / f"many.{ending}", codec)
        why = f"several pictures as {codec}"
        yield Case(why, path.read_bytes(), f"a.{ending}", TYPES[ending], End.CLEAN)


def bombs(folder: Path) -> Iterator[Case]:
    """Small files that say, or are, far too much."""
    refused = End.REFUSED
    grey = media.grey_bomb(folder / "grey.png").read_bytes()
    yield Case("81 megapixels in 79 kB", grey, "a.png", TYPES["png"], refused)
    for side in (12_001, 65_535, 2**31 - 1):
        data = _declared_png(side, 3)
        yield Case(f"a PNG {side} wide", data, "a.png", TYPES["png"], refused)
    yield Case("a PNG of no width", _declared_png(0, 3), "a.png", TYPES["png"], refused)
    jpeg = saved("JPEG")
    at = jpeg.index(b"\xff\xc0") + 5
    for height, width in ((65_535, 65_535), (0, 0), (1, 65_535)):
        data = jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :]
        yield Case(f"a JPEG that says {width}x{height}", data, "a.jpg", TYPES["jpg"], refused)
    for ending, codec in (("heic", "HEIF"), ("avif", "AVIF")):
        data = saved(codec).replace(
            struct.pack(">4sIII", b"ispe", 0, 96, 64),
            struct.pack(">4sIII", b"ispe", 0, 60_000, 60_000),
        )
        yield Case(f"a {ending} that says 60000", data, f"a.{ending}", TYPES[ending])
    for name in (b"zTXt", b"iCCP"):
        yield Case(f"100 MB in {name!r}", _swollen_png(name), "a.png", TYPES["png"])


def _words() -> PngImagePlugin.PngInfo:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "secret-comment")
    words.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return words


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _declared_png(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = _chunk(b"IDAT", zlib.compress(bytes(1000))) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + body


def _swollen_png(name: bytes) -> bytes:
    """A sound PNG whose note unpacks to a hundred megabytes."""
    squeeze = zlib.compressobj(9)
    note = b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(100)) + squeeze.flush()
    whole = saved("PNG")
    return whole[:33] + _chunk(name, b"secret-comment\0\0" + note) + whole[33:]
