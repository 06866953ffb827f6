"""How fast orders come in: `python -m bench.importing [--orders 20000]`, three ways in one run."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

from sqlalchemy import func, select, text

from bench.places import NOW, durable_postgres
from core.db import Database
from core.models import Occasion, Order, Solicitation, Store
from core.states import OrderStatus
from solicitation.inbound.facts import LineFact, OrderFact, PersonFact, ProductFact
from solicitation.operations.importing import batches, import_batch
from solicitation.operations.planning import plan_solicitations
from solicitation.operations.recording import record_order
from tests.factories import make_store

WARM_UP = 200
KINDS_OF_GOODS = 200
TABLES = ("customers", "orders", "order_lines", "occasions", "solicitations")
"""What an order leaves, in the order in which rows refer to each other."""


@dataclass(frozen=True, slots=True)
class Result:
    """How many orders one way took, and in how long."""

    name: str
    orders: int
    seconds: float

    @property
    def pace(self) -> float:
        """Orders per second."""
        return self.orders / self.seconds


def told(first: int, count: int) -> list[OrderFact]:
    """Orders of one to three lines, a fifth of them from abroad, each of somebody new."""
    return [_order(number) for number in range(first, first + count)]


def _order(number: int) -> OrderFact:
    country = "BE" if number % 5 == 0 else "FR"
    lines = tuple(
        LineFact(f"{number}-{n}", _good((number * 7 + n) % KINDS_OF_GOODS), 1, Decimal("24.90"))
        for n in range(number % 3 + 1)
    )
    return OrderFact(
        external_id=str(number),
        source="shopify",
        person=PersonFact(f"buyer{number}@example.com", f"Élodie Marchand {number}", "fr", country),
        status=OrderStatus.DELIVERED,
        ordered_at=NOW - timedelta(days=6),
        fulfilled_at=NOW - timedelta(days=4),
        delivered_at=NOW - timedelta(minutes=number % 2000),
        country=country,
        currency="EUR",
        total=Decimal("24.90") * len(lines),
        lines=lines,
        number=f"#{number}",
    )


def _good(number: int) -> ProductFact:
    return ProductFact(f"P-{number}", f"Bol en grès émaillé n° {number}", sku=f"SKU-{number}")


def ours(database: Database, store_id: int, facts: Sequence[OrderFact]) -> None:
    """The product: portions of a file, each in one transaction with its plan."""
    for portion in batches(list(facts)):
        with database.transaction() as session:
            import_batch(session, session.get_one(Store, store_id), portion, NOW)


def one_by_one(database: Database, store_id: int, facts: Sequence[OrderFact]) -> None:
    """Objects, planned at once, with a commit for each order."""
    for fact in facts:
        with database.transaction() as session:
            record_order(session, session.get_one(Store, store_id), fact, NOW)
            order_id = select(Order.id).where(
                Order.store_id == store_id, Order.external_id == fact.external_id
            )
            occasion = session.scalars(
                select(Occasion).where(
                    Occasion.store_id == store_id, Occasion.order_id == order_id.scalar_subquery()
                )
            ).one()
            plan_solicitations(session, occasion, NOW)


def copied_out(database: Database) -> dict[str, bytes]:
    """Every row of those tables, as PostgreSQL writes them for COPY."""
    found = {}
    with database.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        for table in TABLES:
            kept = BytesIO()
            with raw.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
                for block in copy:
                    kept.write(block)
            found[table] = kept.getvalue()
    return found


def raw_copy(database: Database, rows: dict[str, bytes]) -> None:
    """The same rows into the same tables with the same keys and indexes: the bare limit."""
    with database.engine.begin() as connection:
        raw: Any = connection.connection.driver_connection
        for table, data in rows.items():
            with raw.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(data)


def measured(name: str, orders: int, way: Callable[[], None]) -> Result:
    """One way, timed."""
    start = time.perf_counter()
    way()
    return Result(name, orders, time.perf_counter() - start)


def compare(database: Database, orders: int, singles: int) -> list[Result]:
    """The three ways, each in a store, or tables, of its own."""
    for way in (ours, one_by_one):
        way(database, _store(database), told(0, WARM_UP))
    alone = _store(database)
    facts = told(0, singles)
    slow = measured("one by one", singles, lambda: one_by_one(database, alone, facts))
    _empty(database)
    store_id, facts = _store(database), told(0, orders)
    fast = measured("vivavoce", orders, lambda: ours(database, store_id, facts))
    _check(database, orders)
    rows = copied_out(database)
    _empty(database, keep_store=True)
    bare = measured("raw COPY", orders, lambda: raw_copy(database, rows))
    _check(database, orders)
    return [fast, slow, bare]


def _store(database: Database) -> int:
    with database.transaction() as session:
        return make_store(session).id


def _empty(database: Database, *, keep_store: bool = False) -> None:
    """Leave no row and no dead one: both ways begin with the same empty tables."""
    tables = ", ".join(TABLES) if keep_store else "stores, products"
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as raw:
        raw.execute(text(f"TRUNCATE {tables} CASCADE"))
        raw.execute(text("VACUUM ANALYZE"))
        raw.execute(text("CHECKPOINT"))


def _check(database: Database, orders: int) -> None:
    with database.reading() as session:
        found = session.scalar(select(func.count(Order.id)))
        asks = session.scalar(select(func.count(Solicitation.id)))
    if (found, asks) != (orders, 3 * orders):
        raise RuntimeError(f"{orders} orders should have left three requests each: {found}, {asks}")


def table(results: Sequence[Result]) -> Iterator[str]:
    """Lines to read; ratios are the product's pace over the other's."""
    yield f"{'way':14}{'orders':>12}{'seconds':>10}{'per second':>12}{'vivavoce is':>14}"
    for one in results:
        ratio = f"{results[0].pace / one.pace:.2f} x"
        yield f"{one.name:14}{one.orders:12,}{one.seconds:10.2f}{one.pace:12,.0f}{ratio:>14}"


def main() -> None:
    """Measure and say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=20_000)
    parser.add_argument("--singles", type=int, default=300, help="taken one by one")
    told_so = parser.parse_args()
    with durable_postgres() as database:
        for line in table(compare(database, told_so.orders, told_so.singles)):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
