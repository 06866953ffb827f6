"""Two hundred sentences and more, and every place in them that a moderator should see."""

from __future__ import annotations

import re

import pytest

from moderation.screening import Facts, Lists, Passage, Signal, screen
from tests.fakes import screening_english, screening_french

LISTS = Lists(staff=["Camille Durand", "Rose"], other_shops=["Bolia", "La Redoute"])
OF_TEXT = frozenset(Signal) - {Signal.OTHER_LANGUAGE, Signal.STARS_AND_WORDS}
_MARK = re.compile(r"\[([a-z_]+)\|((?:[^\[\]]|\[at\]|\[dot\])*)\]")

CASES = [
    (language, line)
    for language, table in (("fr", screening_french.CASES), ("en", screening_english.CASES))
    for line in table.strip().splitlines()
]


def expected(line: str) -> tuple[str, set[tuple[str, int, int]]]:
    """The words without marks, and each place that was marked."""
    text, places, last = "", set(), 0
    for mark in _MARK.finditer(line):
        text += line[last : mark.start()]
        places.add((mark[1], len(text), len(text) + len(mark[2])))
        text, last = text + mark[2], mark.end()
    return text + line[last:], places


def seen(text: str, country: str) -> set[tuple[str, int, int]]:
    facts = Facts([Passage("words", text)], country=country, lists=LISTS)
    return {(s.signal.value, s.start, s.end) for s in screen(facts) if s.signal in OF_TEXT}


def test_there_are_two_hundred_cases_in_both_languages() -> None:
    counts = [sum(1 for language, _ in CASES if language == one) for one in ("fr", "en")]
    assert sum(counts) >= 200
    assert min(counts) >= 90


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_marked_place_is_seen_and_nothing_else(language: str) -> None:
    wrong = []
    for one, line in CASES:
        text, places = expected(line)
        found = seen(text, {"fr": "FR", "en": "GB"}[language])
        if one == language and found != places:
            shown = sorted((signal, text[start:end]) for signal, start, end in found ^ places)
            wrong.append(f"{text!r}: {shown}")
    assert wrong == []
