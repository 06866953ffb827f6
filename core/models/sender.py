"""What must be true before a store's first mails leave, and whom the mail provider leaves alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Choice, Key
from core.deliveries import SenderOpening, SenderStanding
from core.models.ground import StoreRow, belongs, maybe_utc, utc


class SenderCheck(StoreRow):
    """The name records of the domain a store writes from, as last found.

    `opened_at` is empty while its requests wait; it stays once it is set.
    """

    __tablename__ = "sender_checks"
    __table_args__ = (
        UniqueConstraint("store_id", "domain"),
        Index("ix_sender_checks_check_at", "check_at"),
    )

    domain: Mapped[str] = mapped_column(String(253))
    door: Mapped[str] = mapped_column(String(10))
    standing: Mapped[SenderStanding] = mapped_column(
        Choice(SenderStanding), default=SenderStanding.UNCHECKED
    )
    found: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    tried_at: Mapped[datetime | None] = maybe_utc()
    checked_at: Mapped[datetime | None] = maybe_utc()
    """When a name server last answered."""
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    """Tries since the standing last changed."""
    check_at: Mapped[datetime | None] = maybe_utc()
    """When the clock looks next; never again when empty."""
    opened_at: Mapped[datetime | None] = maybe_utc()
    opened_for: Mapped[SenderOpening | None] = mapped_column(Choice(SenderOpening))
    opened_by_id: Mapped[int | None] = mapped_column(Key)
    """The owner who wanted mails to leave all the same."""


class ObjectionMirror(StoreRow):
    """How telling the mail provider of a store's objections goes; one row per store."""

    __tablename__ = "objection_mirrors"
    __table_args__ = (UniqueConstraint("store_id"),)

    group_id: Mapped[int] = mapped_column(Integer)
    told_at: Mapped[datetime | None] = maybe_utc()
    failures: Mapped[int] = mapped_column(Integer, default=0)
    try_at: Mapped[datetime | None] = maybe_utc()
    """Not before then, after a failure."""
    error: Mapped[str] = mapped_column(String(300), default="")


class MirroredObjection(StoreRow):
    """A customer whose objection stands in an unsubscribe group of the mail provider's, too."""

    __tablename__ = "mirrored_objections"
    __table_args__ = (
        belongs("customer_id", "customers"),
        UniqueConstraint("store_id", "customer_id", "group_id"),
    )

    customer_id: Mapped[int] = mapped_column(Key)
    group_id: Mapped[int] = mapped_column(Integer)
    told_at: Mapped[datetime] = utc()
