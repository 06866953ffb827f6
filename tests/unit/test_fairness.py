"""A skew is told where chance hardly explains it, by the numbers of a table anybody can check."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as some

from moderation.fairness import Decided, chance_of, is_skewed


@pytest.mark.parametrize(
    ("few", "many", "is_told"),
    [
        ((0, 0), (0, 0), False),
        ((0, 5), (0, 0), False),
        ((10, 0), (10, 0), False),
        ((9, 1), (99, 1), False),
        ((7, 3), (97, 3), True),
        ((50, 50), (95, 5), True),
        ((95, 5), (50, 50), False),
        ((1, 1), (1, 0), False),
        ((9000, 1000), (9000, 1000), False),
        ((89_000, 11_000), (90_000, 10_000), True),
    ],
    ids=str,
)
def test_what_is_told_as_a_skew(few: tuple[int, int], many: tuple[int, int], is_told: bool) -> None:
    assert is_skewed(Decided(*few), Decided(*many)) is is_told


def test_the_classic_table_has_its_classic_probability() -> None:
    """Fisher's lady tasting tea: three cups of four right, by guessing 17 times of 70."""
    assert chance_of(Decided(1, 3), Decided(3, 1)) == pytest.approx(17 / 70)


numbers = some.integers(0, 12)


@given(numbers, numbers, numbers, numbers)
def test_it_equals_the_count_of_ways(a: int, b: int, c: int, d: int) -> None:
    few, every, refused = a + b, a + b + c + d, b + d
    ways = sum(
        comb(few, k) * comb(every - few, refused - k) for k in range(b, min(few, refused) + 1)
    )
    expected = ways / comb(every, refused) if few and every > few else 1.0
    assert chance_of(Decided(a, b), Decided(c, d)) == pytest.approx(expected)
