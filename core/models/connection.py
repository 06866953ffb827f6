"""A shop or helpdesk that we read by ourselves, and how far we have read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.models.ground import StoreRow, maybe_utc, owner, utc


class Connection(StoreRow):
    """Where to read, with what, since when, and how the last reading went."""

    __tablename__ = "connections"
    __table_args__ = (
        owner(),
        UniqueConstraint("store_id", "system"),
        Index("ix_connections_due_at", "due_at"),
    )

    system: Mapped[str] = mapped_column(String(40))
    base_url: Mapped[str] = mapped_column(String(500))
    credentials: Mapped[dict[str, Any]] = mapped_column(JSON)
    """`sealed`: the key encrypted (`core.sealing`); never logged and never shown again."""
    cursor: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Stream by stream, the latest change that was taken, as ISO 8601."""
    is_on: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = utc()
    due_at: Mapped[datetime] = utc()
    polled_at: Mapped[datetime | None] = maybe_utc()
    """When a reading last came to its end."""
    failures: Mapped[int] = mapped_column(Integer, default=0)
    """Readings that failed since the last good one."""
    last_error: Mapped[str] = mapped_column(String(500), default="")
    """A sentence of the catalogue with its places; empty after a good reading."""
    last_error_values: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    last_count: Mapped[int] = mapped_column(Integer, default=0)
    """What the last reading told us that we did not know."""
    total_count: Mapped[int] = mapped_column(Integer, default=0)
