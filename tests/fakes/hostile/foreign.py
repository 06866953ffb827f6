"""Files that are no photo and no video at all: pages, programs, archives, lists of addresses."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator

from PIL import Image

from tests.fakes.hostile.cases import Case, End

NAMES = (("a.jpg", "image/jpeg"), ("a.mp4", "video/mp4"), ("a.svg", "image/svg+xml"))


def foreign(address: str) -> Iterator[Case]:
    """Each of them under three names; the lists and drawings ask for `address`."""
    for why, data in (*_lists(address), *_drawings(address), *_others()):
        for name, claim in NAMES:
            yield Case(f"{why} called {name}", data, name, claim, End.REFUSED)


def _lists(address: str) -> Iterator[tuple[str, bytes]]:
    texts = {
        "an HLS list": f"#EXTM3U\n#EXTINF:1,\n{address}a.ts\n#EXT-X-ENDLIST\n",
        "an HLS list after a mark": f"\ufeff#EXTM3U\n#EXT-X-MEDIA:URI={address}\n",
        "an HLS list of a local file": "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        "a concat list": f"ffconcat version 1.0\nfile '{address}a.mp4'\n",
        "a concat list without its name": f"file '{address}a.mp4'\nfile '/etc/passwd'\n",
        "a PLS list": f"[playlist]\nFile1={address}a.mp4\nNumberOfEntries=1\n",
        "a DASH list": f"<?xml version='1.0'?><MPD><BaseURL>{address}</BaseURL></MPD>",
        "a SMIL list": f"<smil><body><video src='{address}'/></body></smil>",
        "a session description": f"v=0\no=- 0 0 IN IP4 127.0.0.1\nu={address}\n",
        "a list of streams": f"{address}a.mp4\n",
    }
    yield from ((why, text.encode()) for why, text in texts.items())


def _drawings(address: str) -> Iterator[tuple[str, bytes]]:
    svg = "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink'>"
    texts = {
        "an SVG with a script": f"{svg}<script>fetch('{address}')</script></svg>",
        "an SVG with a picture elsewhere": f"{svg}<image xlink:href='{address}a.png'/></svg>",
        "an SVG with an entity": f"<!DOCTYPE a [<!ENTITY b SYSTEM '{address}'>]>{svg}&b;</svg>",
        "an MVG drawing": f"push graphic-context\nimage over 0,0 0,0 '{address}'\npop\n",
        "a PostScript drawing": f"%!PS-Adobe-3.0 EPSF-3.0\n({address}) (r) file\n",
        "a page": f"<!doctype html><img src='{address}'>",
        "a PDF": f"%PDF-1.7\n1 0 obj <</URI ({address})>> endobj\n",
    }
    yield from ((why, text.encode()) for why, text in texts.items())


def _others() -> Iterator[tuple[str, bytes]]:
    for codec in ("GIF", "TIFF", "BMP", "ICO", "PPM", "TGA", "ICNS"):
        file = io.BytesIO()
        Image.new("RGB", (32, 32), "red").save(file, codec)
        yield f"a picture as {codec}", file.getvalue()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../secret.txt", "out of here")
    yield "a ZIP that climbs", packed.getvalue()
    yield "a gzip", gzip.compress(bytes(1 << 20))
    yield "nothing", b""
    yield "one byte", b"\xff"
    yield "zeros", bytes(5000)
    yield "a Windows program", b"MZ" + bytes(200)
    yield "a Linux program", b"\x7fELF" + bytes(200)
    yield "an AVI", b"RIFF\x24\0\0\0AVI LIST" + bytes(200)
    yield "a WAV", b"RIFF\x24\0\0\0WAVEfmt " + bytes(200)
    yield "an Ogg", b"OggS" + bytes(200)
    yield "an FLV", b"FLV\x01\x05" + bytes(200)
    yield "a script", b"#!/bin/sh\ncurl http://127.0.0.1\n"
    yield "a PHP script", b"<?php system($_GET['c']); ?>"
