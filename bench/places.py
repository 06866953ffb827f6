"""Where measurements are taken: a throw-away PostgreSQL that keeps its word, and filled tables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnDefault, DefaultClause, text
from sqlalchemy.orm import Session

from core.db import Base, Database
from core.models import Store
from tests.factories import make_store
from tests.services.postgres import running_postgres

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
"""A Wednesday, 11:00 in Paris: no quiet hour anywhere in Europe."""

_DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "shared_buffers": "128MB",
}
"""What the tests' server leaves out for speed, and what every real one does; PostgreSQL's own."""

_PEOPLE = """
INSERT INTO customers (store_id, email, name, language, country, timezone, created_at, acted_at,
                       is_asked_less)
SELECT :store, 'buyer-' || i || '@example.com', 'Élodie Marchand ' || i,
       CASE WHEN i % 3 = 0 THEN 'en' ELSE 'fr' END, CASE WHEN i % 5 = 0 THEN 'BE' ELSE 'FR' END,
       CASE WHEN i % 4 = 0 THEN 'Europe/Paris' ELSE '' END, :past, :past, FALSE
FROM generate_series(1, :people) AS i
"""
_PRODUCTS = """
INSERT INTO products (store_id, ref, sku, handle, name, url, image_url, brand, gtin, description,
                      details, is_on_sale, created_at)
SELECT :store, 'SKU-' || i, 'SKU-' || i, 'bol-' || i, 'Bol en grès émaillé n° ' || i,
       'https://maison.example/bol-' || i, 'https://maison.example/bol-' || i || '.jpg', '', '',
       '', '{}', TRUE, :past
FROM generate_series(1, 200) AS i
"""
_ORDERS = """
INSERT INTO orders (store_id, customer_id, external_id, number, source, status, country, currency,
                    ordered_at, fulfilled_at, delivered_at, updated_at)
SELECT store_id, id, 'o-' || id, '', 'own', 'delivered', country, 'EUR', :past, :past, :past, :past
FROM customers WHERE store_id = :store
"""
_LINES = """
INSERT INTO order_lines (store_id, order_id, product_id, external_id, variant, quantity,
                         refunded_quantity)
SELECT o.store_id, o.id, p.id, p.ref || '/' || n, '', 1, 0
FROM orders o CROSS JOIN generate_series(0, 2) AS n
JOIN products p ON p.store_id = o.store_id AND p.ref = 'SKU-' || ((o.id * 7 + n) % 200 + 1)
WHERE o.store_id = :store AND n <= o.id % 3
"""
_OCCASIONS = """
INSERT INTO occasions (store_id, customer_id, kind, external_id, order_id, happened_at,
                       is_happened_at_estimated, recorded_at)
SELECT store_id, customer_id, 'purchase', 'own:' || external_id, id, delivered_at, FALSE, :past
FROM orders WHERE store_id = :store
"""
_ASKS = """
INSERT INTO solicitations (store_id, customer_id, occasion_id, moment, kind, sequence, state,
                           reason, due_at, useful_until, send_ref, message_id, planned_at)
SELECT store_id, customer_id, id, moment, 'review', 0, 'planned', 'moment_arrives',
       :now + later, :now + later + interval '21 days',
       replace(gen_random_uuid()::text, '-', ''), '', :past
FROM occasions CROSS JOIN (VALUES
    ('after_purchase', interval '-1 minute'), ('one_month', interval '27 days'),
    ('six_months', interval '179 days')) AS plan (moment, later)
WHERE store_id = :store
"""


def _plain(default: object) -> str | None:
    if not isinstance(default, ColumnDefault) or not default.is_scalar:
        return None
    return str(int(default.arg)) if isinstance(default.arg, bool) else str(default.arg)


@contextmanager
def durable_postgres() -> Iterator[Database]:
    """An empty PostgreSQL with our tables that syncs every commit to the disk, as they do."""
    with running_postgres(**_DURABLE) as url:
        database = Database(url)
        create_tables(database)
        try:
            yield database
        finally:
            database.close()


def create_tables(database: Database) -> None:
    """Our tables; what a row has by default the database fills in, for SQL that writes rows."""
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if (default := _plain(column.default)) is not None:
                column.server_default = DefaultClause(default)
    Base.metadata.create_all(database.engine)


def store_with_due(database: Database, people: int) -> int:
    """A store whose every customer bought one to three things and is to be asked now; its id."""
    with database.transaction() as session:
        store = make_store(session)
        _fill(session, store, people)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as raw:
        raw.execute(text("VACUUM ANALYZE"))
    return store.id


def _fill(session: Session, store: Store, people: int) -> None:
    told = {
        "store": store.id,
        "people": people,
        "now": NOW,
        "past": NOW - timedelta(days=5),
    }
    for statement in (_PEOPLE, _PRODUCTS, _ORDERS, _LINES, _OCCASIONS, _ASKS):
        names = {name: value for name, value in told.items() if f":{name}" in statement}
        session.execute(text(statement), names)
