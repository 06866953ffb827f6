"""The customers of many orders at once, by their addresses; created when new, never twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from core.bulk import one_of, recount_grown, reserve_ids, write_rows
from core.models import Customer, Store
from core.signing import normal_address
from solicitation.inbound.facts import PersonFact
from solicitation.zones import region_code

_customers: Table = Customer.metadata.tables[Customer.__tablename__]
_TOLD = ("name", "language", "country", "region", "timezone")
_COLUMNS = ("id", "store_id", "email", *_TOLD, "created_at", "acted_at", "is_asked_less")


@dataclass(slots=True)
class Buyer:
    """A customer as the orders of a portion know them; `id` is 0 until they have one."""

    id: int
    email: str
    name: str = ""
    language: str = ""
    country: str = ""
    region: str = ""
    timezone: str = ""

    @property
    def told(self) -> tuple[str, ...]:
        """What orders say of a person."""
        return (self.name, self.language, self.country, self.region, self.timezone)

    def learn(self, person: PersonFact) -> None:
        """What is newly said fills what was not known, as `catalogue.customer_of` does."""
        self.name = self.name or person.name[:300]
        self.language = self.language or (person.language or "")[:8]
        self.country = self.country or (person.country or "")[:2]
        if self.country == person.country:
            self.region = self.region or region_code(self.country, person.region or "")
        self.timezone = self.timezone or (person.timezone or "")[:60]


def take_buyers(
    session: Session, store: Store, people: Sequence[PersonFact], now: datetime
) -> list[Buyer]:
    """The customer of each person, in the same order."""
    emails = [normal_address(person.email) for person in people]
    known = _known(session, store.id, set(emails))
    before = {buyer.id: buyer.told for buyer in known.values()}
    buyers = [known.setdefault(email, Buyer(0, email)) for email in emails]
    for buyer, person in zip(buyers, people, strict=True):
        buyer.learn(person)
    _create(session, store.id, [one for one in known.values() if not one.id], now)
    _fill(session, [one for one in known.values() if before.get(one.id, one.told) != one.told])
    return buyers


def _known(session: Session, store_id: int, emails: set[str]) -> dict[str, Buyer]:
    columns = [getattr(Customer, name) for name in ("id", "email", *_TOLD)]
    rows = session.execute(
        select(*columns).where(
            Customer.store_id == store_id, one_of(session, Customer.email, emails)
        )
    )
    return {row.email: Buyer(*row) for row in rows}


def _create(session: Session, store_id: int, new: Sequence[Buyer], now: datetime) -> None:
    for buyer, key in zip(new, reserve_ids(session, _customers, len(new)), strict=True):
        buyer.id = key
    rows = [(one.id, store_id, one.email, *one.told, now, now, False) for one in new]
    write_rows(session, _customers, _COLUMNS, rows)
    if new:
        recount_grown(session, _customers)


def _fill(session: Session, changed: Iterable[Buyer]) -> None:
    told = [{"key": one.id, **dict(zip(_TOLD, one.told, strict=True))} for one in changed]
    if told:
        statement = update(_customers).where(_customers.c.id == bindparam("key"))
        session.connection().execute(statement, told)
