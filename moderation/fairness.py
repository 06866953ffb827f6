"""Whether few stars are refused more often than many, beyond chance (product.md, rule 10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import exp, lgamma

BEYOND_CHANCE = 0.01
"""Below this probability a gap is told as a skew."""
SPAN = timedelta(days=365)
"""What is looked at: the decisions of a year."""


@dataclass(frozen=True, slots=True)
class Decided:
    """How many of a kind were accepted and refused."""

    accepted: int
    refused: int

    @property
    def share(self) -> float | None:
        """The accepted part, 0 to 1; None of nothing."""
        decided = self.accepted + self.refused
        return self.accepted / decided if decided else None


def chance_of(few: Decided, many: Decided) -> float:
    """The probability of as many refusals among `few`, or more, if stars played no part.

    Fisher's exact test, one-sided: the tail of the hypergeometric distribution, with the number
    of refusals and of submissions of each kind as they are. 1.0 where there is nothing to compare.
    """
    few_decided, all_refused = few.accepted + few.refused, few.refused + many.refused
    every = few_decided + many.accepted + many.refused
    most = min(few_decided, all_refused)
    terms = (
        exp(
            _log_ways(few_decided, refused)
            + _log_ways(every - few_decided, all_refused - refused)
            - _log_ways(every, all_refused)
        )
        for refused in range(few.refused, most + 1)
        if all_refused - refused <= every - few_decided
    )
    return min(1.0, sum(terms)) if few_decided and every > few_decided else 1.0


def is_skewed(few: Decided, many: Decided) -> bool:
    """Whether few stars are accepted less often than many, and hardly by chance."""
    if few.share is None or many.share is None or few.share >= many.share:
        return False
    return chance_of(few, many) < BEYOND_CHANCE


def _log_ways(of: int, chosen: int) -> float:
    return lgamma(of + 1) - lgamma(chosen + 1) - lgamma(of - chosen + 1)
