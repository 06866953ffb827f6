"""The queue forgets everything while requests are on their way; nobody is asked twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from sqlalchemy import update

from app import relay
from core.doors import Doors
from core.models import Reaction
from core.states import SolicitationState
from solicitation import jobs
from tests.faults.scene import MINUTE, Provider, asks, due, first_asks, with_mail
from tests.houses import clock_of

S = SolicitationState


@pytest.fixture
def house(doors: Doors, redis_url: str) -> Iterator[Doors]:
    """A house with an empty Valkey."""
    Redis.from_url(redis_url).flushall()
    relay.connection.cache_clear()
    yield replace(doors, settings=replace(doors.settings, redis_url=redis_url))
    relay.connection(redis_url).close()
    relay.connection.cache_clear()


def queued(doors: Doors) -> list[int]:
    """The reactions that a worker would run next."""
    names = relay.queue(doors.settings.redis_url, "work").get_job_ids()
    return [int(name.removeprefix("reaction-")) for name in names]


def beat(doors: Doors) -> None:
    """One beat of the clock, as long after the last one as a lease lasts."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    with doors.database.transaction() as session:
        session.execute(update(Reaction).where(Reaction.settled_at.is_(None)).values(due_at=past))
    jobs.release_claims(doors)
    jobs.claim_due(doors)
    relay.relay_events(doors)
    relay.enqueue_due(doors)


@pytest.mark.parametrize("moment", ["before the send", "during the send", "after the send"])
def test_an_emptied_queue_loses_nobody_and_asks_nobody_twice(house: Doors, moment: str) -> None:
    def forget() -> None:
        Redis.from_url(house.settings.redis_url).flushall()

    provider = Provider(before=forget) if moment == "during the send" else Provider()
    doors = with_mail(house, provider)
    due(doors, 4)
    beat(doors)
    first = queued(doors)
    assert first
    if moment == "before the send":
        forget()
        first = queued(doors)
    for reaction in first:
        relay.react(doors, reaction)
    forget()
    for _ in range(4):
        clock_of(doors).move(3 * MINUTE)
        beat(doors)
        for reaction in (*queued(doors), *first):
            relay.react(doors, reaction)
        forget()
    assert first_asks(doors) == [S.SENT] * 4
    assert provider.got == Counter(ask.send_ref for ask in asks(doors) if ask.sequence == 0)
