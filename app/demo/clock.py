"""The demo's movable clock: the machine's time plus a shift kept in the database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from core.db import Database
from core.models import ClockShift


class DemoClock:
    """Tells the shifted time; every process reads the same shift."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def now(self) -> datetime:
        """The demo's present moment, aware, in UTC."""
        return datetime.now(UTC) + self.shift()

    def shift(self) -> timedelta:
        """How far the demo is ahead of the machine."""
        with self._database.reading() as session:
            return timedelta(seconds=session.scalar(select(ClockShift.seconds)) or 0)

    def move(self, step: timedelta) -> None:
        """Go forward by `step`; time never runs back."""
        if step < timedelta(0):
            raise ValueError("The demo's clock only moves forward.")
        with self._database.transaction() as session:
            row = session.scalar(select(ClockShift).with_for_update())
            if row is None:
                session.add(ClockShift(seconds=int(step.total_seconds())))
            else:
                row.seconds += int(step.total_seconds())
