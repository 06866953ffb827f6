"""Outbox to RQ: one job per event and handler; and the running of one such job."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from app.wiring import HANDLERS, MEDIA_HANDLERS, PERIODIC, REACTION_NAMES
from core.clock import SystemClock
from core.doors import Doors
from core.outbox import LEASE, extend, lease_due, open_reaction, postpone, relay, settle

QUEUES = ("work", "media")
"""One worker process serves one queue: RQ loses jobs at SIGKILL on two (house.md)."""

log = logging.getLogger("vivavoce.relay")
_machine = SystemClock()
"""Leases count real seconds, also where the demo's clock was moved."""


@cache
def connection(redis_url: str) -> Redis:
    """One connection pool per address and process."""
    return Redis.from_url(redis_url, socket_connect_timeout=3, health_check_interval=30)


def queue(redis_url: str, name: str) -> Queue:
    """The RQ queue `name`; JSON alone, since a pickle queue is code execution."""
    return Queue(name, connection=connection(redis_url), serializer=JSONSerializer)


def relay_events(doors: Doors) -> int:
    """Turn new events into reactions; returns how many events."""
    with doors.database.transaction() as session:
        return relay(session, REACTION_NAMES, _machine.now())


def take_due(doors: Doors) -> list[tuple[int, str]]:
    """Lease the reactions that are due; returns their ids with their handlers' names."""
    with doors.database.transaction() as session:
        return lease_due(session, _machine.now())


def enqueue_due(doors: Doors) -> int:
    """Hand every due reaction to its queue once; returns how many."""
    due = take_due(doors)
    for name in QUEUES:
        of_queue = [(r, h) for r, h in due if (h in MEDIA_HANDLERS) == (name == "media")]
        if of_queue:
            _enqueue(queue(doors.settings.redis_url, name), [r for r, _ in of_queue])
    return len(due)


def _enqueue(target: Queue, reaction_ids: list[int]) -> None:
    waiting = set(target.get_job_ids())
    for reaction_id in reaction_ids:
        job_id = f"reaction-{reaction_id}"
        if job_id not in waiting:
            target.enqueue(
                "app.worker.react", reaction_id, job_id=job_id, job_timeout=900, result_ttl=0
            )


def enqueue_periodic(doors: Doors, name: str) -> None:
    """Ask the workers to run one periodic job."""
    target = queue(doors.settings.redis_url, "work")
    if f"periodic-{name}" not in target.get_job_ids():
        target.enqueue(
            "app.worker.run_periodic",
            name,
            job_id=f"periodic-{name}",
            job_timeout=300,
            result_ttl=0,
        )


def run_periodic(doors: Doors, name: str) -> int:
    """Run one periodic job here; returns how many things it did."""
    return next(job for job in PERIODIC if job.name == name).run(doors)


def react(doors: Doors, reaction_id: int) -> bool:
    """Run one reaction; safe to call twice. Returns whether it is settled."""
    with doors.database.transaction() as session:
        opened = open_reaction(session, reaction_id)
    if opened is None:
        return True
    name, event = opened
    try:
        with _keeping_lease(doors, reaction_id):
            HANDLERS[name](doors, event)
    except Exception as error:  # every failure is kept with its reason and tried again
        _postpone(doors, reaction_id, name, error)
        return False
    with doors.database.transaction() as session:
        settle(session, reaction_id, _machine.now())
    return True


def _postpone(doors: Doors, reaction_id: int, name: str, error: Exception) -> None:
    log.exception("%s failed on reaction %s", name, reaction_id)
    with doors.database.transaction() as session:
        if postpone(session, reaction_id, f"{type(error).__name__}: {error}", _machine.now()):
            log.error("%s gave up on reaction %s", name, reaction_id)


@contextmanager
def _keeping_lease(doors: Doors, reaction_id: int) -> Iterator[None]:
    """While a long handler works (a video), nobody else is handed its reaction."""
    done = threading.Event()

    def keep() -> None:
        while not done.wait(LEASE.total_seconds() / 3):
            with doors.database.transaction() as session:
                extend(session, reaction_id, _machine.now())

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()
