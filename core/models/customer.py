"""A customer of a store, their links, and the addresses never to write to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Choice, Key
from core.models.ground import StoreRow, belongs, maybe_utc, owner, utc
from core.states import LinkPurpose, SuppressionReason


class Customer(StoreRow):
    """A person who bought, asked for help or came to an event."""

    __tablename__ = "customers"
    __table_args__ = (
        owner(),
        UniqueConstraint("store_id", "email"),
        Index(
            "ix_customers_objected",
            "store_id",
            "id",
            sqlite_where=text("objected_at IS NOT NULL"),
            postgresql_where=text("objected_at IS NOT NULL"),
        ),
    )

    email: Mapped[str | None] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(300), default="")
    language: Mapped[str] = mapped_column(String(8), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    region: Mapped[str] = mapped_column(String(8), default="")
    """The part of the country, as ISO 3166-2 writes it after the hyphen: "CA", "NSW", "20"."""
    timezone: Mapped[str] = mapped_column(String(60), default="")
    created_at: Mapped[datetime] = utc()
    acted_at: Mapped[datetime] = utc()
    paused_until: Mapped[datetime | None] = maybe_utc()
    is_asked_less: Mapped[bool] = mapped_column(default=False)
    objected_at: Mapped[datetime | None] = maybe_utc()
    erased_at: Mapped[datetime | None] = maybe_utc()


class Link(StoreRow):
    """A token that was mailed or shown; only its SHA-256 is kept."""

    __tablename__ = "links"
    __table_args__ = (
        belongs("customer_id", "customers"),
        belongs("solicitation_id", "solicitations"),
        belongs("submission_id", "submissions"),
        Index("ix_links_solicitation_id", "store_id", "solicitation_id"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    purpose: Mapped[LinkPurpose] = mapped_column(Choice(LinkPurpose))
    customer_id: Mapped[int] = mapped_column(Key)
    solicitation_id: Mapped[int | None] = mapped_column(Key)
    submission_id: Mapped[int | None] = mapped_column(Key)
    created_at: Mapped[datetime] = utc()
    expires_at: Mapped[datetime] = utc()
    revoked_at: Mapped[datetime | None] = maybe_utc()


class Suppression(StoreRow):
    """An address never to write to, as an HMAC; no other personal column (CNIL MED-2023-040)."""

    __tablename__ = "suppressions"
    __table_args__ = (UniqueConstraint("store_id", "address_hmac"),)

    address_hmac: Mapped[bytes] = mapped_column(LargeBinary(32))
    reason: Mapped[SuppressionReason] = mapped_column(Choice(SuppressionReason))
    created_at: Mapped[datetime] = utc()
