"""A store's ledger of any size, filled in minutes: two years of orders and what they are asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, text

from bench.places import NOW
from core.db import Database, UtcMoment
from tests.factories import make_product, make_store

PER_ORDER = 4
"""Requests of one order: after the purchase with its reminder, after a month, after six."""
_TABLES = ("customers", "orders", "order_lines", "occasions", "solicitations")
_SERIES = {
    "postgresql": "generate_series(0::bigint, {last}) AS t (i)",
    "sqlite": "(WITH RECURSIVE t (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM t"
    " WHERE i < {last}) SELECT i FROM t) AS t",
}
_REF = {
    "postgresql": "lpad(to_hex(n), 12, '0') || substr(md5(n::text), 13)",
    "sqlite": "printf('%012x', n) || lower(hex(randomblob(10)))",
}
_DUE = {
    "postgresql": ":day + {after} * interval '1 second'",
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S.000000', :day, ({after}) || ' seconds')",
}
"""Ten seconds between one order and the next, beginning a day ago."""

_BUYER = "CASE WHEN i >= {half} AND i % 2 = 1 THEN (i - {half}) * 7919 % {half} ELSE i END + 1"
"""Who made order i. In the second year every other order is that of a buyer of the first, who are
met in no order: their earlier requests lie anywhere."""
_FILLS: tuple[str, ...] = (
    """
INSERT INTO customers (id, store_id, email, name, language, country, created_at, acted_at)
SELECT i + 1, {store}, 'buyer-' || i || '@example.com', 'Élodie Marchand', 'fr', 'FR', :past, :past
FROM {orders}
""",
    """
INSERT INTO orders (id, store_id, customer_id, external_id, source, status, country, currency,
                    ordered_at, fulfilled_at, delivered_at, updated_at)
SELECT i + 1, {store}, {buyer}, 'o-' || i, 'own', 'delivered', 'FR', 'EUR', :past, :past, :past,
       :past
FROM {orders}
""",
    """
INSERT INTO order_lines (id, store_id, order_id, product_id, external_id)
SELECT i + 1, {store}, i + 1, {product}, 'SKU-1/0' FROM {orders}
""",
    """
INSERT INTO occasions (id, store_id, customer_id, kind, external_id, order_id, happened_at,
                       recorded_at)
SELECT i + 1, {store}, {buyer}, 'purchase', 'own:o-' || i, i + 1, :past, :past FROM {orders}
""",
)
_ASKS = """
INSERT INTO solicitations (id, store_id, customer_id, occasion_id, moment, kind, sequence, state,
                           reason, due_at, useful_until, send_ref, planned_at, handed_over_at)
SELECT n + 1, {store}, {buyer}, i + 1, CASE place {moments} END, 'review', place / 3,
       CASE WHEN i < {sent_below} THEN 'sent' ELSE 'planned' END, 'moment_arrives',
       CASE WHEN i < {sent_below} THEN :past WHEN i < {due_below} THEN {due} ELSE :later END,
       :later, {ref}, :past, CASE WHEN i < {sent_below} THEN :past END
FROM (SELECT i AS n, CASE WHEN i < {first} THEN i / 3 ELSE i - {first} END AS i,
             CASE WHEN i < {first} THEN i % 3 ELSE 3 END AS place
      FROM {asks}) AS a
