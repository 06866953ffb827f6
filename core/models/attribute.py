"""What a store asks about its products beside stars and words: fit, size bought, skin type."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Choice
from core.models.ground import StoreRow, maybe_utc, utc


class AttributeKind(StrEnum):
    """How such a question is answered."""

    SCALE = "scale"
    CHOICE = "choice"
    TEXT = "text"


class Attribute(StoreRow):
    """One such question, in both languages; it is retired, never deleted, once it was answered."""

    __tablename__ = "attributes"
    __table_args__ = (Index("ux_attributes", "store_id", "key", unique=True),)

    key: Mapped[str] = mapped_column(String(40))
    """The name under which answers keep it, for good."""
    kind: Mapped[AttributeKind] = mapped_column(Choice(AttributeKind))
    name_fr: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    ends: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    """Of a scale: language to the words at its two ends."""
    options: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    """Of a choice: each with its `id` and its text by language."""
    is_several: Mapped[bool] = mapped_column(default=False)
    products: Mapped[list[str]] = mapped_column(JSON, default=list)
    """References of the products it is asked about; none for all of them."""
    position: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = utc()
    retired_at: Mapped[datetime | None] = maybe_utc()
