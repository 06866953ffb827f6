"""What shoppers see: which submission is shown where, and the feed objects that show it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Choice, Key
from core.models.ground import StoreRow, belongs, maybe_utc, utc
from core.states import SubjectKind


class Publication(StoreRow):
    """One submission, shown since `published_at`; only the widgets storey writes here."""

    __tablename__ = "publications"
    __table_args__ = (
        belongs("submission_id", "submissions"),
        belongs("product_id", "products"),
        UniqueConstraint("submission_id"),
        Index("ix_publications_product_id", "store_id", "product_id"),
    )

    submission_id: Mapped[int] = mapped_column(Key)
    subject: Mapped[SubjectKind] = mapped_column(Choice(SubjectKind))
    product_id: Mapped[int | None] = mapped_column(Key)
    published_at: Mapped[datetime] = utc()
    unpublished_at: Mapped[datetime | None] = maybe_utc()


class Feed(StoreRow):
    """The objects last written to the bucket for one product, or for the store itself."""

    __tablename__ = "feeds"
    __table_args__ = (belongs("product_id", "products"), UniqueConstraint("store_id", "scope"))

    scope: Mapped[str] = mapped_column(String(220))
    """`product:<id>` or `store`."""
    product_id: Mapped[int | None] = mapped_column(Key)
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    """Of what the bucket holds; a token instead while somebody writes, or broke off writing."""
    writers: Mapped[int] = mapped_column(Integer, default=0)
    """Rebuilds begun and not ended: with several at once, what the bucket holds is not known."""
    begun_at: Mapped[datetime | None] = maybe_utc()
    pages: Mapped[int] = mapped_column(Integer, default=0)
    built_at: Mapped[datetime] = utc()
