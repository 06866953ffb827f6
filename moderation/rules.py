"""Which submissions a store's rule publishes by itself; how happy somebody is plays no part.

A rule is never told the rating: `Case` has no place for it (product.md, rules 5 and 10;
C. conso. D111-17 2°, 16 CFR 465.7). No rule refuses anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core.signals import HOLDING, Signal
from core.states import Moment


class Pictures(StrEnum):
    """Which submissions a rule means, by their photos and videos."""

    ANY = "any"
    WITHOUT = "without"
    WITH = "with"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a submission must be for the rule to publish it; empty moments mean any."""

    needs_verified: bool = True
    moments: frozenset[Moment] = frozenset()
    pictures: Pictures = Pictures.ANY
    ignored: frozenset[Signal] = frozenset()
    """Signals that would hold a submission, and do not under this rule."""


@dataclass(frozen=True, slots=True)
class Case:
    """A submission, as far as a rule may know it."""

    is_verified: bool
    moment: Moment
    has_pictures: bool
    signals: frozenset[Signal]


def publishes(rule: Rule, case: Case) -> bool:
    """Whether the rule lets shoppers see it without a person's decision."""
    wanted = {Pictures.WITH: True, Pictures.WITHOUT: False}.get(rule.pictures, case.has_pictures)
    return (
        (case.is_verified or not rule.needs_verified)
        and (case.moment in rule.moments or not rule.moments)
        and case.has_pictures == wanted
        and not case.signals & HOLDING - rule.ignored
    )


def told(rule: Rule) -> str:
    """The rule as its line in the log says it, in one form for good."""
    moments = ",".join(_sorted(rule.moments)) or "any"
    ignored = ",".join(_sorted(rule.ignored)) or "none"
    verified = "needed" if rule.needs_verified else "not needed"
    return f"verified: {verified}; moments: {moments}; media: {rule.pictures}; ignored: {ignored}"


def _sorted(values: Iterable[StrEnum]) -> list[str]:
    return sorted(value.value for value in values)