"""
"""The three that are planned with an order lie side by side, reminders where they were written."""
_BANDS: Mapping[str, float] = {"six_months": 0.02, "one_month": 0.34, "after_purchase": 0.66}
"""Where in the second year the orders lie that are due at a moment: those before were sent."""
_REMINDED = "after_purchase"


def fill(database: Database, rows: int, due: int) -> int:
    """A store with that many requests, `due` of them due now, tuned as a live one; its id."""
    with database.transaction() as session:
        store = make_store(session)
        product = make_product(session, store)
    names = {"store": store.id, "product": product.id, "half": rows // PER_ORDER // 2}
    names = {"store": store.id, "product": product.id} | _words(database, rows, due)
    _hurry(database, "SET max_wal_size = '20GB'")
    with database.engine.begin() as connection, _without_indexes(connection):
        for statement in (*_FILLS, _ASKS):
            _run(connection, statement, names)
    _hurry(database, "RESET max_wal_size")
    _settle(database)
    return store.id


def _words(database: Database, rows: int, due: int) -> dict[str, Any]:
    dialect, orders = database.engine.dialect.name, rows // PER_ORDER
    bands = [int(orders / 2 * (1 + share)) for share in (*_BANDS.values(), _BANDS[_REMINDED])]
    moments = " ".join(f"WHEN {at} THEN '{name}'" for at, name in enumerate((*_BANDS, _REMINDED)))
    sent = _case(bands)
    return {
        "half": orders // 2,
        "first": 3 * orders,
        "orders": _SERIES[dialect].format(last=orders - 1),
        "asks": _SERIES[dialect].format(last=PER_ORDER * orders - 1),
        "moments": moments,
        "sent_below": sent,
        "due_below": _case([*(band + due // 3 for band in bands[:3]), 0]),
        "due": _DUE[dialect].format(after=f"(i - {sent}) * 10"),
        "ref": _REF[dialect],
    }


def _case(values: list[int]) -> str:
    whens = " ".join(f"WHEN {place} THEN {value}" for place, value in enumerate(values))
    return f"(CASE place {whens} END)"


def _run(connection: Connection, statement: str, names: Mapping[str, Any]) -> None:
    told = statement.format(buyer=_BUYER.format(**names), **names)
    days = {"past": -400, "later": 200, "day": -1}
    values = {name: NOW + timedelta(days=n) for name, n in days.items() if f":{name}" in told}
    kinds = [bindparam(name, type_=UtcMoment()) for name in values]
    connection.execute(text(told).bindparams(*kinds), values)


@contextmanager
def _without_indexes(connection: Connection) -> Iterator[None]:
    """Indexes and references are made after the rows, as a restored dump does it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA cache_size=-2000000")
        yield
        return
    again = [made for table in _TABLES for made in _dropped(connection, table)]
    yield
    connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '512MB'")
    for statement in sorted(again, key=lambda one: "FOREIGN KEY" in one):
        connection.exec_driver_sql(statement)


def _dropped(connection: Connection, table: str) -> list[str]:
    """Drop a table's indexes and constraints; the statements that make them again."""
    constraints = connection.execute(
        text(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype IN ('f', 'u') AND conrelid = CAST(:t AS regclass) OR"
            " contype = 'f' AND confrelid = CAST(:t AS regclass) ORDER BY contype"
        ),
        {"t": table},
    ).all()
    for owner, name, _ in constraints:
        connection.exec_driver_sql(f"ALTER TABLE {owner} DROP CONSTRAINT {name}")
    indexes = connection.execute(
        text(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE tablename = :t AND indexname NOT LIKE 'pk!_%' ESCAPE '!'"
        ),
        {"t": table},
    ).all()
    for name, _ in indexes:
        connection.exec_driver_sql(f"DROP INDEX {name}")
    made = [f"ALTER TABLE {o} ADD CONSTRAINT {n} {definition}" for o, n, definition in constraints]
    return made + [definition for _, definition in indexes]


def _hurry(database: Database, setting: str) -> None:
    """No checkpoint comes between while filling."""
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as raw:
            raw.exec_driver_sql(f"ALTER SYSTEM {setting}")
            raw.exec_driver_sql("SELECT pg_reload_conf()")


def _settle(database: Database) -> None:
    """What a live database has behind it: statistics, a vacuum and a checkpoint."""
    database.engine.dispose()
    raw = database.engine.raw_connection()
    driver: Any = raw.driver_connection
    if database.is_sqlite:
        driver.execute("ANALYZE")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        driver.autocommit = True
        driver.execute("VACUUM (ANALYZE)")
        driver.execute("CHECKPOINT")
        driver.autocommit = False
    raw.close()
    database.engine.dispose()
