"""How fast a store decides, how old its queue is, and who decides: figures of what happened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SPAN = timedelta(days=90)
"""What the page looks back at."""
RULE = "rule"
_AGES = (timedelta(days=1), timedelta(days=3), timedelta(days=7))


@dataclass(frozen=True, slots=True)
class Took:
    """One submission decided for the first time: when, how long after it could be read, by whom."""

    at: datetime
    waited: timedelta
    actor: str
    name: str
    is_refusal: bool

    @property
    def is_rule(self) -> bool:
        """Whether a rule or a deadline decided, and no person."""
        return not self.actor.startswith("member:")


@dataclass(frozen=True, slots=True)
class Speed:
    """Of so many decisions, the middle one and the slowest but one in twenty, in hours."""

    count: int
    median: float | None
    p95: float | None


@dataclass(frozen=True, slots=True)
class Share:
    """What one member decided, or all rules together (`name` is empty)."""

    name: str
    count: int
    refused: int


def speed(took: Iterable[Took]) -> Speed:
    """Median and 95th percentile (nearest rank) of the hours that decisions took."""
    hours = sorted(one.waited.total_seconds() / 3600 for one in took)
    return Speed(len(hours), _rank(hours, 50), _rank(hours, 95))


def by_weekday(took: Iterable[Took], zone: str) -> Sequence[Speed]:
    """Seven speeds, Monday first, by the day of the decision where the store is."""
    days: dict[int, list[Took]] = defaultdict(list)
    for one in took:
        days[one.at.astimezone(ZoneInfo(zone)).weekday()].append(one)
    return [speed(days[day]) for day in range(7)]


def by_member(took: Iterable[Took]) -> Sequence[Share]:
    """Who decided how much, the busiest first; rules last."""
    found: dict[str, list[Took]] = defaultdict(list)
    for one in took:
        found["" if one.is_rule else one.actor].append(one)
    shares = [
        Share(rows[-1].name if actor else "", len(rows), sum(row.is_refusal for row in rows))
        for actor, rows in found.items()
    ]
    return sorted(shares, key=lambda share: (not share.name, -share.count, share.name))


def ages(waiting: Iterable[datetime], now: datetime) -> Sequence[int]:
    """How many wait for less than a day, for one to three, three to seven, and for longer."""
    counts = [0] * (len(_AGES) + 1)
    for since in waiting:
        counts[sum(now - since >= age for age in _AGES)] += 1
    return counts


def _rank(ordered: Sequence[float], percent: int) -> float | None:
    if not ordered:
        return None
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
