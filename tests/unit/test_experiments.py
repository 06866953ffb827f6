"""Experiments: who gets what for ever, and when a winner may be named."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from core.states import Moment, Varied
from solicitation.experiments import (
    LEAST_ASKS,
    Count,
    Trial,
    Variant,
    asks_for,
    assigned,
    best_chances,
    difference,
    share_of,
    standing,
    winner_of,
)

REF = "0123456789abcdef0123456789abcdef"
OTHER = "fedcba9876543210fedcba9876543210"
CHI_SQUARE = {2: 10.83, 3: 13.82, 4: 16.27}
"""Quantiles at 0.999 with one degree of freedom less than variants."""


def looked_at(rates: list[float], dice: random.Random, *, most: int) -> int | None:
    """Who is named when one looks after every fifty requests per variant."""
    answered = [0] * len(rates)
    for asked in range(50, most + 1, 50):
        for place, rate in enumerate(rates):
            answered[place] += sum(dice.random() < rate for _ in range(50))
        winner = winner_of([Count(asked, one) for one in answered])
        if winner is not None:
            return winner
    return None


def test_a_customer_keeps_their_variant_for_ever() -> None:
    """Written down: another hash would move people who take part already."""
    assert [assigned(REF, customer, 3) for customer in range(1, 9)] == [1, 1, 0, 1, 0, 2, 2, 1]


@pytest.mark.parametrize("variants", [2, 3, 4])
def test_variants_get_equal_shares(variants: int) -> None:
    people = 12_000
    got = Counter(assigned(REF, customer, variants) for customer in range(people))
    fair = people / variants
    assert sum((got[n] - fair) ** 2 / fair for n in range(variants)) < CHI_SQUARE[variants]


def test_what_one_experiment_gives_says_nothing_of_the_next() -> None:
    pairs = Counter((assigned(REF, n, 2), assigned(OTHER, n, 2)) for n in range(8_000))
    assert sum((pairs[a, b] - 2_000) ** 2 / 2_000 for a in (0, 1) for b in (0, 1)) < 16.27


def test_a_trial_knows_its_own_variants_alone() -> None:
    variants = tuple(Variant(number, {}, 24 * number) for number in (7, 8))
    trial = Trial(REF, Moment.ONE_MONTH, Varied.DELAY, variants)
    assert trial.variant_of(5) is variants[assigned(REF, 5, 2)]
    assert trial.known(8) is variants[1]
    assert trial.known(9) is None
    assert trial.known(None) is None


@pytest.mark.parametrize(
    "rates",
    [
        pytest.param([0.2, 0.2], id="two alike"),
        pytest.param([0.08, 0.08, 0.08], id="three alike, seldom answered"),
        pytest.param([0.5, 0.5, 0.5, 0.5], id="four alike, often answered"),
    ],
)
def test_looking_all_the_time_names_a_winner_among_equals_in_fewer_than_five_of_a_hundred(
    rates: list[float],
) -> None:
    dice = random.Random(2026)  # noqa: S311 # repeatable by its seed
    named = sum(looked_at(rates, dice, most=1500) is not None for _ in range(200))
    assert named <= 10


def test_a_variant_that_is_truly_better_is_found() -> None:
    dice = random.Random(7)  # noqa: S311 # repeatable by its seed
    found = Counter(looked_at([0.15, 0.30, 0.15], dice, most=1500) for _ in range(25))
    assert found == {1: 25}


def test_nobody_wins_before_every_variant_was_asked_often_enough() -> None:
    clear = [Count(5_000, 2_500), Count(LEAST_ASKS - 1, 0)]
    assert winner_of(clear) is None
    assert winner_of([Count(5_000, 2_500), Count(LEAST_ASKS, 0)]) == 0


def test_nothing_counted_yet_is_told_as_such() -> None:
    now = standing([Count(0, 0), Count(0, 0)])
    assert (now.leader, now.winner, now.missing) == (0, None, None)
    assert [round(one.best_chance, 2) for one in now.results] == [0.5, 0.5]
    assert now.results[0].behind is None
    assert now.results[1].behind is not None
    assert now.results[1].behind.least < 0 < now.results[1].behind.most


def test_the_interval_of_a_difference_is_wider_the_more_variants_there_are() -> None:
    first, second = Count(400, 120), Count(400, 80)
    two, four = difference(first, second, 2), difference(first, second, 4)
    assert four.least < two.least < two.middle == four.middle < two.most < four.most


def test_shares_lie_within_their_interval_and_zero_answers_leave_room() -> None:
    share = share_of(Count(100, 0))
    assert 0 <= share.least < share.middle < share.most < 0.04


def test_the_chances_to_be_best_add_up_and_follow_the_answers() -> None:
    chances = best_chances([Count(300, 30), Count(300, 60), Count(300, 58)])
    assert sum(chances) == pytest.approx(1)
    assert chances[0] < 0.01 < chances[2] < chances[1]


def test_about_as_many_requests_are_missing_as_it_takes() -> None:
    counts = [Count(200, 30), Count(200, 50)]
    missing = standing(counts).missing
    assert missing is not None
    enough, short = ((200 + missing * share) / 200 for share in (1.1, 0.8))
    assert winner_of([grown(one, enough) for one in counts]) == 1
    assert winner_of([grown(one, short) for one in counts]) is None


def grown(count: Count, factor: float) -> Count:
    """The same rate after more requests."""
    return Count(round(count.asked * factor), round(count.answered * factor))


def test_a_difference_too_small_for_anybody_has_no_number() -> None:
    assert asks_for(0.2, 0.0005, 2) is None
    fewer, more = asks_for(0.2, 0.1, 2), asks_for(0.2, 0.05, 2)
    assert fewer is not None
    assert more is not None
    assert LEAST_ASKS <= fewer < more
