"""Experiments: who gets which variant, and when one may be called better than the others. Pure.

A variant is assigned by a keyed hash of the customer alone: fixed for ever, in equal shares, blind
to what people think. What came back is judged in two ways:

- the share answered of one variant, with its 95 % interval: the Beta posterior of Jeffreys' prior
  (Brown, Cai, DasGupta 2001, "Interval estimation for a binomial proportion");
- the difference between two, with an interval that holds however often one looks: the normal
  mixture of Robbins (1970) as used for such tests by Johari, Koomen, Pekelis and Walsh (2022,
  "Always valid inference", Operations Research 70(3)). All pairs share an error of 5 %, after
  Bonferroni.

A winner is named when its difference to every other leaves 0 outside. So whoever looks every day,
at up to four variants that are all alike, is told a winner in fewer than 5 of 100 experiments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from itertools import pairwise
from math import comb, log, prod, sqrt

from core.states import Moment, Varied
from solicitation.beta import cumulative, quantile

MOST_VARIANTS = 4
LEAST_ASKS = 100
"""Requests that each variant needs before a difference is believed."""
ANSWERS_WITHIN = timedelta(days=7)
"""A request counts once it left so long ago, with the answers it drew by then: a longer delay would
otherwise look worse for having had less time."""

_DOUBT = 0.05
_TUNED_TO = 0.05
"""The difference at which the interval is tightest; any choice made beforehand is valid."""
_TOO_MANY = 200_000
_JEFFREYS = 0.5
_STEPS = 160


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the things tried; `subjects` by language, or a delay."""

    id: int
    subjects: Mapping[str, str]
    delay_hours: int | None


@dataclass(frozen=True, slots=True)
class Trial:
    """An experiment as those see it who assign people to its variants."""

    ref: str
    moment: Moment
    varied: Varied
    variants: tuple[Variant, ...]

    def variant_of(self, customer_id: int) -> Variant:
        """What this customer gets, for ever."""
        return self.variants[assigned(self.ref, customer_id, len(self.variants))]

    def known(self, variant_id: int | None) -> Variant | None:
        """One of these variants by its number."""
        return next((one for one in self.variants if one.id == variant_id), None)


@dataclass(frozen=True, slots=True)
class Count:
    """Requests that left, and those that were answered."""

    asked: int
    answered: int


@dataclass(frozen=True, slots=True)
class Range:
    """A rate or a difference of rates, and between what it lies."""

    middle: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Result:
    """What one variant brought; `behind` is how much less than the leading one, None for it."""

    count: Count
    share: Range
    best_chance: float
    behind: Range | None


@dataclass(frozen=True, slots=True)
class Standing:
    """All results; `missing` more requests per variant would settle it at today's difference.

    `missing` is None where nobody can say: nothing differs enough.
    """

    results: tuple[Result, ...]
    leader: int
    winner: int | None
    missing: int | None


def assigned(ref: str, customer_id: int, variants: int) -> int:
    """The place of a customer's variant: the same for ever, and independent between experiments."""
    name = blake2b(str(customer_id).encode(), key=ref.encode(), digest_size=8)
    return int.from_bytes(name.digest(), "big") % variants


def standing(counts: Sequence[Count]) -> Standing:
    """Where an experiment stands, by the counts of its variants in their order."""
    leader, winner = leader_of(counts), winner_of(counts)
    chances = best_chances(counts)
    results = tuple(
        Result(
            count,
            share_of(count),
            chances[place],
            None if place == leader else difference(counts[leader], count, len(counts)),
        )
        for place, count in enumerate(counts)
    )
    return Standing(results, leader, winner, 0 if winner is not None else missing_asks(counts))


def share_of(count: Count) -> Range:
    """The share answered, and its 95 % interval."""
    yes, no = _posterior(count)
    return Range(yes / (yes + no), quantile(0.025, yes, no), quantile(0.975, yes, no))


def leader_of(counts: Sequence[Count]) -> int:
    """The place of the variant with the largest share; the first of equals."""
    return max(range(len(counts)), key=lambda place: (_mean(counts[place]), -place))


def winner_of(counts: Sequence[Count]) -> int | None:
    """The place of the variant that is better than every other, if one may say so."""
    if min(count.asked for count in counts) < LEAST_ASKS:
        return None
    leader = leader_of(counts)
    others = (count for place, count in enumerate(counts) if place != leader)
    is_clear = all(difference(counts[leader], one, len(counts)).least > 0 for one in others)
    return leader if is_clear else None


def difference(first: Count, second: Count, variants: int) -> Range:
    """By how much the first is answered more than the second; valid at every look."""
    middle = _mean(first) - _mean(second)
    radius = _radius(_variance(first) + _variance(second), variants)
    return Range(middle, max(-1.0, middle - radius), min(1.0, middle + radius))


def best_chances(counts: Sequence[Count]) -> list[float]:
    """How likely each is the best of all: the posteriors, integrated over a grid of rates."""
    known = [_posterior(count) for count in counts]
    least = min(quantile(1e-5, *one) for one in known)
    most = max(quantile(1 - 1e-5, *one) for one in known)
    grid = [least + (most - least) * step / _STEPS for step in range(_STEPS + 1)]
    below = [[cumulative(rate, *one) for rate in grid] for one in known]
    raw = [_best_chance(place, below) for place in range(len(counts))]
    return [chance / sum(raw) for chance in raw]


def missing_asks(counts: Sequence[Count]) -> int | None:
    """How many more requests per variant would name today's leader, if nothing changes."""
    leader = leader_of(counts)
    others = [count for place, count in enumerate(counts) if place != leader]
    rate = _mean(counts[leader])
    needed = [asks_for(_mean(one), rate - _mean(one), len(counts)) for one in others]
    fewest = min(count.asked for count in counts)
    if any(asks is None for asks in needed):
        return None
    return max(1, max(asks or 0 for asks in needed) - fewest)


def asks_for(rate: float, gain: float, variants: int) -> int | None:
    """Requests per variant after which `gain` above `rate` shows; None when nobody has so many."""
    spread = rate * (1 - rate) + (better := min(rate + gain, 0.999)) * (1 - better)
    if gain <= _radius(spread / _TOO_MANY, variants):
        return None
    few, many = 1, _TOO_MANY
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if gain > _radius(spread / middle, variants) else (middle, many)
    return max(LEAST_ASKS, many)


def _radius(variance: float, variants: int) -> float:
    """Half the width of the interval of a difference with this variance."""
    error, prior = _DOUBT / comb(variants, 2), _TUNED_TO**2
    return sqrt(variance * (1 + variance / prior) * log((1 + prior / variance) / error**2))


def _best_chance(place: int, below: Sequence[Sequence[float]]) -> float:
    others = [one for other, one in enumerate(below) if other != place]
    return sum(
        (after - before) * prod((one[step] + one[step + 1]) / 2 for one in others)
        for step, (before, after) in enumerate(pairwise(below[place]))
    )


def _posterior(count: Count) -> tuple[float, float]:
    return count.answered + _JEFFREYS, max(0, count.asked - count.answered) + _JEFFREYS


def _mean(count: Count) -> float:
    yes, no = _posterior(count)
    return yes / (yes + no)


def _variance(count: Count) -> float:
    yes, no = _posterior(count)
    return yes * no / ((yes + no) ** 2 * (yes + no + 1))
