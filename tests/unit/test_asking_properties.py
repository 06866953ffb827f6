"""What must hold of when and whether to ask, for any facts, sought by hypothesis."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.states import Moment, Reason
from solicitation.judging import Cap, Course, Facts, Rival, judge
from solicitation.policy import DEFAULTS, Quiet, due_at, expected_answer, next_open
from solicitation.zones import zone_of
from tests.factories import NOW

bounded = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=120,
    suppress_health_check=[HealthCheck.too_slow],
)
ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(1999, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 -- hypothesis adds the zone
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NIGHTS = st.builds(Quiet, st.integers(17, 23), st.integers(5, 11), st.booleans())
NAPS = st.builds(Quiet, st.integers(10, 12), st.integers(14, 16), st.booleans())
NONE = st.builds(Quiet, st.just(0), st.just(0), st.booleans())
QUIETS = NIGHTS | NAPS | NONE
USUAL = Quiet(20, 9, is_sunday_quiet=True)


def is_open(moment: datetime, zone: ZoneInfo, quiet: Quiet) -> bool:
    """Whether mail may arrive, said anew: by listing the hours that are quiet."""
    local = moment.astimezone(zone)
    length = (quiet.until_hour - quiet.from_hour) % 24
    hours = {(quiet.from_hour + step) % 24 for step in range(length)}
    is_sunday = quiet.is_sunday_quiet and local.strftime("%a") == "Sun"
    return local.hour not in hours and not is_sunday


def changes(zone: str, year: int) -> list[datetime]:
    """The instants of that year at which the zone's clocks changed, to the hour."""
    place, begin = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC)
    hours = [begin + n * HOUR for n in range(366 * 24)]
    return [
        after
        for before, after in pairwise(hours)
        if before.astimezone(place).utcoffset() != after.astimezone(place).utcoffset()
    ]


@bounded
@given(MOMENTS, ZONES, QUIETS)
@example(datetime(2018, 11, 4, 2, 30, tzinfo=UTC), ZoneInfo("America/Sao_Paulo"), USUAL)
@example(datetime(2011, 12, 30, 9, 0, tzinfo=UTC), ZoneInfo("Pacific/Apia"), USUAL)
@example(datetime(2026, 10, 3, 15, 15, tzinfo=UTC), ZoneInfo("Australia/Lord_Howe"), USUAL)
def test_mail_never_arrives_in_quiet_hours_or_on_a_quiet_sunday(
    moment: datetime, zone: ZoneInfo, quiet: Quiet
) -> None:
    opened = next_open(moment, zone, quiet)
    assert opened.tzinfo is UTC
    assert opened >= moment
    assert is_open(opened, zone, quiet)
    assert next_open(opened, zone, quiet) == opened
    if is_open(moment, zone, quiet):
        assert opened == moment


@bounded
@given(MOMENTS, st.timedeltas(timedelta(0), 3 * DAY), ZONES, QUIETS)
def test_who_comes_later_is_not_mailed_earlier(
    moment: datetime, step: timedelta, zone: ZoneInfo, quiet: Quiet
) -> None:
    assert next_open(moment, zone, quiet) <= next_open(moment + step, zone, quiet)


@bounded
@given(MOMENTS, ZONES, NIGHTS, st.integers(0, 24 * 200))
def test_a_request_is_due_after_its_delay_and_within_three_days(
    moment: datetime, zone: ZoneInfo, quiet: Quiet, delay: int
) -> None:
    due = due_at(moment, delay, zone, quiet)
    assert timedelta(0) <= due - moment - delay * HOUR <= 3 * DAY


@pytest.mark.parametrize(
    ("zone", "year"),
    [
        pytest.param("America/Sao_Paulo", 2018, id="at midnight"),
        pytest.param("Europe/Paris", 2026, id="on a Sunday at two"),
        pytest.param("Australia/Lord_Howe", 2026, id="by half an hour"),
        pytest.param("America/Santiago", 2026, id="at midnight, in the south"),
        pytest.param("Pacific/Apia", 2011, id="by a whole day that never was"),
    ],
)
def test_around_every_change_of_clocks_mail_waits_for_the_morning(zone: str, year: int) -> None:
    place, found = ZoneInfo(zone), changes(zone, year)
    assert found
    for change in found:
        for minutes in range(-36 * 60, 36 * 60, 15):
            opened = next_open(change + timedelta(minutes=minutes), place, USUAL)
            assert is_open(opened, place, USUAL)


CAPS = st.lists(st.builds(Cap, st.integers(0, 4), st.integers(1, 200)), min_size=1, max_size=3)
AGO = st.timedeltas(timedelta(0), 250 * DAY).map(lambda step: NOW - step)
AROUND = st.timedeltas(-60 * DAY, 200 * DAY).map(lambda step: NOW + step)
CHANCES = st.floats(0, 1)
GROUNDS: dict[str, object] = {
    "is_erased": True,
    "is_objecting": True,
    "is_suppressed": True,
    "has_address": False,
    "stop_reason": Reason.REFUNDED,
    "is_answered": True,
    "is_moment_on": False,
    "has_subject": False,
}
FACTS = st.builds(
    Facts,
    key=st.integers(1, 99),
    due_at=AGO,
    useful_until=AROUND,
    expected_answer=CHANCES,
    zone=ZONES,
    quiet=QUIETS,
    caps=CAPS.map(tuple),
    paused_until=st.none() | AROUND,
    handed_over=st.lists(AGO, max_size=6).map(tuple),
    rivals=st.lists(st.builds(Rival, AROUND, CHANCES, st.integers(100, 199)), max_size=3).map(
        tuple
    ),
)


