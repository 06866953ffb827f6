"""How sure one may be of a rate: the Beta distribution against known values and its own laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.states import Moment
from solicitation.beta import cumulative, quantile
from solicitation.policy import answer_range, expected_answer

counts = st.floats(0.5, 5_000)
shares = st.floats(0.01, 0.99)


@pytest.mark.parametrize(
    ("rate", "yes", "no", "known", "why"),
    [
        (0.3, 1, 1, 0.3, "Beta(1, 1) is uniform"),
        (0.5, 7, 7, 0.5, "alike on both sides"),
        (0.25, 2, 1, 0.0625, "x squared"),
        (0.25, 1, 2, 0.4375, "1 - (1 - x) squared"),
        (0.2, 3, 4, 0.09888, "1 - P(Binomial(6, 0.2) <= 2)"),
    ],
)
def test_the_distribution_is_the_known_one(
    rate: float, yes: float, no: float, known: float, why: str
) -> None:
    assert cumulative(rate, yes, no) == pytest.approx(known, abs=1e-9), why


@given(shares, counts, counts)
def test_a_quantile_is_where_the_distribution_reaches_its_share(
    share: float, yes: float, no: float
) -> None:
    rate = quantile(share, yes, no)
    assert 0 <= rate <= 1
    assert cumulative(rate, yes, no) == pytest.approx(share, abs=1e-6)


@given(st.sampled_from(Moment), st.integers(0, 20_000), st.floats(0, 1))
def test_the_range_holds_the_rate_that_is_expected(moment: Moment, sent: int, share: float) -> None:
    answered = round(sent * share)
    low, high = answer_range(moment, sent, answered)
    assert low < expected_answer(moment, sent, answered) < high


def test_results_make_the_range_narrower() -> None:
    widths = [
        high - low
        for low, high in (answer_range(Moment.EVENT, n, round(n * 0.55)) for n in (0, 100, 1000))
    ]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < 0.06
