"""A whole file of facts, row by row; a row that cannot be taken never costs the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from core.models import Store
from solicitation.inbound.facts import Read
from solicitation.operations.taking import Fact, take


@dataclass(frozen=True, slots=True)
class Imported:
    """How many facts of a file were new, and how many were known already."""

    new: int = 0
    known: int = 0


def facts_of_file(read: Read) -> list[Fact]:
    """Everything a file said, in its order."""
    return [*read.orders, *read.tickets, *read.attendees]


def batches(facts: list[Fact], size: int = 200) -> Iterator[list[Fact]]:
    """Facts in portions small enough that no transaction holds the database for long."""
    for start in range(0, len(facts), size):
        yield facts[start : start + size]


def import_batch(session: Session, store: Store, facts: list[Fact], now: datetime) -> Imported:
    """Take one portion."""
    new = sum(take(session, store, fact, now) for fact in facts)
    return Imported(new, len(facts) - new)
