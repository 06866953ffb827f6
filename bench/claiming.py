"""What finding and claiming 1,000 due rows costs, among few and among many.

`python -m bench.claiming [--rows 10000000] [--database postgresql|sqlite]`
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import bindparam, text

from bench.places import NOW, create_tables, durable_postgres
from core.db import Database, UtcMoment
from solicitation.operations.claiming import BATCH, claim_due
from solicitation.queries.facts import expected_rates
from tests.factories import make_store

FEW = 100_000
ROUNDS = 7
DUE = (ROUNDS + 1) * BATCH
"""Rows that are due; one round more than is measured, to warm up."""

PER_PERSON = 5
_SERIES = {
    "postgresql": "generate_series(0, {last}) AS t (i)",
    "sqlite": "(WITH RECURSIVE t (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM t WHERE i < {last})"
    " SELECT i FROM t) AS t",
}
_PEOPLE = """
INSERT INTO customers (id, store_id, email, created_at, acted_at)
SELECT i + 1, {store}, 'buyer-' || i || '@example.com', :past, :past FROM {series}
"""
_OCCASIONS = """
INSERT INTO occasions (id, store_id, customer_id, kind, external_id, happened_at, recorded_at)
SELECT i + 1, {store}, i + 1, 'support', 't' || i, :past, :past FROM {series}
"""
_ASKS = """
INSERT INTO solicitations (store_id, customer_id, occasion_id, moment, kind, sequence, state,
                           reason, due_at, useful_until, send_ref, planned_at, handed_over_at)
SELECT {store}, i / 5 + 1, i / 5 + 1, 'support_resolved', 'review', i % 5,
       CASE WHEN i % 5 IN (1, 2) THEN 'sent' ELSE 'planned' END, 'moment_arrives',
       CASE WHEN i % 5 = 0 AND i / 5 < {due} OR i % 5 IN (1, 2) THEN :past ELSE :later END,
       :later, 'ref-' || i, :past, CASE WHEN i % 5 IN (1, 2) THEN :past END
FROM {series}
"""
"""Five requests to each person: two sent long ago, the others planned, one of them due for some."""


def fill(database: Database, rows: int) -> int:
    """A store with that many requests; its id."""
    with database.transaction() as session:
        store_id: int = make_store(session).id
    people = rows // PER_PERSON
    past, later = NOW - timedelta(days=400), NOW + timedelta(days=200)
    with database.engine.begin() as connection:
        for statement, count in ((_PEOPLE, people), (_OCCASIONS, people), (_ASKS, rows)):
            series = _SERIES[database.engine.dialect.name].format(last=count - 1)
            told = statement.format(store=store_id, due=DUE, series=series)
            names = {"past": past, "later": later} if ":later" in told else {"past": past}
            kinds = [bindparam(name, type_=UtcMoment()) for name in names]
            connection.execute(text(told).bindparams(*kinds), names)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as raw:
        raw.execute(text("ANALYZE"))
    return store_id


def cost(database: Database, rows: int) -> float:
    """Milliseconds of one claim of 1,000 among `rows`: find, read, judge, claim, commit."""
    store_id = fill(database, rows)
    spent = [_claim(database, store_id) for _ in range(ROUNDS + 1)]
    return median(spent[1:])


def _claim(database: Database, store_id: int) -> float:
    start = time.perf_counter()
    with database.transaction() as session:
        courses = claim_due(session, store_id, ["key"], NOW, expected_rates({}))
    if courses["go"] != BATCH:
        raise RuntimeError(f"not everybody was claimed: {courses}")
    return 1000 * (time.perf_counter() - start)


@contextmanager
def empty(kind: str) -> Iterator[Database]:
    """An empty database of that kind, with our tables."""
    if kind == "postgresql":
        with durable_postgres() as database:
            yield database
        return
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bench.sqlite'}")
        create_tables(database)
        yield database
        database.close()


def main() -> None:
    """Measure and say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--database", choices=tuple(_SERIES), action="append")
    told = parser.parse_args()
    for kind in told.database or tuple(_SERIES):
        costs = []
        for rows in (FEW, told.rows):
            with empty(kind) as database:
                costs.append(cost(database, rows))
            sys.stdout.write(f"{kind:12}{rows:12,} rows{costs[-1]:10.1f} ms\n")
        sys.stdout.write(f"{kind:12}{costs[1] / costs[0]:24.2f} x\n")


if __name__ == "__main__":
    main()
