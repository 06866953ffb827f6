"""Work to come and messages received: the outbox of events, their reactions, raw webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Key
from core.models.ground import Row, StoreRow, maybe_utc, owner, utc


class OutboxEvent(StoreRow):
    """An event recorded in the transaction that caused it; only `core.outbox` writes here."""

    __tablename__ = "outbox_events"
    __table_args__ = (
        Index(
            "ix_outbox_events_unrelayed",
            "id",
            sqlite_where=sql("relayed_at IS NULL"),
            postgresql_where=sql("relayed_at IS NULL"),
        ),
    )

    name: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    happened_at: Mapped[datetime] = utc()
    relayed_at: Mapped[datetime | None] = maybe_utc()


class Reaction(Row):
    """One handler's debt to one event: due again until done, so that Redis may forget it."""

    __tablename__ = "reactions"
    __table_args__ = (
        UniqueConstraint("event_id", "handler"),
        Index(
            "ix_reactions_due",
            "due_at",
            sqlite_where=sql("settled_at IS NULL"),
            postgresql_where=sql("settled_at IS NULL"),
        ),
    )

    event_id: Mapped[int] = mapped_column(Key, ForeignKey("outbox_events.id"))
    handler: Mapped[str] = mapped_column(String(120))
    due_at: Mapped[datetime] = utc()
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    settled_at: Mapped[datetime | None] = maybe_utc()
    is_dead: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str] = mapped_column(Text, default="")

    event: Mapped[OutboxEvent] = relationship()


class WebhookReceipt(StoreRow):
    """A signed message as it came, kept before anybody reads it."""

    __tablename__ = "webhook_receipts"
    __table_args__ = (
        owner(),
        UniqueConstraint("store_id", "system", "delivery_id"),
        Index(
            "ix_webhook_receipts_kept",
            "received_at",
            sqlite_where=sql("length(body) > 0"),
            postgresql_where=sql("length(body) > 0"),
        ),
    )

    system: Mapped[str] = mapped_column(String(40))
    topic: Mapped[str] = mapped_column(String(100))
    delivery_id: Mapped[str] = mapped_column(String(200))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    """As it came; emptied a month after it was read."""
    received_at: Mapped[datetime] = utc()
    processed_at: Mapped[datetime | None] = maybe_utc()
    outcome: Mapped[str] = mapped_column(String(300), default="")


class HookSecret(StoreRow):
    """A secret that an outside system signs with; two are valid while one is rotated out."""

    __tablename__ = "hook_secrets"

    system: Mapped[str] = mapped_column(String(40))
    secret: Mapped[str] = mapped_column(String(300))
    """Empty once sealed; only rows older than sealing hold a secret in plain."""
    sealed: Mapped[str | None] = mapped_column(Text)
    """The secret encrypted (`core.sealing`); None when retired or not yet sealed."""
    created_at: Mapped[datetime] = utc()
    retired_at: Mapped[datetime | None] = maybe_utc()


class Heartbeat(Row):
    """When each kind of process last showed life, and when periodic jobs last ran."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(String(120), unique=True)
    beat_at: Mapped[datetime] = utc()
    due_at: Mapped[datetime] = utc()


class ClockShift(Row):
    """How far the demo's clock was moved from the machine's; one row, demo only."""

    __tablename__ = "clock_shifts"

    seconds: Mapped[int] = mapped_column(Key, default=0)
