"""Hostile videos: cut, changed, with codecs, tracks and references no phone would write."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from tests.fakes import media_videos as videos
from tests.fakes.hostile.cases import Case, End, cut, flipped

MP4, WEBM = "video/mp4", "video/webm"
TINY = {"width": 64, "height": 36, "seconds": 0.4}
PAGE = b"<html><script>alert(1)</script></html>"


def films(folder: Path, address: str) -> Iterator[Case]:
    """All of them."""
    fast = ("-movflags", "+faststart")
    mp4 = videos.video(folder / "a.mp4", *videos.H264, *fast, **TINY).read_bytes()  # type: ignore[arg-type] # sizes only
    webm = videos.video(
        folder / "a.webm",
        "-c:v",
        "libvpx",
        sound=("-c:a", "libopus"),
        **TINY,  # type: ignore[arg-type] # sizes only
    ).read_bytes()
    yield from cut("an MP4", mp4, "a.mp4", MP4, 8)
    yield from cut("a WebM", webm, "a.webm", WEBM, 8)
    yield from flipped("an MP4", mp4, "a.mp4", MP4, 8)
    yield from flipped("a WebM", webm, "a.webm", WEBM, 8)
    yield from _tables(mp4)
    yield from _references(mp4, address)
    yield from _shells(mp4, webm)
    yield from _contents(folder)


def _tables(mp4: bytes) -> Iterator[Case]:
    """Counts, sizes and lengths that cannot be true."""
    for name in (b"stsz", b"stts", b"stsc", b"stco", b"ctts", b"stss"):
        at = mp4.find(name)
        if at > 0:
            count = at + (12 if name == b"stsz" else 8)
            data = mp4[:count] + b"\xff\xff\xff\xff" + mp4[count + 4 :]
            yield Case(f"an MP4 with four billion entries in {name!r}", data, "a.mp4", MP4)
    for name, what, at in (
        (b"mvhd", b"\0\0\0\0", 16),
        (b"mvhd", b"\xff\xff\xff\xff", 20),
        (b"tkhd", b"\0\0\0\0\0\0\0\0", 80),
        (b"tkhd", b"\x7f\xff\0\0\x7f\xff\0\0", 80),
        (b"elst", b"\xff\xff\xff\xff", 8),
        (b"avc1", b"\xff\xff\xff\xff", 28),
        (b"moov", b"", 0),
    ):
        place = mp4.find(name) + at
        data = mp4[:place] + what + mp4[place + len(what) :]
        if name == b"moov":
            data = mp4[: place - 4] + b"\0\0\0\x08" + mp4[place:]
        yield Case(f"an MP4 with a strange {name!r} at {at}", data, "a.mp4", MP4)


def _references(mp4: bytes, address: str) -> Iterator[Case]:
    """Tracks whose bytes lie elsewhere (ISO 14496-12 §8.7.2), at an address that listens."""
    told = address.encode() + b"\0"
    for name in (b"url ", b"alis", b"urn "):
        entry = struct.pack(">I4sI", 12 + len(told), name, 0) + told
        yield Case(f"an MP4 whose frames lie at a {name!r}", _pointed(mp4, entry), "a.mp4", MP4)
        reference = struct.pack(">I4sI4sI", 20 + len(told), b"rdrf", 0, name, len(told)) + told
        movie = _box(b"moov", _box(b"rmra", _box(b"rmda", reference)))
        head = _box(b"ftyp", b"qt  \0\0\0\0qt  ")
        yield Case(f"a movie that only names a {name!r}", head + movie, "a.mov", "video/quicktime")


def _shells(mp4: bytes, webm: bytes) -> Iterator[Case]:
    """A right beginning, and nothing or something else behind it."""
    head = _box(b"ftyp", b"isom\0\0\x02\0isomiso2avc1mp41")
    for why, data in (
        ("a head alone", head),
        ("a head and noise", head + bytes(range(256)) * 40),
        ("a head and an endless box", head + b"\0\0\0\0mdat" + bytes(5000)),
        ("a head and a page", head + PAGE),
        ("a head and a list", head + b"#EXTM3U\nhttp://127.0.0.1/a.ts\n"),
        ("boxes in boxes", head + _nested(600)),
        ("an MP4 and a page", mp4 + PAGE),
        ("an MP4 twice", mp4 * 2),
    ):
        yield Case(why, data, "a.mp4", MP4)
    ebml = webm[: webm.index(b"webm") + 4]
    for why, data in (
        ("an EBML head alone", ebml),
        ("an EBML head and noise", ebml + bytes(range(256)) * 40),
        ("a WebM of unknown length", ebml + b"\x18\x53\x80\x67\x01" + b"\xff" * 7 + bytes(900)),
        ("a WebM and a page", webm + PAGE),
    ):
        yield Case(why, data, "a.webm", WEBM)
    for why, data, name, claim in (
        ("an MP4 called WebM", mp4, "a.webm", WEBM),
        ("a WebM called MP4", webm, "a.mp4", MP4),
        ("an MP4 called a photo", mp4, "a.jpg", "image/jpeg"),
        ("a WebM called a photo", webm, "a.png", "image/png"),
    ):
        yield Case(why, data, name, claim, End.REFUSED)


def _contents(folder: Path) -> Iterator[Case]:
    """Sound files of the right kind that hold what we do not take, or say too much."""
    for codec in (("-c:v", "png"), ("-c:v", "mjpeg"), ("-c:v", "mpeg4")):
        data = videos.video(folder / f"{codec[1]}.mp4", *codec, **TINY).read_bytes()  # type: ignore[arg-type] # sizes only
        yield Case(f"an MP4 of {codec[1]}", data, "a.mp4", MP4, End.REFUSED)
    sound = folder / "sound.mp4"
    videos.ffmpeg("-f", "lavfi", "-i", "sine=d=1", "-c:a", "aac", str(sound))
    yield Case("a sound without a picture", sound.read_bytes(), "a.mp4", MP4, End.REFUSED)
    talkative = videos.talkative(folder / "talk.mp4").read_bytes()
    yield Case("place, title and chapters", talkative, "a.mp4", MP4, End.CLEAN)
    silent = videos.video(folder / "s.mp4", *videos.H264, sound=(), **TINY).read_bytes()  # type: ignore[arg-type] # sizes only
    yield Case("a video without sound", silent, "a.mp4", MP4, End.CLEAN)


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), name) + body


def _nested(depth: int) -> bytes:
    """`moov` in `moov`: a reader that follows each by a call of its own runs out of stack."""
    body = b""
    for _ in range(depth):
        body = _box(b"moov", body)
    return body


def _pointed(mp4: bytes, entry: bytes) -> bytes:
    """The same movie, its first data reference replaced; every box around it grows along."""
    at = mp4.index(b"dref") - 4
    size = struct.unpack(">I", mp4[at : at + 4])[0]
    dref = _box(b"dref", struct.pack(">II", 0, 1) + entry)
    data = bytearray(mp4[:at] + dref + mp4[at + size :])
    for name in (b"dinf", b"minf", b"mdia", b"trak", b"moov"):
        place = data.rindex(name, 0, at) - 4
        grown = struct.unpack(">I", data[place : place + 4])[0] + len(dref) - size
        data[place : place + 4] = struct.pack(">I", grown)
    return bytes(data)
