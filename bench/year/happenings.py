"""What happens to people in the simulated year, and when: orders, tickets, events, refusals."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bench.year.people import Person
from core.states import OrderStatus
from solicitation.inbound.facts import (
    AttendeeFact,
    LineFact,
    OrderFact,
    PersonFact,
    ProductFact,
    RefundFact,
    ShipmentFact,
    StopFact,
    TicketFact,
)
from solicitation.operations.taking import Fact

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PRODUCTS = tuple(ProductFact(f"P{n}", f"Product {n}") for n in range(12))
EVENT_EVERY_DAYS = 30


class Mark(StrEnum):
    """What the diary keeps, because a rule hangs on it."""

    ENDED = "ended"
    RESUMED = "resumed"
    OBJECTED = "objected"
    PAUSED = "paused"
    FEWER = "fewer"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Told:
    """A shop's system tells a fact; `mark` is what it means for the occasion `key`."""

    fact: Fact
    key: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A person objects, pauses or asks for fewer mails."""

    email: str
    mark: Mark
    days: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """A person answers the request they got."""

    send_ref: str


Happening = Told | Chosen | Answer
Dated = tuple[datetime, Happening]


def happenings(
    persons: list[Person], start: datetime, days: int, chance: random.Random
) -> Iterator[Dated]:
    """Everything that befalls these people by itself; answers come on top, from what is sent."""
    for number, person in enumerate(persons):
        for order in range(_how_many(chance, days)):
            yield from _order(f"o{number}-{order}", person, _moment(start, days, chance), chance)
        if chance.random() < 0.2 * days / 365:
            yield from _ticket(f"t{number}", person, _moment(start, days, chance), chance)
        for event in range(0, days, EVENT_EVERY_DAYS):
            if chance.random() < 0.03:
                seen = start + event * DAY + chance.randrange(10, 20) * HOUR
                yield seen, Told(AttendeeFact(f"Open day {event}", _fact(person), seen))
        yield from _choices(person, start, days, chance)


def _how_many(chance: random.Random, days: int) -> int:
    """One order in about nine months, as a shop of things that last sees."""
    mean = max(0.6, 1.3 * days / 365)
    return sum(chance.random() < mean / 4 for _ in range(4))


def _moment(start: datetime, days: int, chance: random.Random) -> datetime:
    return start + timedelta(seconds=chance.randrange(days * 86_400))


def _fact(person: Person) -> PersonFact:
    return PersonFact(
        person.email,
        person.name,
        language=person.language,
        country=person.country,
        timezone=person.zone if person.says_zone else None,
    )


def _order(key: str, person: Person, at: datetime, chance: random.Random) -> Iterator[Dated]:
    lines = tuple(
        LineFact(f"{key}/{n}", product, 1)
        for n, product in enumerate(chance.sample(PRODUCTS, chance.choice((1, 1, 1, 2, 3))))
    )
    placed = OrderFact(
        key, "own", _fact(person), OrderStatus.PLACED, at, country=person.country, lines=lines
    )
    yield at, Told(placed)
    left = at + chance.randrange(6, 72) * HOUR
    arrived = left + chance.randrange(24, 24 * 9) * HOUR
    is_cancelled = chance.random() < 0.04
    if is_cancelled:
        gone = at + chance.randrange(1, 120) * HOUR
        yield gone, _stop(key, OrderStatus.CANCELLED)
    yield left, Told(ShipmentFact(key, "own", left, None))
    if chance.random() < 0.85:
        yield arrived, Told(ShipmentFact(key, "own", left, arrived))
    yield from _money_back(key, lines, arrived, chance)


def _money_back(
    key: str, lines: tuple[LineFact, ...], arrived: datetime, chance: random.Random
) -> Iterator[Dated]:
    luck, back = chance.random(), arrived + chance.randrange(1, 24 * 200) * HOUR
    if luck < 0.06:
        every = tuple((line.external_id or "", 1) for line in lines)
        yield back, Told(RefundFact(key, "own", back, every), f"own:{key}", Mark.ENDED)
    elif luck < 0.09 and len(lines) > 1:
        some = ((lines[0].external_id or "", 1),)
        yield back, Told(RefundFact(key, "own", back, some))
    elif luck < 0.12:
        yield back, _stop(key, OrderStatus.RETURNED)


def _stop(key: str, status: OrderStatus) -> Told:
    return Told(StopFact(key, "own", status), f"own:{key}", Mark.ENDED)


def _ticket(key: str, person: Person, at: datetime, chance: random.Random) -> Iterator[Dated]:
    score = float(chance.randrange(1, 6))
    solved = TicketFact(key, _fact(person), opened_at=at - DAY, resolved_at=at, score=score)
    yield at, Told(solved)
    if chance.random() < 0.25:
        again = at + chance.randrange(1, 100) * HOUR
        reopened = TicketFact(key, _fact(person), resolved_at=at, reopened_at=again)
        yield again, Told(reopened, key, Mark.ENDED)
        if chance.random() < 0.5:
            end = again + chance.randrange(2, 100) * HOUR
            yield end, Told(TicketFact(key, _fact(person), resolved_at=end), key, Mark.RESUMED)


def _choices(person: Person, start: datetime, days: int, chance: random.Random) -> Iterator[Dated]:
    luck, at = chance.random(), _moment(start, days, chance)
    if luck < 0.03:
        yield at, Chosen(person.email, Mark.OBJECTED)
    elif luck < 0.06:
        yield at, Chosen(person.email, Mark.PAUSED, chance.choice((30, 90)))
    elif luck < 0.08:
        yield at, Chosen(person.email, Mark.FEWER)
