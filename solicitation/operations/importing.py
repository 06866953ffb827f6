"""A whole file of facts, row by row; a row that cannot be taken never costs the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.models import Store
from solicitation.inbound.facts import OrderFact, Read
from solicitation.operations.erased import address_of, erased_addresses
from solicitation.operations.taking import Fact, take
from solicitation.operations.taking_many import take_orders

PORTION = 1000
"""Facts of one transaction: it holds the writer's lock of SQLite for a second at most."""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many facts of a file were new, how many were known already, and how many were left out
    because they speak of people who were forgotten."""

    new: int = 0
    known: int = 0
    forgotten: int = 0

    def plus(self, other: Imported) -> Imported:
        """Both portions together."""
        return Imported(
            self.new + other.new, self.known + other.known, self.forgotten + other.forgotten
        )


def facts_of_file(read: Read) -> list[Fact]:
    """Everything a file said, in its order."""
    return [*read.orders, *read.tickets, *read.attendees]


def batches(facts: list[Fact], size: int = PORTION) -> Iterator[list[Fact]]:
    """Facts in portions small enough that no transaction holds the database for long."""
    for start in range(0, len(facts), size):
        yield facts[start : start + size]


def import_batch(
    session: Session, store: Store, told: Sequence[Fact], now: datetime, keys: Sequence[str] = ()
) -> Imported:
    """Take one portion: orders together, everything else one by one.

    `keys` are the secrets by which somebody who was forgotten is told: of them nothing is kept.
    """
    gone = erased_addresses(session, store.id, {address_of(fact) for fact in told} - {""}, keys)
    facts = [fact for fact in told if address_of(fact) not in gone]
    orders = [fact for fact in facts if isinstance(fact, OrderFact)]
    new = take_orders(session, store, orders, now)
    new += sum(take(session, store, one, now) for one in facts if not isinstance(one, OrderFact))
    return Imported(new, len(facts) - new, len(told) - len(facts))
