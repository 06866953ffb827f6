"""What open pages decide without a database: when they open, who is a person, what a code is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from collection.public.traps import LONGEST, QUICKEST, Pace, pace, stamp
from core.models import StoreEvent
from core.qr import QUIET, qr_drawing, qr_pdf, qr_svg
from core.states import Collecting
from tests.factories import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ADDRESS = "https://avis.maison-vive.example/c/maison-vive/portes-ouvertes"


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "is_on", "state", "why"),
    [
        (NOW - HOUR, NOW + HOUR, True, Collecting.OPEN, "it is going on"),
        (NOW, NOW + HOUR, True, Collecting.OPEN, "its first minute"),
        (NOW + HOUR, NOW + 2 * HOUR, True, Collecting.SOON, "it has not begun"),
        (NOW - 3 * DAY, NOW - 2 * DAY, True, Collecting.OPEN, "its last day to say so"),
        (NOW - 4 * DAY, NOW - 2 * DAY - HOUR, True, Collecting.CLOSED, "two days are over"),
        (NOW - HOUR, None, True, Collecting.OPEN, "without an end, its beginning counts"),
        (None, NOW - HOUR, True, Collecting.OPEN, "without a beginning, its end counts"),
        (None, None, True, Collecting.UNDATED, "nobody knows when it is"),
        (NOW - HOUR, NOW + HOUR, False, Collecting.OFF, "a member shut the page"),
    ],
)
def test_a_page_takes_words_from_the_start_until_some_days_after_the_end(
    starts_at: datetime | None,
    ends_at: datetime | None,
    is_on: bool,
    state: Collecting,
    why: str,
) -> None:
    event = StoreEvent(starts_at=starts_at, ends_at=ends_at, is_collecting=is_on, collecting_days=2)
    assert event.collecting(NOW) is state, why


@pytest.mark.parametrize(
    ("open_for", "found"),
    [
        (timedelta(seconds=1), Pace.HASTY),
        (QUICKEST, Pace.HUMAN),
        (LONGEST, Pace.HUMAN),
        (LONGEST + timedelta(seconds=1), Pace.STALE),
    ],
)
def test_time_tells_a_person_from_a_program(open_for: timedelta, found: Pace) -> None:
    assert pace(["new", "old"], stamp("old", NOW), NOW + open_for) is found


@pytest.mark.parametrize("told", ["", ".", "12", "é.é", "1." + "0" * 32, "x." + "0" * 32])
def test_a_stamp_that_is_not_ours_is_as_good_as_an_old_one(told: str) -> None:
    assert pace(["key"], told, NOW) is Pace.STALE


def test_every_dark_module_is_in_the_drawing_and_none_in_the_quiet_zone() -> None:
    drawn = qr_drawing(ADDRESS)
    bars = [bar.removesuffix("z").split("h") for bar in drawn.path.removeprefix("M").split("M")]
    assert drawn.side >= 29 + 2 * QUIET
    for place, length, *_rest in bars:
        x, y = (int(part) for part in place.split(" "))
        assert x >= QUIET
        assert x + int(length.partition("v")[0]) <= drawn.side - QUIET
        assert QUIET <= y < drawn.side - QUIET


def test_a_code_is_the_same_every_time_and_pdf_when_asked() -> None:
    assert qr_svg(ADDRESS) == qr_svg(ADDRESS)
    assert b"http" not in qr_svg(ADDRESS).replace(b"http://www.w3.org/2000/svg", b"")
    assert qr_pdf(ADDRESS).startswith(b"%PDF-")
