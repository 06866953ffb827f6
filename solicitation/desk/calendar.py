"""What will be asked in the days to come, what it should bring, and what came back so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import g, render_template, request
from flask_babel import gettext as _

from core.auth import here, member
from core.states import Moment, Role
from core.web import doors
from solicitation.desk.place import blueprint
from solicitation.queries.calendar import (
    Plan,
    answers_to_expect,
    measured_answers,
    planned_days,
)
from solicitation.queries.crowding import caps_will_move
from solicitation.queries.effect import effects
from solicitation.reasons import MOMENTS

SPANS = (30, 90)
HEIGHT = 48
"""How high the tallest bar of the chart is, in its own units."""
SCALE = 300
"""How wide the scale of rates is, in its own units."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of a row: its place, its height, and what it stands for."""

    x: int
    height: float
    count: int
    day: date


@dataclass(frozen=True, slots=True)
class Strip:
    """One moment's row of bars."""

    name: str
    total: int
    bars: tuple[Bar, ...]


@blueprint.get("/calendar")
@member(Role.OWNER, Role.MODERATOR, Role.ANALYST)
def calendar() -> str:
    """Planned requests per day and moment, and answers beside what practitioners report."""
    span = 90 if request.args.get("days") == "90" else 30
    zone, now = ZoneInfo(g.store.timezone), doors().now()
    with doors().database.reading() as rows:
        plan = planned_days(rows, here().store_id, now, span, zone)
        until = datetime.combine(plan.days[-1] + timedelta(days=1), time(0), zone)
        measured = measured_answers(rows, here().store_id)
        answers = answers_to_expect(rows, here().store_id, measured, until)
        moved = caps_will_move(rows, g.store, now, until)
        sides = effects(rows, here().store_id, now)
    return render_template(
        "solicitation/desk_calendar.html",
        plan=plan,
        span=span,
        spans=SPANS,
        height=HEIGHT,
        scale=SCALE,
        strips=_strips(plan),
        answers=round(answers),
        moved=moved,
        measured=[(_(MOMENTS[moment]), facts) for moment, facts in measured.items()],
        effects=[(_(MOMENTS[moment]), effect) for moment, effect in sides.items()],
        is_paused=g.store.is_sending_paused,
    )


def _strips(plan: Plan) -> list[Strip]:
    """All rows share one scale, so that their heights can be compared."""
    tallest = max((max(row) for row in plan.counts.values()), default=0) or 1
    return [_strip(moment, row, plan, tallest) for moment, row in plan.counts.items()]


def _strip(moment: Moment, row: tuple[int, ...], plan: Plan, tallest: int) -> Strip:
    bars = tuple(
        Bar(n, max(2.0, round(count / tallest * HEIGHT, 1)), count, plan.days[n])
        for n, count in enumerate(row)
        if count
    )
    return Strip(_(MOMENTS[moment]), sum(row), bars)
