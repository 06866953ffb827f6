"""The hour at which a moment asks: learned, explored, and never in quiet hours."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solicitation.experiments import Count
from solicitation.hours import EXPLORED, allowed_hours, at_hour, drawn_hour, rate_of
from solicitation.policy import Quiet, next_open

NIGHT = Quiet(20, 9, True)
PARIS = ZoneInfo("Europe/Paris")
HOURS = allowed_hours(NIGHT)
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "hours"),
    [
        pytest.param(NIGHT, tuple(range(9, 20)), id="over midnight"),
        pytest.param(Quiet(1, 7, False), (0, *range(7, 24)), id="after midnight"),
        pytest.param(Quiet(0, 0, False), tuple(range(24)), id="never quiet"),
        pytest.param(Quiet(2, 22, False), (0, 1, 22, 23), id="four hours around midnight"),
    ],
)
def test_hours_are_those_in_which_mail_may_arrive(quiet: Quiet, hours: tuple[int, ...]) -> None:
    assert allowed_hours(quiet) == hours


def test_the_same_request_draws_the_same_hour() -> None:
    counts = {18: Count(100, 30), 10: Count(100, 10)}
    assert {drawn_hour("1:one_month:7:A-1", counts, HOURS, 0.2) for _ in range(5)} == {
        drawn_hour("1:one_month:7:A-1", dict(reversed(counts.items())), HOURS, 0.2)
    }


def test_learning_comes_to_the_better_hour_and_still_tries_the_others() -> None:
    """Eleven hours alike but one; what they bring is counted after every fifty requests."""
    truth = {hour: 0.35 if hour == 18 else 0.12 for hour in HOURS}
    dice = random.Random(5)  # noqa: S311 # repeatable by its seed
    asked, answered = Counter[int](), Counter[int]()
    drawn: list[int] = []
    for batch in range(80):
        counts = {hour: Count(asked[hour], answered[hour]) for hour in asked}
        for n in range(50):
            hour = drawn_hour(f"ask {batch}-{n}", counts, HOURS, 0.15)
            drawn.append(hour)
            asked[hour] += 1
            answered[hour] += dice.random() < truth[hour]
    late = Counter(drawn[-1000:])
    assert set(drawn[:500]) == set(HOURS)
    assert late[18] > 800
    assert set(late) == set(HOURS)
    assert sum(late.values()) - late[18] >= 1000 * EXPLORED / 2


def test_an_hour_nobody_knows_is_believed_to_be_like_the_others() -> None:
    unknown, known = rate_of(Count(0, 0), 0.2), rate_of(Count(200, 60), 0.2)
    assert unknown.middle == pytest.approx(0.2)
    assert unknown.most - unknown.least > known.most - known.least
    assert known.least < 0.3 < known.most


@pytest.mark.parametrize(
    ("earliest", "hour", "expected"),
    [
        pytest.param("2026-06-10 11:20", 18, "2026-06-10 18:00", id="later that day"),
        pytest.param("2026-06-10 18:00", 18, "2026-06-10 18:00", id="at that very moment"),
        pytest.param("2026-06-10 18:01", 18, "2026-06-11 18:00", id="passed: the next day"),
        pytest.param("2026-06-13 19:30", 10, "2026-06-15 10:00", id="not on a Sunday"),
        pytest.param("2026-10-24 19:00", 10, "2026-10-26 10:00", id="over the end of summer time"),
    ],
)
def test_the_hour_comes_at_or_after_the_due_moment(earliest: str, hour: int, expected: str) -> None:
    due = datetime.fromisoformat(earliest).replace(tzinfo=PARIS).astimezone(UTC)
    found = at_hour(due, hour, PARIS, NIGHT)
    assert f"{found.astimezone(PARIS):%Y-%m-%d %H:%M}" == expected


def test_an_hour_that_is_never_open_moves_nothing() -> None:
    due = datetime(2026, 6, 10, 9, tzinfo=UTC)
    assert at_hour(due, 3, PARIS, NIGHT) == due


@given(
    st.integers(0, 730 * 24 * 60),
    st.sampled_from(["Europe/Paris", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    st.integers(0, 23),
    st.integers(0, 23),
    st.booleans(),
    st.integers(0, 1000),
)
def test_a_drawn_hour_is_never_early_never_quiet_and_at_most_two_days_late(
    minutes: int, zone: str, start: int, end: int, sunday: bool, key: int
) -> None:
    quiet, there = Quiet(start, end, sunday), ZoneInfo(zone)
    due = next_open(NEW_YEAR + timedelta(minutes=minutes), there, quiet)
    hour = drawn_hour(str(key), {}, allowed_hours(quiet), 0.2)
    found = at_hour(due, hour, there, quiet)
    assert due <= found < due + timedelta(days=2, hours=2)
    assert next_open(found, there, quiet) == found
