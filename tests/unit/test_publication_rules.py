"""What a rule publishes: a table, and that no rule can be told how happy somebody is."""

from __future__ import annotations

from dataclasses import fields

import pytest

from core.signals import HOLDING, Signal
from core.states import Moment
from moderation.rules import Case, Pictures, Rule, publishes, told

CLEAN = Case(is_verified=True, moment=Moment.ONE_MONTH, has_pictures=False, signals=frozenset())
S = Signal


def case(**values: object) -> Case:
    return Case(**{name: getattr(CLEAN, name) for name in Case.__slots__} | values)


@pytest.mark.parametrize(
    ("rule", "given", "is_published"),
    [
        (Rule(), CLEAN, True),
        (Rule(), case(is_verified=False), False),
        (Rule(needs_verified=False), case(is_verified=False), True),
        (Rule(moments=frozenset({Moment.EVENT})), CLEAN, False),
        (Rule(moments=frozenset({Moment.EVENT, Moment.ONE_MONTH})), CLEAN, True),
        (Rule(pictures=Pictures.WITHOUT), CLEAN, True),
        (Rule(pictures=Pictures.WITHOUT), case(has_pictures=True), False),
        (Rule(pictures=Pictures.WITH), CLEAN, False),
        (Rule(pictures=Pictures.ANY), case(has_pictures=True), True),
        (Rule(), case(signals=frozenset({S.EMAIL})), False),
        (Rule(ignored=frozenset({S.EMAIL})), case(signals=frozenset({S.EMAIL})), True),
        (Rule(ignored=frozenset({S.EMAIL})), case(signals=frozenset({S.EMAIL, S.LINK})), False),
        (Rule(), case(signals=frozenset({S.STARS_AND_WORDS})), True),
        (Rule(), case(signals=frozenset({S.OTHER_LANGUAGE})), True),
    ],
)
def test_what_a_rule_publishes(rule: Rule, given: Case, is_published: bool) -> None:
    assert publishes(rule, given) is is_published


def test_every_other_signal_holds() -> None:
    for signal in HOLDING:
        assert not publishes(Rule(needs_verified=False), case(signals=frozenset({signal})))


def test_a_rule_cannot_be_told_the_stars() -> None:
    names = {one.name for kind in (Rule, Case) for one in fields(kind)}
    assert not {name for name in names if "star" in name or "rating" in name}


def test_the_log_says_a_rule_in_one_form() -> None:
    rule = Rule(moments=frozenset({Moment.ONE_MONTH, Moment.EVENT}), ignored=frozenset({S.LINK}))
    assert told(rule) == "verified: needed; moments: event,one_month; media: any; ignored: link"
    assert told(Rule(needs_verified=False)) == (
        "verified: not needed; moments: any; media: any; ignored: none"
    )
