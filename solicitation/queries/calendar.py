"""What is planned in the days to come, and what was answered at each moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Integer, column, func, select, values
from sqlalchemy.orm import Session

from core.db import UtcMoment
from core.models import Solicitation
from core.states import Moment, SolicitationState
from solicitation.policy import DEFAULTS, answer_range, expected_answer, of_reminder

_LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Plan:
    """How many requests are planned, per day of the store and per moment."""

    days: tuple[date, ...]
    counts: Mapping[Moment, tuple[int, ...]]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(map(sum, self.counts.values()))


@dataclass(frozen=True, slots=True)
class Measured:
    """What a store measured at one moment, beside what practitioners report."""

    sent: int
    answered: int
    reported: float
    expected: float
    least: float
    most: float


def planned_days(session: Session, store_id: int, now: datetime, days: int, zone: ZoneInfo) -> Plan:
    """Planned requests of the next `days` days; what is overdue counts as today's."""
    first = now.astimezone(zone).date()
    dates = tuple(first + timedelta(days=n) for n in range(days))
    rows = session.execute(_per_day(store_id, _bounds(dates, zone))).all()
    counts = {moment: [0] * days for moment in Moment}
    for number, moment, count in rows:
        counts[moment][number] = count
    return Plan(dates, {moment: tuple(row) for moment, row in counts.items()})


def answers_to_expect(
    session: Session, store_id: int, measured: Mapping[Moment, Measured], until: datetime
) -> float:
    """How many answers the requests planned before `until` should bring; a picture is none."""
    rows = session.execute(
        select(Solicitation.moment, Solicitation.sequence, func.count(Solicitation.id))
        .where(
            Solicitation.store_id == store_id,
            Solicitation.state == SolicitationState.PLANNED,
            Solicitation.due_at < until,
            Solicitation.is_media_only.is_(False),
        )
        .group_by(Solicitation.moment, Solicitation.sequence)
    )
    return sum(
        count * of_reminder(measured[moment].expected, sequence) for moment, sequence, count in rows
    )


def measured_answers(session: Session, store_id: int) -> dict[Moment, Measured]:
    """Requests sent and answered at each moment since the store began."""
    rows = session.execute(
        select(
            Solicitation.moment,
            func.count(Solicitation.handed_over_at),
            func.count(Solicitation.answered_at),
        )
        .where(
            Solicitation.store_id == store_id,
            Solicitation.handed_over_at.is_not(None),
            Solicitation.is_media_only.is_(False),
        )
        .group_by(Solicitation.moment)
    )
    counts = {moment: (sent, answered) for moment, sent, answered in rows}
    return {moment: _measured(moment, *counts.get(moment, (0, 0))) for moment in Moment}


def _measured(moment: Moment, sent: int, answered: int) -> Measured:
    reported = DEFAULTS[moment].answer_rate
    least, most = answer_range(moment, sent, answered)
    return Measured(sent, answered, reported, expected_answer(moment, sent, answered), least, most)


def _bounds(days: tuple[date, ...], zone: ZoneInfo) -> list[tuple[int, datetime, datetime]]:
    """Each day's number, first moment and end: 23 and 25 hours long where clocks change."""
    edges = [
        datetime.combine(day, time(0), zone).astimezone(UTC)
        for day in (*days, days[-1] + timedelta(days=1))
    ]
    return [(n, edges[n] if n else _LONG_AGO, edges[n + 1]) for n in range(len(days))]


def _per_day(store_id: int, bounds: list[tuple[int, datetime, datetime]]):  # type: ignore[no-untyped-def] # a select of three columns
    days = (
        values(
            column("number", Integer),
            column("begins", UtcMoment),
            column("ends", UtcMoment),
            name="days",
        )
        .data(bounds)
        .cte("days")
    )
    return (
        select(days.c.number, Solicitation.moment, func.count(Solicitation.id))
        .join(
            Solicitation,
            (Solicitation.due_at >= days.c.begins) & (Solicitation.due_at < days.c.ends),
        )
        .where(
            Solicitation.store_id == store_id,
            Solicitation.state == SolicitationState.PLANNED,
        )
        .group_by(days.c.number, Solicitation.moment)
    )
