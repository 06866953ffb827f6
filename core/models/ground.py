"""What every row of a store has: a key, its store, and references that cannot cross stores."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Key, UtcMoment


class Row(Base):
    """A row with a key of its own."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=True)


class StoreRow(Row):
    """A row that belongs to one store."""

    __abstract__ = True

    store_id: Mapped[int] = mapped_column(Key, ForeignKey("stores.id"), index=True)


def utc(**options: Any) -> Mapped[datetime]:
    """A column holding an aware UTC moment."""
    return mapped_column(UtcMoment(), **options)


def maybe_utc(**options: Any) -> Mapped[datetime | None]:
    """A column holding an aware UTC moment, or nothing yet."""
    return mapped_column(UtcMoment(), **options)


def owner() -> UniqueConstraint:
    """Lets other rows refer to (store_id, id), so that no reference crosses stores."""
    return UniqueConstraint("store_id", "id")


def belongs(column: str, table: str) -> ForeignKeyConstraint:
    """`column` refers to `table` within the same store."""
    return ForeignKeyConstraint(["store_id", column], [f"{table}.store_id", f"{table}.id"])
