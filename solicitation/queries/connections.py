"""The connections of a store, and those whose time to be read has come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.models import Connection


def connections_of(session: Session, store_id: int) -> Sequence[Connection]:
    """The store's connections, by system."""
    return session.scalars(
        select(Connection).where(Connection.store_id == store_id).order_by(Connection.system)
    ).all()


def connection_to(session: Session, store_id: int, system: str) -> Connection | None:
    """The store's connection to that system."""
    return session.scalar(
        select(Connection).where(Connection.store_id == store_id, Connection.system == system)
    )


def due_connections(
    session: Session, systems: Collection[str], now: datetime
) -> Sequence[tuple[int, str]]:
    """Store and system of what is to be read, of all stores, the longest overdue first."""
    found = session.execute(
        select(Connection.store_id, Connection.system)
        .where(Connection.is_on, Connection.due_at <= now, Connection.system.in_(systems))
        .order_by(Connection.due_at, Connection.id)
    )
    return [(row.store_id, row.system) for row in found]
