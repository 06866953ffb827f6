"""The RQ worker with the app already imported, and the two functions its jobs name."""

from __future__ import annotations

import os
from functools import cache

from rq import Worker
from rq.serializers import JSONSerializer

from app import relay
from app.opening import open_doors
from core.config import Settings
from core.doors import Doors
from core.upkeep import settle_for_batches


@cache
def _doors(process: int) -> Doors:  # noqa: ARG001 -- the key: a fork must open its own connections
    return open_doors(Settings.from_environ(os.environ))


def react(reaction_id: int) -> None:
    """Run one reaction in this process."""
    relay.react(_doors(os.getpid()), reaction_id)


def run_periodic(name: str) -> None:
    """Run one periodic job in this process."""
    relay.run_periodic(_doors(os.getpid()), name)


def work(settings: Settings, queue: str) -> None:
    """Serve one queue until told to stop; a SIGTERM lets the job at hand finish."""
    worker = Worker(
        [relay.queue(settings.redis_url, queue)],
        connection=relay.connection(settings.redis_url),
        serializer=JSONSerializer,
        maintenance_interval=60,
    )
    settle_for_batches()
    worker.work(with_scheduler=False, logging_level="WARNING")
