"""Who is left alone, so that the effect of asking can be measured."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.states import Moment
from solicitation.policy import MOST_HELD_OUT, is_held_out

people = st.integers(1, 10**12)


@given(people, people, st.sampled_from(Moment), st.integers(0, MOST_HELD_OUT))
def test_a_share_that_grows_only_adds_people(
    store: int, person: int, moment: Moment, percent: int
) -> None:
    if is_held_out(store, moment, person, percent):
        assert is_held_out(store, moment, person, percent + 1)


@given(people, people, st.sampled_from(Moment))
def test_nobody_is_held_out_of_a_share_of_nothing(store: int, person: int, moment: Moment) -> None:
    assert not is_held_out(store, moment, person, 0)


def test_the_share_is_about_as_large_as_it_says() -> None:
    held = sum(is_held_out(7, Moment.ONE_MONTH, person, 20) for person in range(10_000))
    assert 1_850 < held < 2_150


def test_each_moment_leaves_other_people_alone() -> None:
    def held(moment: Moment) -> set[int]:
        return {person for person in range(4_000) if is_held_out(7, moment, person, 50)}

    both = held(Moment.ONE_MONTH) & held(Moment.SIX_MONTHS)
    assert 800 < len(both) < 1_200, "half of one half, not the same half"