@bounded
@given(FACTS)
def test_what_goes_has_room_under_every_cap_and_a_moment_that_is_open(facts: Facts) -> None:
    if judge(facts, NOW).course is not Course.GO:
        return
    for cap in facts.caps:
        within = [at for at in facts.handed_over if NOW - at < cap.days * DAY]
        assert len(within) < cap.most
    assert facts.useful_until >= NOW
    assert facts.paused_until is None or facts.paused_until <= NOW
    assert is_open(NOW, facts.zone, facts.quiet)


@bounded
@given(FACTS)
def test_what_waits_waits_for_a_later_open_and_useful_moment(facts: Facts) -> None:
    verdict = judge(facts, NOW)
    assert (verdict.course is Course.WAIT) is (verdict.due_at is not None)
    if verdict.due_at is None:
        return
    assert NOW < verdict.due_at <= facts.useful_until
    assert is_open(verdict.due_at, facts.zone, facts.quiet)


@bounded
@given(FACTS, st.sampled_from(sorted(GROUNDS)))
def test_any_ground_stops_whatever_else_holds(facts: Facts, ground: str) -> None:
    stopped = replace(facts, **{ground: GROUNDS[ground]})  # type: ignore[arg-type]  # a name's value
    assert judge(stopped, NOW).course is Course.STOP


@bounded
@given(FACTS, st.timedeltas(timedelta(microseconds=1), 90 * DAY))
def test_past_its_usefulness_nothing_goes_or_waits(facts: Facts, late: timedelta) -> None:
    assert judge(replace(facts, useful_until=NOW - late), NOW).course is Course.DROP


SENT = st.integers(0, 100_000).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))


@bounded
@given(st.sampled_from(Moment), SENT)
def test_the_expected_answer_is_a_share_and_moves_towards_the_stores_own(
    moment: Moment, results: tuple[int, int]
) -> None:
    sent, answered = results
    expected, prior = expected_answer(moment, sent, answered), DEFAULTS[moment].answer_rate
    assert 0 < expected < 1
    if sent:
        own = answered / sent
        assert abs(expected - own) <= abs(prior - own) + 1e-12
        more = expected_answer(moment, 10 * sent, 10 * answered)
        assert abs(more - own) <= abs(expected - own) + 1e-12


@bounded
@given(st.text(max_size=60), st.text(max_size=3), st.text(max_size=60))
@example("America", "", "Europe")
@example("../../etc/passwd", "FR", "/etc/localtime")
@example("Europe/Paris\0", "\ud800", "europe/")
def test_any_text_for_a_zone_gives_a_zone(said: str, country: str, store_zone: str) -> None:
    assert isinstance(zone_of(said, country, store_zone), ZoneInfo)


@st.composite
def plans(draw: st.DrawFn) -> list[Facts]:
    """One person's requests, each due some day within a year, none sent yet."""
    zone, quiet = draw(ZONES), draw(NIGHTS)
    caps = (Cap(1, draw(st.integers(1, 20))), Cap(draw(st.integers(1, 4)), 60))
    dues = draw(st.lists(st.integers(0, 300), min_size=1, max_size=8))
    return [
        Facts(
            key=key,
            due_at=NOW + day * DAY,
            useful_until=NOW + day * DAY + draw(st.integers(0, 90)) * DAY,
            expected_answer=draw(CHANCES),
            zone=zone,
            quiet=quiet,
            caps=caps,
        )
        for key, day in enumerate(dues)
    ]


def live(asks: list[Facts]) -> tuple[list[tuple[int, datetime]], int]:
    """Judge each when its moment comes, as the claim does: what left and when, and all looks."""
    waiting, sent, looks = {ask.key: ask for ask in asks}, list[tuple[int, datetime]](), 0
    while waiting:
        ask = min(waiting.values(), key=lambda one: (one.due_at, one.key))
        now, looks = ask.due_at, looks + 1
        others = [one for one in waiting.values() if one.key != ask.key]
        rivals = tuple(Rival(one.due_at, one.expected_answer, one.key) for one in others)
        gone = tuple(at for _, at in sent)
        verdict = judge(replace(ask, rivals=rivals, handed_over=gone), now)
        del waiting[ask.key]
        if verdict.course is Course.GO:
            sent.append((ask.key, now))
        elif verdict.due_at is not None:
            waiting[ask.key] = replace(ask, due_at=verdict.due_at)
    return sent, looks


@bounded
@given(plans())
def test_a_whole_year_of_one_person_keeps_every_rule(asks: list[Facts]) -> None:
    sent, looks = live(asks)
    by_key = {ask.key: ask for ask in asks}
    assert len({key for key, _ in sent}) == len(sent), "nothing leaves twice"
    for key, at in sent:
        ask = by_key[key]
        assert ask.due_at <= at <= ask.useful_until
        assert is_open(at, ask.zone, ask.quiet)
        for cap in ask.caps:
            within = [other for _, other in sent if at - cap.days * DAY < other <= at]
            assert len(within) <= cap.most
    assert looks <= 3 * len(asks) * len(asks) + 3, "what waits is not looked at every hour"
