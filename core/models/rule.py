"""A store's rules that publish by themselves what is clean."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Boolean, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Key
from core.models.ground import StoreRow, utc


class PublicationRule(StoreRow):
    """One rule; `moderation.rules` says what its columns mean. None of them is about stars."""

    __tablename__ = "publication_rules"

    name: Mapped[str] = mapped_column(String(100))
    is_on: Mapped[bool] = mapped_column(Boolean, default=True)
    needs_verified: Mapped[bool] = mapped_column(Boolean, default=True)
    moments: Mapped[list[str]] = mapped_column(JSON, default=list)
    pictures: Mapped[str] = mapped_column(String(8), default="any")
    ignored: Mapped[list[str]] = mapped_column(JSON, default=list)
    member_id: Mapped[int | None] = mapped_column(Key)
    """Who wrote it last."""
    changed_at: Mapped[datetime] = utc()
