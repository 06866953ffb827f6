"""Every reaction happens, whatever dies; the queue may forget everything."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis
from rq import SimpleWorker
from rq.serializers import JSONSerializer
from sqlalchemy import select, update

from app import clock, relay, wiring
from core import events as e
from core.doors import Doors
from core.models import OutboxEvent, Reaction
from core.outbox import MAX_ATTEMPTS, record
from tests.factories import NOW, make_customer, make_store

Calls = list[int]


@pytest.fixture
def house(doors: Doors, redis_url: str) -> Iterator[Doors]:
    """A house with an empty Valkey."""
    Redis.from_url(redis_url).flushall()
    relay.connection.cache_clear()
    yield replace(doors, settings=replace(doors.settings, redis_url=redis_url))
    relay.connection(redis_url).close()
    relay.connection.cache_clear()


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """A wiring in which an objection has one handler that notes whom it was called for."""
    seen: Calls = []

    def note(_doors: Doors, event: e.CustomerObjected) -> None:
        seen.append(event.customer_id)

    _wire(monkeypatch, note)
    return seen


def _wire(monkeypatch: pytest.MonkeyPatch, handler: wiring.Handler) -> None:
    monkeypatch.setattr(relay, "HANDLERS", {"note": handler})
    monkeypatch.setattr(relay, "REACTION_NAMES", {"CustomerObjected": ("note",)})


def object_once(doors: Doors) -> int:
    """Record one event; returns the customer's id."""
    with doors.database.transaction() as session:
        customer = make_customer(session, make_store(session))
        record(session, e.CustomerObjected(customer.store_id, customer.id), NOW)
    return customer.id


def reactions(doors: Doors) -> list[Reaction]:
    with doors.database.reading() as session:
        return list(session.scalars(select(Reaction)))


def let_leases_end(doors: Doors) -> None:
    with doors.database.transaction() as session:
        past = datetime.now(UTC) - timedelta(seconds=1)
        session.execute(update(Reaction).values(due_at=past))


def run_queue(doors: Doors) -> None:
    """Work off the queue as a worker would, in this process and on these doors."""
    url = doors.settings.redis_url
    for job_id in relay.queue(url, "work").get_job_ids():
        if job_id.startswith("reaction-"):
            relay.react(doors, int(job_id.removeprefix("reaction-")))
    relay.connection(url).flushall()


def test_an_event_becomes_one_reaction_and_one_job(house: Doors, calls: Calls) -> None:
    customer_id = object_once(house)
    clock.beat(house)
    clock.beat(house)
    run_queue(house)
    assert calls == [customer_id]
    assert reactions(house)[0].settled_at is not None


def test_losing_all_of_redis_loses_nothing(house: Doors, calls: Calls) -> None:
    customer_id = object_once(house)
    clock.beat(house)
    Redis.from_url(house.settings.redis_url).flushall()
    run_queue(house)
    assert calls == []
    let_leases_end(house)
    clock.beat(house)
    run_queue(house)
    assert calls == [customer_id]


def test_a_job_that_is_still_queued_is_not_queued_again(house: Doors, calls: Calls) -> None:
    object_once(house)
    for _ in range(3):
        clock.beat(house)
        let_leases_end(house)
    assert len(relay.queue(house.settings.redis_url, "work").get_job_ids()) <= 1 + len(
        wiring.PERIODIC
    )


def test_a_settled_reaction_does_nothing_when_run_again(house: Doors, calls: Calls) -> None:
    object_once(house)
    relay.relay_events(house)
    ((reaction_id, _),) = relay.take_due(house)
    assert [relay.react(house, reaction_id) for _ in range(3)] == [True] * 3
    assert len(calls) == 1


def test_a_failing_handler_is_tried_again_later_and_then_given_up(
    house: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_doors: Doors, _event: e.CustomerObjected) -> None:
        raise RuntimeError("no luck")

    _wire(monkeypatch, fail)
    object_once(house)
    relay.relay_events(house)
    ((reaction_id, _),) = relay.take_due(house)
    assert not relay.react(house, reaction_id)
    (row,) = reactions(house)
    assert row.due_at > datetime.now(UTC)
    assert row.error == "RuntimeError: no luck"
    for _ in range(MAX_ATTEMPTS):
        relay.react(house, reaction_id)
    (row,) = reactions(house)
    assert row.is_dead
    assert row.attempts == MAX_ATTEMPTS


def test_two_clocks_relay_each_event_once(house: Doors, calls: Calls) -> None:
    for _ in range(20):
        object_once(house)
    beats = [threading.Thread(target=clock.beat, args=(house,)) for _ in range(4)]
    for beat in beats:
        beat.start()
    for beat in beats:
        beat.join()
    assert len(reactions(house)) == 20
    with house.database.reading() as session:
        assert all(session.scalars(select(OutboxEvent.relayed_at)))


def test_a_real_worker_takes_jobs_as_json_and_names_our_functions(house: Doors) -> None:
    """Requirement A15: a pickle queue is code execution."""
    object_once(house)
    clock.beat(house)
    target = relay.queue(house.settings.redis_url, "work")
    jobs = [target.fetch_job(job_id) for job_id in target.get_job_ids()]
    assert {job.func_name for job in jobs if job} == {"app.worker.react", "app.worker.run_periodic"}
    worker = SimpleWorker([target], connection=target.connection, serializer=JSONSerializer)
    assert worker.serializer is JSONSerializer


def test_a_rolled_back_cause_leaves_no_event(house: Doors) -> None:
    def fail_after_recording() -> None:
        with house.database.transaction() as session:
            record(session, e.CustomerObjected(make_store(session).id, 1), NOW)
            raise RuntimeError("the cause failed")

    with pytest.raises(RuntimeError):
        fail_after_recording()
    with house.database.reading() as session:
        assert session.scalars(select(OutboxEvent)).all() == []
