"""Reads and writes the captions of a video: the small part of WebVTT that is words and times.

Source: W3C, "WebVTT: The Web Video Text Tracks Format", §4.1 and §6.1. Settings, styles, regions,
notes and markup are dropped; the words are kept as they are.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from core.errors import N_, VivavoceError

CAPTIONS_TYPE: Final = "text/vtt"
CAPTIONS_BYTES: Final = 100_000

HEADER: Final = re.compile(r"WEBVTT(?:[ \t].*)?")
TIME: Final = r"(?:(\d{2,3}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
TIMING: Final = re.compile(rf"{TIME}[ \t]+-->[ \t]+{TIME}(?:[ \t]+.*)?")
ARROW: Final = "-->"
DROPPED: Final = re.compile(r"NOTE(?:[ \t].*)?|STYLE[ \t]*|REGION[ \t]*")
MARKUP: Final = re.compile(
    r"</?(?:c|i|b|u|ruby|rt|v|lang)(?:[.\s][^<>]*)?>|<[\d:]+\.\d{3}>", re.IGNORECASE
)


class CaptionsUnreadable(VivavoceError):
    """Not the captions we can show; the sentence names the line, counted from 1."""

    code = "captions_unreadable"
    status = 422


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said from `start` to `end`, milliseconds from the beginning."""

    start: int
    end: int
    text: str


def read_captions(text: str) -> tuple[Cue, ...]:
    """The cues of a WebVTT text, in their order; raises `CaptionsUnreadable`."""
    if len(text.encode("utf-8", "replace")) > CAPTIONS_BYTES:
        raise CaptionsUnreadable(N_("Captions may have 100 kB at most."))
    lines = _lines(text)
    if not HEADER.fullmatch(lines[0]):
        raise CaptionsUnreadable(N_("Captions begin with a line that says WEBVTT."))
    cues: list[Cue] = []
    for number, block in _blocks(lines):
        cue = _cue(number, block)
        if cue is not None:
            _refuse_disorder(number, cue, cues)
            cues.append(cue)
    if not any(cue.text for cue in cues):
        raise CaptionsUnreadable(
            N_("There is no caption here: each has a line of two times, then its words.")
        )
    return tuple(cue for cue in cues if cue.text)


def write_captions(cues: Iterable[Cue]) -> str:
    """WebVTT with nothing in it but times and words; the words can end no cue and begin no tag."""
    blocks = [
        f"{_time(cue.start)} {ARROW} {_time(cue.end)}\n{html.escape(words, quote=False)}\n"
        for cue in cues
        if (words := _text(cue.text))
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def _lines(text: str) -> list[str]:
    """The lines without a byte order mark, and without what is no letter in any of them."""
    whole = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(each for each in whole if each in "\n\t" or (each >= " " and each != "\x7f"))
    return kept.split("\n")


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """What stands between empty lines, each with the number of its first; the header left out."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(line)
        elif block:
            if number - len(block) > 1:
                yield number - len(block), block
            block = []


def _cue(number: int, block: list[str]) -> Cue | None:
    """A block's cue, None for one that is none (a note, a style, a region)."""
    if DROPPED.fullmatch(block[0]):
        return None
    place = 0 if ARROW in block[0] else 1
    found = TIMING.fullmatch(block[place].rstrip()) if place < len(block) else None
    if found is None:
        raise CaptionsUnreadable(
            N_("Line %(line)s: two times such as 00:01.000 --> 00:03.500 are expected here."),
            line=number + place,
        )
    said = block[place + 1 :]
    stray = next((at for at, line in enumerate(said, number + place + 1) if ARROW in line), None)
    if stray is not None:
        raise CaptionsUnreadable(
            N_("Line %(line)s: an empty line is missing before these times."), line=stray
        )
    words = html.unescape(MARKUP.sub("", "\n".join(said)))
    return Cue(_milliseconds(found.groups()[:4]), _milliseconds(found.groups()[4:]), _text(words))


def _text(words: str) -> str:
    """Words in lines: what stood for a character may have stood for a line or none at all."""
    lines = (line.strip() for line in _lines(words))
    return "\n".join(line for line in lines if line)


def _refuse_disorder(number: int, cue: Cue, before: list[Cue]) -> None:
    if cue.start >= cue.end or (before and cue.start < before[-1].start):
        raise CaptionsUnreadable(
            N_("Line %(line)s: a caption ends after it begins, and begins after the one before."),
            line=number,
        )


def _milliseconds(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, rest = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _time(moment: int) -> str:
    seconds, rest = divmod(moment, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
