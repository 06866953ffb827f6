"""The heartbeat: relay events, hand out what is due, run periodic jobs; and `tick`, all in one."""

from __future__ import annotations

import logging
import signal
import threading
from collections import Counter
from datetime import datetime, timedelta

from redis.exceptions import RedisError
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

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
    for job in _due_jobs(doors, _machine.now()):
        if _is_turn(doors, job, _machine.now()):
            enqueue_periodic(doors, job.name)


def _due_jobs(doors: Doors, now: datetime) -> list[Periodic]:
    """Periodic jobs whose time has come, or that never ran; reading alone, so it may be often."""
    with doors.database.reading() as session:
        later = set(session.scalars(select(Heartbeat.name).where(Heartbeat.due_at > now)))
    return [job for job in PERIODIC if job.name not in later]


def _is_turn(doors: Doors, job: Periodic, now: datetime) -> bool:
    """Whether this clock, and no other, starts `job` now."""
    try:
        with doors.database.transaction() as session:
            return _take_turn(session, job, now)
    except IntegrityError:  # another clock wrote the job's first row a moment ago
        return False


def _take_turn(session: Session, job: Periodic, now: datetime) -> bool:
    taken = session.scalars(
        update(Heartbeat)
        .where(Heartbeat.name == job.name, Heartbeat.due_at <= now)
        .values(beat_at=now, due_at=now + job.every)
        .returning(Heartbeat.id)
    ).first()
    if taken is None and not session.scalar(select(Heartbeat).where(Heartbeat.name == job.name)):
        session.add(Heartbeat(name=job.name, beat_at=now, due_at=now + job.every))
        return True
    return taken is not None


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
