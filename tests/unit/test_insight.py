"""Figures of the desk, by tables anybody can check."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from moderation.insight import Share, Speed, Took, ages, by_member, by_weekday, speed

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def took(hours: float = 1, at: datetime = MONDAY, **values: object) -> Took:
    told = {"actor": "member:1", "name": "Max", "is_refusal": False} | values
    return Took(at, timedelta(hours=hours), **told)  # type: ignore[arg-type] # fields by their names


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ([], Speed(0, None, None)),
        ([3], Speed(1, 3, 3)),
        ([4, 1], Speed(2, 1, 4)),
        ([5, 1, 3], Speed(3, 3, 5)),
        (list(range(1, 101)), Speed(100, 50, 95)),
    ],
)
def test_the_middle_one_and_the_slowest_but_one_in_twenty(
    hours: list[float], expected: Speed
) -> None:
    assert speed(took(one) for one in hours) == expected


def test_days_are_those_of_the_stores_own_zone() -> None:
    late = MONDAY.replace(hour=23, minute=30)
    counts = [one.count for one in by_weekday([took(), took(at=late)], "Europe/Paris")]
    assert counts == [1, 1, 0, 0, 0, 0, 0]


def test_members_come_before_rules_and_by_their_latest_name() -> None:
    rows = [
        took(actor="system", name=""),
        took(actor="rule:3", name="Clean"),
        took(actor="rule:3", name="Clean"),
        took(name="Maxime"),
        took(name="Max", is_refusal=True),
        took(actor="member:2", name="Zoé"),
    ]
    assert by_member(rows) == [Share("Max", 2, 1), Share("Zoé", 1, 0), Share("", 3, 0)]


def test_what_waits_falls_into_four_ages() -> None:
    waited = [0, 23.9, 24, 71, 72, 167, 168, 9999]
    assert ages([MONDAY - timedelta(hours=one) for one in waited], MONDAY) == [2, 2, 2, 2]
