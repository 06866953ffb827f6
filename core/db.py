"""The engine, the Base and `transaction()`, the only place that commits."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    Engine,
    Integer,
    MetaData,
    String,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from core.errors import PartUnavailable

BUSY_MILLISECONDS = 10_000
SAMPLE = 1000
"""Rows of an index that SQLite looks at to guess how it is filled."""
OPEN_FOR = 3600
"""Seconds after which a connection to SQLite is opened anew, with the statistics of then."""

Key = BigInteger().with_variant(Integer(), "sqlite")
"""Primary keys: 64 bit on PostgreSQL; SQLite counts by itself only on INTEGER."""


class UtcMoment(TypeDecorator[datetime]):
    """An aware UTC moment; SQLite keeps it naive, so it is made aware again on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments; hand over UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone means nothing; pass an aware one.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- the signature is SQLAlchemy's
        """Give back an aware UTC moment."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """The same with one call less for each moment: batches read tens of thousands of them."""
        if dialect.name == "sqlite":
            return super().result_processor(dialect, coltype)
        return _in_utc


def _in_utc(value: datetime | None) -> datetime | None:
    return None if value is None else value.astimezone(UTC)


class Choice(TypeDecorator[StrEnum]):
    """A StrEnum kept as its text, so that a new value needs no migration of a type."""

    impl = String(40)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind
        self._members: dict[Any, Any] = {None: None, **{one.value: one for one in kind}}

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 -- the signature is SQLAlchemy's
        """Refuse what is not of the enum."""
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002 -- the signature is SQLAlchemy's
        """Give back the enum's member."""
        return None if value is None else self.kind(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:  # noqa: ARG002 -- the signature is SQLAlchemy's
        """The same by one look into a table: an enum takes ten times as long to find its member."""
        return self._members.__getitem__


class Base(DeclarativeBase):
    """The mother of every row."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Database:
    """One engine and its sessions; made once per process, after any fork."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _make_engine(url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether rows are claimed under one writer lock instead of SKIP LOCKED."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits at the end, or rolls everything back on any error."""
        with self._sessions() as session:
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reading; rows stay readable after it, whatever changed is dropped."""
        with self._sessions() as session:
            if self.is_sqlite:
                session.connection(execution_options={"vv_reading": True})
            yield session
            session.expunge_all()
            session.rollback()

    def check(self) -> None:
        """Raise PartUnavailable unless the database answers."""
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except Exception as error:
            raise PartUnavailable(
                "The database does not answer. Check VIVAVOCE_DATABASE_URL and that it runs."
            ) from error

    def refresh_statistics(self) -> None:
        """Let SQLite see how its tables are filled; PostgreSQL does so by itself (autovacuum).

        Knowing nothing it reads all of a store's rows to find those of one order. A sample of each
        index is enough, and takes milliseconds; connections read it when they are opened.
        """
        if self.is_sqlite:
            with self.engine.begin() as connection:
                connection.exec_driver_sql(f"PRAGMA analysis_limit={SAMPLE}")
                connection.exec_driver_sql("ANALYZE")
            self.engine.dispose()

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def _make_engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=8)
    patience = {"timeout": BUSY_MILLISECONDS / 1000}
    engine = create_engine(url, connect_args=patience, pool_recycle=OPEN_FOR)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """WAL and foreign keys on; we issue BEGIN ourselves (SQLAlchemy docs, pysqlite dialect)."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    """Take the writer lock at once: a reader that becomes a writer loses updates silently."""
    reading = connection.get_execution_options().get("vv_reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
