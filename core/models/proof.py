"""Proofs of work that were used, until nobody could use them again anyway."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.models.ground import StoreRow, utc


class SpentProof(StoreRow):
    """One answered challenge of an open page."""

    __tablename__ = "spent_proofs"
    __table_args__ = (
        UniqueConstraint("store_id", "challenge"),
        Index("ix_spent_proofs_expires_at", "expires_at"),
    )

    challenge: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = utc()
