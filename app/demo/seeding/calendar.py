"""When everything of the demo happened: a plan of moments that hangs together. Pure."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.demo.content import DemoSubmission, Standing
from core.states import Moment, SubjectKind

DAY = timedelta(days=1)
LONGEST = 415
"""Days back that the demo's orders reach: fourteen months."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A submission, when its experience began, and when its words arrived."""

    what: DemoSubmission
    began_at: datetime
    submitted_at: datetime


def date_submissions(
    submissions: Sequence[DemoSubmission],
    tickets_ago: Mapping[str, int],
    event_ended_at: datetime,
    now: datetime,
    dice: random.Random,
) -> list[Dated]:
    """Give every submission its moments; those of one person and product share one delivery."""
    begun: dict[tuple[str, str | None], datetime] = {}
    for one in sorted(submissions, key=lambda s: -s.days_after):
        key = (one.customer, one.product)
        if key not in begun:
            begun[key] = _began(one, tickets_ago, event_ended_at, now, dice)
    return [_dated(one, begun[(one.customer, one.product)], now, dice) for one in submissions]


def _began(
    one: DemoSubmission,
    tickets_ago: Mapping[str, int],
    event_ended_at: datetime,
    now: datetime,
    dice: random.Random,
) -> datetime:
    if one.subject is SubjectKind.EVENT:
        return event_ended_at
    if one.moment is Moment.SUPPORT_RESOLVED and one.customer in tickets_ago:
        return _by_day(now - tickets_ago[one.customer] * DAY, dice)
    if one.state is Standing.WAITING:
        ago = dice.uniform(0.2, 7.5)
    else:
        ago = 10 + (LONGEST - 12 - one.days_after) * dice.random() ** 1.6
    return _by_day(now - (ago + one.days_after) * DAY, dice)


def _by_day(moment: datetime, dice: random.Random) -> datetime:
    """The same day, between nine and six."""
    return moment.replace(hour=dice.randint(8, 16), minute=dice.randint(0, 59), second=0)


def _dated(one: DemoSubmission, began: datetime, now: datetime, dice: random.Random) -> Dated:
    hours = dice.uniform(1, 9)
    submitted = began + one.days_after * DAY + timedelta(hours=hours)
    if one.state is Standing.WAITING:
        submitted = max(submitted, now - dice.uniform(0.1, 7.9) * DAY)
    return Dated(one, began, min(submitted, now - timedelta(minutes=dice.randint(20, 300))))
