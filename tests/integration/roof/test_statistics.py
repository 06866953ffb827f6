"""SQLite learns how its tables are filled, and then finds rows by the index that leads to few."""

from __future__ import annotations

from sqlalchemy import text

from core.db import Database
from core.doors import Doors
from core.upkeep import refresh_statistics
from tests.factories import make_customer, make_order, make_product, make_store

LINES = "SELECT id FROM order_lines WHERE order_id = 7 AND store_id = 1"


def plan_of(database: Database, statement: str) -> str:
    """The indexes that SQLite would use."""
    with database.engine.connect() as connection:
        rows = connection.execute(text(f"EXPLAIN QUERY PLAN {statement}"))
        return " ".join(row.detail for row in rows)


def test_lines_are_found_by_their_order_and_not_by_their_store(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.transaction() as session:
        store = make_store(session)
        customer = make_customer(session, store)
        product = make_product(session, store)
        for _ in range(30):
            make_order(session, customer, [product])
    database.refresh_statistics()
    assert "(order_id=?)" in plan_of(database, LINES)
    database.close()


def test_the_job_runs_on_both_databases_and_twice(doors: Doors) -> None:
    assert refresh_statistics(doors) == refresh_statistics(doors) == 0
    doors.database.check()
