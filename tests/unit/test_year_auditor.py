"""The auditor of the simulated year finds each kind of broken rule when one is planted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bench.year.auditing import Rule, audit
from bench.year.driving import Entry
from bench.year.evidence import Ask, Evidence
from bench.year.happenings import Mark
from bench.year.sink import Taken

NOON = datetime(2018, 6, 13, 10, tzinfo=UTC)
"""A Wednesday, noon in Paris."""
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ADA = "ada@year.example"
FIRST = Ask(1, ADA, 10, "own:o1", "after_purchase", "review", 0, "sent", "handed_over", NOON, "r1")
REMINDER = replace(FIRST, number=2, sequence=1, send_ref="r2", due_at=NOON + 15 * DAY)
CLEAN = Evidence(
    asks=(FIRST, REMINDER),
    taken=(Taken("r1", ADA, NOON), Taken("r2", ADA, NOON + 15 * DAY)),
    diary=(),
    zones={ADA: "Europe/Paris"},
    reminders={"after_purchase": 1},
    ended_at=NOON + 100 * DAY,
)


def another(number: int, at: datetime, occasion: int | None = None) -> Evidence:
    """The clean year with one more mail, about an occasion of its own unless one is given."""
    place = occasion or 100 + number
    ask = replace(
        FIRST, number=number, occasion=place, occasion_key=f"own:o{place}", send_ref=f"r{number}"
    )
    taken = (*CLEAN.taken, Taken(ask.send_ref, ADA, at))
    return replace(CLEAN, asks=(*CLEAN.asks, ask), taken=taken)


def told(mark: Mark, key: str, at: datetime, days: int = 0) -> Evidence:
    """The clean year with one more line in its diary."""
    return replace(CLEAN, diary=(Entry(at, mark, key, days),))


def first(**changes: object) -> Evidence:
    """The clean year with the first request changed."""
    changed = replace(FIRST, **changes)  # type: ignore[arg-type]  # names are checked at run time
    return replace(CLEAN, asks=(changed, REMINDER))


def moved(at: datetime, zone: str = "Europe/Paris") -> Evidence:
    """The clean year with its first mail alone, at another moment."""
    return replace(CLEAN, asks=(FIRST,), taken=(Taken("r1", ADA, at),), zones={ADA: zone})


def many() -> Evidence:
    """Five mails in 180 days, fifteen days apart."""
    asks = [
        replace(FIRST, number=n, occasion=n, occasion_key=f"own:{n}", send_ref=f"r{n}")
        for n in range(5)
    ]
    taken = [Taken(ask.send_ref, ADA, NOON + ask.number * 15 * DAY) for ask in asks]
    return replace(CLEAN, asks=asks, taken=taken)


def test_a_clean_year_has_no_violation() -> None:
    assert audit(CLEAN) == []


PLANTED: list[tuple[str, Rule, Callable[[], Evidence]]] = [
    ("13 days after", Rule.SHORT_CAP, lambda: another(3, NOON + 28 * DAY)),
    ("fewer mails: 28 days", Rule.SHORT_CAP, lambda: told(Mark.FEWER, ADA, NOON)),
    ("a fifth in 180 days", Rule.LONG_CAP, many),
    ("a second reminder", Rule.REMINDERS, lambda: replace(CLEAN, reminders={"after_purchase": 0})),
    ("a reminder alone", Rule.REMINDERS, lambda: replace(CLEAN, taken=CLEAN.taken[1:])),
    ("08:59 in summer", Rule.QUIET, lambda: moved(datetime(2018, 6, 13, 6, 59, tzinfo=UTC))),
    ("20:00 in summer", Rule.QUIET, lambda: moved(datetime(2018, 6, 13, 18, tzinfo=UTC))),
    ("20:00 in winter", Rule.QUIET, lambda: moved(datetime(2018, 1, 10, 19, tzinfo=UTC))),
    (
        "08:30 after the half hour of Lord Howe",
        Rule.QUIET,
        lambda: moved(datetime(2018, 6, 12, 22, tzinfo=UTC), "Australia/Lord_Howe"),
    ),
    ("a Sunday", Rule.SUNDAY, lambda: moved(datetime(2018, 6, 17, 10, tzinfo=UTC))),
    (
        "the same request again",
        Rule.ONCE_AT_PROVIDER,
        lambda: replace(CLEAN, taken=(*CLEAN.taken, Taken("r1", ADA, NOON + 40 * DAY))),
    ),
    (
        "two rows for one turn",
        Rule.ONCE_PER_OCCASION,
        lambda: another(3, NOON + 40 * DAY, FIRST.occasion),
    ),
    ("in the hour of the objection", Rule.OBJECTED, lambda: told(Mark.OBJECTED, ADA, NOON)),
    ("after a refund", Rule.ENDED, lambda: told(Mark.ENDED, "own:o1", NOON - HOUR)),
    ("in a pause of 30 days", Rule.PAUSED, lambda: told(Mark.PAUSED, ADA, NOON - DAY, 30)),
    ("reminded after the answer", Rule.ANSWERED, lambda: told(Mark.ANSWERED, "r1", NOON + DAY)),
    ("held out, yet asked", Rule.HELD_OUT, lambda: first(reason="held_out")),
    ("due and forgotten", Rule.NO_END, lambda: first(state="planned")),
    ("claimed and forgotten", Rule.NO_END, lambda: first(state="claimed")),
    ("sent to nobody", Rule.LEDGER, lambda: replace(CLEAN, taken=CLEAN.taken[:1])),
    ("left, but stopped", Rule.LEDGER, lambda: first(state="stopped", reason="objected")),
    (
        "in no row at all",
        Rule.LEDGER,
        lambda: replace(CLEAN, taken=(*CLEAN.taken, Taken("r9", ADA, NOON))),
    ),
]


@pytest.mark.parametrize(
    ("rule", "plant"), [row[1:] for row in PLANTED], ids=[row[0] for row in PLANTED]
)
def test_a_planted_violation_is_found(rule: Rule, plant: Callable[[], Evidence]) -> None:
    assert rule in {violation.rule for violation in audit(plant())}


def test_every_rule_is_planted_at_least_once() -> None:
    assert {rule for _, rule, _ in PLANTED} == set(Rule)


@pytest.mark.parametrize(
    "evidence",
    [
        pytest.param(another(3, NOON + 29 * DAY), id="exactly 14 days later"),
        pytest.param(told(Mark.OBJECTED, ADA, NOON + 16 * DAY), id="objected after the last mail"),
        pytest.param(told(Mark.PAUSED, ADA, NOON - 30 * DAY, 30), id="the pause is over"),
        pytest.param(told(Mark.ANSWERED, "r2", NOON + 16 * DAY), id="answered the reminder"),
        pytest.param(
            replace(
                CLEAN,
                diary=(
                    Entry(NOON - 2 * DAY, Mark.ENDED, "own:o1"),
                    Entry(NOON - DAY, Mark.RESUMED, "own:o1"),
                ),
            ),
            id="the ticket was resolved again",
        ),
    ],
)
def test_what_is_allowed_is_not_called_a_violation(evidence: Evidence) -> None:
    assert audit(evidence) == []
