"""The hourly clock of the simulated year: the real handlers and jobs, without a queue between."""

from __future__ import annotations

import gc
import heapq
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.wiring import REACTIONS
from bench.year.happenings import Answer, Chosen, Dated, Happening, Mark, Told
from bench.year.house import House
from bench.year.sink import Taken
from core import upkeep
from core.events import Event, SolicitationsClaimed, revive
from core.models import Customer, OutboxEvent, Solicitation, Store
from solicitation import jobs
from solicitation.handlers import send_batch
from solicitation.operations import stopping
from solicitation.operations.taking import take
from solicitation.policy import DEFAULTS, MomentDefault

HOUR = timedelta(hours=1)
NEWS = (
    select(OutboxEvent.id, OutboxEvent.name, OutboxEvent.payload)
    .where(OutboxEvent.id > bindparam("seen"))
    .order_by(OutboxEvent.id)
)
LOST, LATE, TWICE = 0.01, 0.02, 0.07
"""Shares of claimed batches whose sender dies, comes an hour late, or runs twice."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the diary: what truly happened, written as it was told."""

    at: datetime
    mark: Mark
    key: str
    days: int = 0


@dataclass(slots=True)
class Year:
    """What is still to happen, and what the diary says so far."""

    house: House
    chance: random.Random
    waiting: list[tuple[datetime, int, Happening]] = field(default_factory=list)
    diary: list[Entry] = field(default_factory=list)
    delayed: list[Event] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)
    spent: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Seconds of this process's CPU, by what they went into."""
    seen: int = 0
    is_mending: bool = False
    """Whether a claim of late may want mending; otherwise the job has nothing to look for."""

    def await_all(self, dated: Iterable[Dated]) -> None:
        """Put these among what is still to happen."""
        for at, happening in dated:
            heapq.heappush(self.waiting, (at, next(self.numbers), happening))


def run(year: Year, hours: int, report: Callable[[int], None] = lambda _days: None) -> None:
    """Let that many hours pass; `report` hears how many days are over."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    for hour in range(1, hours + 1):
        year.house.clock.move(HOUR)
        pass_hour(year)
        if hour % 24 == 0:
            upkeep.refresh_statistics(year.house.doors)
            report(hour // 24)
    gc.set_threshold(700, 10, 10)
    gc.unfreeze()


def pass_hour(year: Year) -> None:
    """One beat: half of the news comes before the claim, half between claim and send."""
    doors, now = year.house.doors, year.house.clock.now()
    _happen(year, now - HOUR / 2)
    _react(year, _news(year))
    late, year.delayed = year.delayed, []
    with _counted(year, "claiming and mending"):
        if year.is_mending:
            jobs.release_claims(doors)
        jobs.claim_due(doors)
    claimed = _news(year)
    year.is_mending = bool(claimed or (year.is_mending and now.hour))
    _happen(year, now)
    _react(year, _news(year))
    _react(year, [*late, *_befallen(year, claimed)])
    while news := _news(year):
        _react(year, news)
    _answers(year)


@contextmanager
def _counted(year: Year, name: str) -> Iterator[None]:
    began = time.process_time()
    yield
    year.spent[name] += time.process_time() - began


def _happen(year: Year, until: datetime) -> None:
    due: list[Happening] = []
    while year.waiting and year.waiting[0][0] <= until:
        due.append(heapq.heappop(year.waiting)[2])
    if not due:
        return
    with _counted(year, "taking news"), year.house.database.joined() as session:
        store = session.get_one(Store, year.house.store_id)
        for happening in due:
            _befall(year, session, store, happening)


def _befall(year: Year, session: Session, store: Store, happening: Happening) -> None:
    now = year.house.clock.now()
    match happening:
        case Told(fact, key, mark):
            take(session, store, fact, now)
            if mark is not None:
                year.diary.append(Entry(now, mark, key))
        case Chosen(email, mark, days):
            if _choose(year, session, happening):
                year.diary.append(Entry(now, mark, email, days))
        case Answer(send_ref):
            ask = session.scalars(
                select(Solicitation).where(Solicitation.send_ref == send_ref)
            ).one()
            stopping.close_answered(session, ask, now)
            year.diary.append(Entry(now, Mark.ANSWERED, send_ref))


def _choose(year: Year, session: Session, chosen: Chosen) -> bool:
    """What the preferences page does; nobody chooses who was never a customer."""
    customer = session.scalars(
        select(Customer).where(
            Customer.store_id == year.house.store_id, Customer.email == chosen.email
        )
    ).first()
    if customer is None:
        return False
    now = year.house.clock.now()
    if chosen.mark is Mark.OBJECTED:
        stopping.object_to_mails(session, customer, year.house.doors.settings.secret_key, now)
    elif chosen.mark is Mark.PAUSED:
        stopping.pause_mails(customer, chosen.days, now)
    else:
        customer.is_asked_less = True
    return True


def _news(year: Year) -> list[Event]:
    """What was recorded since the last look."""
    looking = year.house.database.engine.connect().execution_options(vv_reading=True)
    with looking as connection:
        rows = connection.execute(NEWS, {"seen": year.seen}).all()
    year.seen = rows[-1].id if rows else year.seen
    return [revive(name, payload) for _, name, payload in rows]


def _react(year: Year, events: Iterable[Event]) -> None:
    """Run the reactions of asking: sends alone as they are, all others joined."""
    planned = []
    for event in events:
        if isinstance(event, SolicitationsClaimed):
            with _counted(year, "sending"):
                _run(year, event)
        else:
            planned.append(event)
    if planned:
        with _counted(year, "planning and stopping"), year.house.database.joined():
            for event in planned:
                _run(year, event)


def _run(year: Year, event: Event) -> None:
    if isinstance(event, SolicitationsClaimed):
        send_batch(year.house.doors, event)  # one after the other, so that equal seeds stay equal
        return
    for handler in REACTIONS.get(type(event), ()):
        if handler.__module__.startswith("solicitation."):
            handler(year.house.doors, event)


def _befallen(year: Year, claimed: Iterable[Event]) -> Iterator[Event]:
    """Some senders die before they begin, some come late, some run twice."""
    for event in claimed:
        luck = year.chance.random()
        if luck < LOST:
            continue
        if luck < LATE:
            year.delayed.append(event)
            continue
        yield event
        if luck < TWICE:
            yield event


def _answers(year: Year) -> None:
    """Who got a mail answers with the probability of its moment, and seldom objects instead."""
    fresh = year.house.sink.fresh
    if not fresh:
        return
    with year.house.database.reading() as session:
        rows = session.execute(
            select(Solicitation.send_ref, Solicitation.moment).where(
                Solicitation.send_ref.in_([one.send_ref for one in fresh])
            )
        )
        moments = {row.send_ref: row.moment for row in rows}
    year.await_all(
        dated for one in fresh for dated in _reply(year, one, DEFAULTS[moments[one.send_ref]])
    )
    fresh.clear()


def _reply(year: Year, one: Taken, default: MomentDefault) -> Iterator[Dated]:
    luck = year.chance.random()
    at = year.house.clock.now() + year.chance.randrange(1, 24 * 9) * HOUR
    if luck < default.answer_rate:
        yield at, Answer(one.send_ref)
    elif luck > 0.985:
        yield at, Chosen(one.email, Mark.OBJECTED)
    elif luck > 0.975:
        yield at, Chosen(one.email, Mark.PAUSED, 30)
