"""When mail may arrive, over nights, Sundays and the days on which clocks change."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from solicitation.policy import Quiet, Transit, due_at, experience_begins, next_open

PARIS = ZoneInfo("Europe/Paris")
USUAL = Quiet(20, 9, is_sunday_quiet=True)


def at(zone: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("zone", "moment", "opened", "why"),
    [
        ("Europe/Paris", "2026-06-10T11:00", "2026-06-10T11:00", "a Wednesday morning is open"),
        ("Europe/Paris", "2026-06-10T19:59", "2026-06-10T19:59", "the last minute before quiet"),
        ("Europe/Paris", "2026-06-10T20:00", "2026-06-11T09:00", "quiet begins at 20:00"),
        ("Europe/Paris", "2026-06-10T03:00", "2026-06-10T09:00", "the small hours"),
        ("Europe/Paris", "2026-06-13T21:00", "2026-06-15T09:00", "Saturday night to Monday"),
        ("Europe/Paris", "2026-06-14T12:00", "2026-06-15T09:00", "Sunday is off"),
        ("Europe/Paris", "2027-03-28T02:30", "2027-03-29T09:00", "a time the clocks skip, Sunday"),
        ("Europe/Paris", "2026-10-25T02:30", "2026-10-26T09:00", "a time that comes twice"),
        ("Australia/Lord_Howe", "2026-10-05T08:10", "2026-10-05T09:00", "half-hour change"),
        ("Pacific/Apia", "2011-12-29T21:00", "2011-12-31T09:00", "the 30th never happened there"),
        ("America/Sao_Paulo", "2026-06-10T22:00", "2026-06-11T09:00", "their night, not ours"),
    ],
)
def test_mail_waits_for_the_customers_morning(
    zone: str, moment: str, opened: str, why: str
) -> None:
    assert next_open(at(zone, moment), ZoneInfo(zone), USUAL) == at(zone, opened), why


def test_without_quiet_hours_every_moment_is_open() -> None:
    night = at("Europe/Paris", "2026-06-14T03:00")
    assert next_open(night, PARIS, Quiet(0, 0, is_sunday_quiet=False)) == night


def test_quiet_hours_within_one_day_are_kept() -> None:
    noon = at("Europe/Paris", "2026-06-10T12:30")
    opened = next_open(noon, PARIS, Quiet(12, 14, is_sunday_quiet=False))
    assert opened == at("Europe/Paris", "2026-06-10T14:00")


def test_the_delay_is_counted_before_quiet_hours() -> None:
    delivered = at("Europe/Paris", "2026-06-10T21:00")
    assert due_at(delivered, 72, PARIS, USUAL) == at("Europe/Paris", "2026-06-15T09:00")


@pytest.mark.parametrize(
    ("fulfilled", "delivered", "is_abroad", "expected"),
    [
        (None, None, False, None),
        (1, None, False, (4, True)),
        (1, None, True, (9, True)),
        (1, 6, True, (6, False)),
    ],
)
def test_the_experience_begins_at_delivery_else_after_transit(
    fulfilled: int | None,
    delivered: int | None,
    is_abroad: bool,
    expected: tuple[int, bool] | None,
) -> None:
    def day(number: int | None) -> datetime | None:
        return datetime(2026, 6, number, tzinfo=UTC) if number else None

    begins = experience_begins(
        day(fulfilled), day(delivered), is_abroad=is_abroad, transit=Transit(3, 8)
    )
    assert begins == (expected and (day(expected[0]), expected[1]))
