"""Personal data in published words, hidden where everybody sees that it is. Pure.

The words themselves never change (product.md, rule 9): a mask is a place in them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

MARKS = {"fr": "[masqué]", "en": "[masked]"}
_MARK = MARKS["en"]


class Span(Protocol):
    """Characters `start` to `end` of `field`, as Python counts them."""

    field: str
    start: int
    end: int


def masked(text: str, field: str, spans: Iterable[Span], language: str) -> str:
    """The text with a mark in place of each masked part, in the language of the words."""
    shown, last = "", 0
    mark = MARKS.get(language[:2], _MARK)
    for start, end in merged((one.start, one.end) for one in spans if one.field == field):
        if start < len(text):
            shown, last = shown + text[last:start] + mark, end
    return shown + text[last:]


def merged(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places in order, those that touch or overlap as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
