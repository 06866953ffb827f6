"""Text cut at the places that screening saw, so that a page can mark them; the words stay whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from core.signals import Signal


class Place(Protocol):
    """A sighting: a signal with its place in a field."""

    signal: Signal
    start: int
    end: int


class Hidden(Protocol):
    """A mask: a place in a field."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters, the signals seen in all of it, and whether readers see a mask there."""

    text: str
    signals: Sequence[Signal] = ()
    is_masked: bool = False


def marked(text: str, places: Iterable[Place], masks: Iterable[Hidden] = ()) -> Sequence[Piece]:
    """The pieces of a text, in order; put together they are the text, whatever the places say."""
    inside = [one for one in places if 0 <= one.start < one.end <= len(text)]
    hidden = [one for one in masks if 0 <= one.start < one.end <= len(text)]
    edges = {edge for one in (*inside, *hidden) for edge in (one.start, one.end)}
    return [
        Piece(
            text[start:end],
            _seen_in(start, end, inside),
            any(one.start <= start and end <= one.end for one in hidden),
        )
        for start, end in pairwise(sorted({0, len(text), *edges}))
    ]


def _seen_in(start: int, end: int, places: Iterable[Place]) -> Sequence[Signal]:
    found = {one.signal for one in places if one.start <= start and end <= one.end}
    return [signal for signal in Signal if signal in found]
