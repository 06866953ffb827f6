"""The heartbeat: relay events, hand out what is due, run periodic jobs; and `tick`, all in one."""

from __future__ import annotations

import logging
import signal
import threading
from collections import Counter
from datetime import datetime, timedelta

from redis.exceptions import RedisError
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from app.relay import enqueue_due, enqueue_periodic, react, relay_events, run_periodic, take_due
from app.wiring import PERIODIC, Periodic
from core.clock import SystemClock
from core.doors import Doors
from core.models import Heartbeat

BEAT_SECONDS = 1.0
MOST_PASSES = 200

log = logging.getLogger("vivavoce.clock")
_machine = SystemClock()


def beat(doors: Doors) -> None:
    """One heartbeat; what Redis cannot take now is due again when its lease ends."""
    relay_events(doors)
    enqueue_due(doors)
    for job in PERIODIC:
        if _is_turn(doors, job, _machine.now()):
            enqueue_periodic(doors, job.name)


def _is_turn(doors: Doors, job: Periodic, now: datetime) -> bool:
    """Whether this clock, and no other, starts `job` now."""
    with doors.database.transaction() as session:
        row = session.scalar(select(Heartbeat).where(Heartbeat.name == job.name))
        if row is None:
            session.add(Heartbeat(name=job.name, beat_at=now, due_at=now + job.every))
            return True
        taken = session.scalars(
            update(Heartbeat)
            .where(Heartbeat.id == row.id, Heartbeat.due_at <= now)
            .values(beat_at=now, due_at=now + job.every)
            .returning(Heartbeat.id)
        )
        return taken.first() is not None


def run(doors: Doors) -> None:
    """Beat until SIGTERM or SIGINT; a part that is away is waited for."""
    over = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    while not over.wait(BEAT_SECONDS):
        try:
            beat(doors)
        except (RedisError, DBAPIError) as error:
            log.warning("waiting for a part: %s", type(error).__name__)
            over.wait(timedelta(seconds=2).total_seconds())


def tick(doors: Doors) -> Counter[str]:
    """One whole pass in this process: periodic jobs, then every reaction until none is due."""
    counts: Counter[str] = Counter()
    for job in PERIODIC:
        counts[job.name] += run_periodic(doors, job.name)
    for _ in range(MOST_PASSES):
        counts["events"] += relay_events(doors)
        due = take_due(doors)
        if not due:
            break
        for reaction_id, _name in due:
            counts["reactions" if react(doors, reaction_id) else "postponed"] += 1
    return counts
