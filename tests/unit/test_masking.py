"""Masks hide places of a text and nothing else, in the language of the words."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.masking import MARKS, masked, merged
from core.signals import Signal
from moderation.marking import marked


@dataclass
class Span:
    field: str
    start: int
    end: int
    signal: Signal = Signal.EMAIL


@pytest.mark.parametrize(
    ("spans", "language", "shown"),
    [
        ([], "fr", "à lea@x.fr ou 06 12"),
        ([(2, 10)], "fr", "à [masqué] ou 06 12"),
        ([(2, 10)], "en-GB", "à [masked] ou 06 12"),
        ([(2, 10)], "de", "à [masked] ou 06 12"),
        ([(14, 19), (2, 10)], "fr", "à [masqué] ou [masqué]"),
        ([(2, 6), (5, 10)], "fr", "à [masqué] ou 06 12"),
        ([(0, 99)], "fr", "[masqué]"),
        ([(50, 60)], "fr", "à lea@x.fr ou 06 12"),
    ],
)
def test_what_others_read(spans: list[tuple[int, int]], language: str, shown: str) -> None:
    places = [Span("words", start, end) for start, end in spans]
    assert masked("à lea@x.fr ou 06 12", "words", places, language) == shown


def test_a_mask_of_one_field_leaves_the_others_alone() -> None:
    assert masked("lea@x.fr", "title", [Span("words", 0, 8)], "fr") == "lea@x.fr"


places = some.lists(some.tuples(some.integers(0, 40), some.integers(1, 20)), max_size=6)


@given(text=some.text(max_size=40), spots=places)
def test_what_is_hidden_is_not_there_and_the_rest_is(
    text: str, spots: list[tuple[int, int]]
) -> None:
    spans = [Span("words", start, start + length) for start, length in spots]
    hidden = {n for one in spans for n in range(one.start, one.end)}
    kept = "".join(letter for n, letter in enumerate(text) if n not in hidden)
    shown = masked(text, "words", spans, "fr")
    runs = sum(start < len(text) for start, _ in merged((one.start, one.end) for one in spans))
    assert len(shown) == len(kept) + runs * len(MARKS["fr"])
    assert "".join(piece.text for piece in marked(text, spans, spans)) == text
    seen = marked(text, [], spans)
    assert all(piece.is_masked <= (set(range(len(text))) & hidden != set()) for piece in seen)
