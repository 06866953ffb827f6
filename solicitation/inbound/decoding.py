"""Turns the bytes of a file into text, whatever program wrote them."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from solicitation.inbound.errors import UnreadableFile

# The longer marks first: UTF-32's little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHER_FILES = (
    (b"PK\x03\x04", "file_is_workbook"),
    (b"\xd0\xcf\x11\xe0", "file_is_workbook"),
    (b"\x1f\x8b", "file_is_compressed"),
    (b"%PDF", "file_not_text"),
    (b"\x89PNG", "file_not_text"),
    (b"\xff\xd8\xff", "file_not_text"),
)
_CONTROL_SHARE = 0.02
_SAMPLE = 65_536


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, the encoding it was read in, and whether that was certain and whole."""

    text: str
    encoding: str
    is_guess: bool = False
    is_damaged: bool = False


def decode(data: bytes) -> Decoded:
    """Read `data` as text: by its mark, else UTF-16 by its zeros, UTF-8, Windows-1252.

    Raises `UnreadableFile` for what is plainly another kind of file.
    """
    _refuse_other_files(data)
    decoded = _by_mark(data) or _by_zeros(data) or _by_trial(data)
    text = decoded.text.replace("\x00", "")
    _refuse_web_pages(text)
    _refuse_noise(text)
    return Decoded(text, decoded.encoding, decoded.is_guess, decoded.is_damaged)


def _refuse_other_files(data: bytes) -> None:
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UnreadableFile("file_empty")
    for start, code in _OTHER_FILES:
        if data.startswith(start):
            raise UnreadableFile(code)


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _with_losses(data[len(mark) :], encoding)
    return None


def _by_zeros(data: bytes) -> Decoded | None:
    """Western text in UTF-16 has a zero in every other byte; no other text has."""
    sample = data[:_SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(1, len(sample) // 2)
    if odd > half * 0.4 and even < half * 0.1:
        return _with_losses(data, "utf-16-le")
    if even > half * 0.4 and odd < half * 0.1:
        return _with_losses(data, "utf-16-be")
    return None


def _with_losses(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(data.decode(encoding), encoding)
    except UnicodeDecodeError:
        return Decoded(data.decode(encoding, "replace"), encoding, is_damaged=True)


def _by_trial(data: bytes) -> Decoded:
    """One cut-off character must not turn a whole UTF-8 file into gibberish, hence the count."""
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        lossy = data.decode("utf-8", "replace")
    broken = lossy.count("\ufffd")
    accented = sum(1 for letter in lossy if letter > "\x7f") - broken
    if accented > broken * 10:
        return Decoded(lossy, "utf-8", is_damaged=True)
    return Decoded(data.decode("cp1252", "replace"), "cp1252", is_guess=True)


def _refuse_web_pages(text: str) -> None:
    start = text[:200].lstrip().lower()
    if start.startswith(("<!doctype", "<html", "<?xml")):
        raise UnreadableFile("file_is_web_page")


def _refuse_noise(text: str) -> None:
    if not text.strip():
        raise UnreadableFile("file_empty")
    sample = text[:_SAMPLE]
    noise = sum(1 for letter in sample if letter < " " and letter not in "\t\r\n\x0b\x0c")
    if noise > len(sample) * _CONTROL_SHARE:
        raise UnreadableFile("file_not_text")
