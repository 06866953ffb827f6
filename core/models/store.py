"""A store (tenant), its products, its events and the settings of its moments."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Index,
    Integer,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Choice
from core.deliveries import PauseCause
from core.models.ground import Row, StoreRow, maybe_utc, owner, utc
from core.states import Collecting, Moment


class Store(Row):
    """One shop: who it is, how it speaks, and the caps it keeps (product.md, rules 1 and 2)."""

    __tablename__ = "stores"

    key: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(500), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    country: Mapped[str] = mapped_column(String(2), default="FR")
    language: Mapped[str] = mapped_column(String(8), default="fr")
    timezone: Mapped[str] = mapped_column(String(60), default="Europe/Paris")
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    created_at: Mapped[datetime] = utc()

    quiet_from_hour: Mapped[int] = mapped_column(Integer, default=20)
    quiet_until_hour: Mapped[int] = mapped_column(Integer, default=9)
    is_quiet_on_sunday: Mapped[bool] = mapped_column(Boolean, default=True)
    short_cap: Mapped[int] = mapped_column(Integer, default=1)
    short_cap_days: Mapped[int] = mapped_column(Integer, default=14)
    long_cap: Mapped[int] = mapped_column(Integer, default=4)
    long_cap_days: Mapped[int] = mapped_column(Integer, default=180)
    transit_days_domestic: Mapped[int] = mapped_column(Integer, default=3)
    transit_days_international: Mapped[int] = mapped_column(Integer, default=8)
    publication_days: Mapped[int] = mapped_column(Integer, default=10)
    retention_months: Mapped[int] = mapped_column(Integer, default=36)
    is_testimonial_asked: Mapped[bool] = mapped_column(Boolean, default=True)
    is_video_offered: Mapped[bool] = mapped_column(Boolean, default=True)
    is_open_for_products: Mapped[bool] = mapped_column(Boolean, default=False, server_default="0")
    is_open_for_store: Mapped[bool] = mapped_column(Boolean, default=False, server_default="0")
    """Whether anybody may write about a product, or the store itself, without being asked."""
    is_wall_open: Mapped[bool] = mapped_column(Boolean, default=False, server_default="0")
    """Whether its wall of words may be read by anybody: `/w/<key>`."""
    is_proof_asked: Mapped[bool] = mapped_column(Boolean, default=False, server_default="0")
    """Whether visitors' devices work a second for what they leave on an open page."""
    is_sending_paused: Mapped[bool] = mapped_column(Boolean, default=False)
    screening_lists: Mapped[dict[str, list[str]] | None] = mapped_column(JSON(none_as_null=True))
    """Words of the store's own that screening looks for, by list: see `moderation.screening`."""

    brand_colour: Mapped[str] = mapped_column(String(7), default="")
    """`#rrggbb`, checked for contrast; empty for ours."""
    logo_key: Mapped[str] = mapped_column(String(200), default="")
    logo_width: Mapped[int] = mapped_column(Integer, default=0)
    logo_height: Mapped[int] = mapped_column(Integer, default=0)
    sending_paused_for: Mapped[PauseCause | None] = mapped_column(Choice(PauseCause))
    sending_paused_at: Mapped[datetime | None] = maybe_utc()
    complaints_counted_from: Mapped[datetime | None] = maybe_utc()


class MomentSetting(StoreRow):
    """When and how a store asks at one moment."""

    __tablename__ = "moment_settings"
    __table_args__ = (UniqueConstraint("store_id", "moment"),)

    moment: Mapped[Moment] = mapped_column(Choice(Moment))
    is_on: Mapped[bool] = mapped_column(Boolean, default=True)
    delay_hours: Mapped[int] = mapped_column(Integer)
    delay_hours_abroad: Mapped[int] = mapped_column(Integer)
    reminders: Mapped[int] = mapped_column(Integer, default=1)
    reminder_days: Mapped[int] = mapped_column(Integer, default=7)
    useful_days: Mapped[int] = mapped_column(Integer)
    holdout_percent: Mapped[int] = mapped_column(Integer, default=0)
    """Share of people never asked at this moment, so that the effect of asking can be measured."""
    is_media_asked: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether who wrote without a picture is asked for one, whatever the rating."""
    is_hour_learned: Mapped[bool] = mapped_column(Boolean, default=False, server_default="0")
    """Whether requests leave at hours that answers are learned from."""
    hour_counts: Mapped[dict[str, list[int]] | None] = mapped_column(JSON)
    """Asked and answered by hour, as last counted from the ledger: a copy, never added to."""
    hours_counted_at: Mapped[datetime | None] = maybe_utc()
    asked_count: Mapped[int | None] = mapped_column(Integer)
    answered_count: Mapped[int | None] = mapped_column(Integer)
    """Mails that left and answers to them, as last counted from the ledger: copies, as above."""
    answers_counted_at: Mapped[datetime | None] = maybe_utc()


class Product(StoreRow):
    """Something the store sells, under the store's own reference."""

    __tablename__ = "products"
    __table_args__ = (
        owner(),
        UniqueConstraint("store_id", "ref"),
        Index("ix_products_store_id_handle", "store_id", "handle"),
        Index("ix_products_store_id_sku", "store_id", "sku"),
    )

    ref: Mapped[str] = mapped_column(String(200))
    sku: Mapped[str] = mapped_column(String(200), default="")
    handle: Mapped[str] = mapped_column(String(200), default="")
    name: Mapped[str] = mapped_column(String(300))
    url: Mapped[str] = mapped_column(String(1000), default="")
    image_url: Mapped[str] = mapped_column(String(1000), default="")
    brand: Mapped[str] = mapped_column(String(200), default="")
    gtin: Mapped[str] = mapped_column(String(20), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    price: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    is_on_sale: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[datetime] = utc()


class StoreEvent(StoreRow):
    """An event the store holds: a workshop, a fair, an open day.

    `key` is its name in addresses: `/c/<store>/<key>`.
    """

    __tablename__ = "store_events"
    __table_args__ = (
        owner(),
        UniqueConstraint("store_id", "key"),
        CheckConstraint("capacity >= 0", name="capacity"),
        CheckConstraint("collecting_days >= 0", name="collecting_days"),
        Index("ix_store_events_external_ref", "store_id", "external_ref", unique=True),
    )

    key: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(300))
    place: Mapped[str] = mapped_column(String(300), default="")
    starts_at: Mapped[datetime | None] = maybe_utc()
    ends_at: Mapped[datetime | None] = maybe_utc()
    capacity: Mapped[int | None] = mapped_column(Integer)
    """How many people there is room for; None when nobody counts."""
    is_collecting: Mapped[bool] = mapped_column(Boolean, default=True)
    collecting_days: Mapped[int] = mapped_column(Integer, default=14)
    """Days after its end during which its open page still takes words."""
    external_ref: Mapped[str | None] = mapped_column(String(200))
    """What a ticketing system calls it: `eventbrite:<number>`, `pretix:<organizer>/<event>`."""
    created_at: Mapped[datetime] = utc()

    @property
    def collects_until(self) -> datetime | None:
        """When its open page closes; None while it has no dates."""
        end = self.ends_at or self.starts_at
        return end + timedelta(days=self.collecting_days) if end else None

    def collecting(self, now: datetime) -> Collecting:
        """Whether its open page takes words now: from its start until some days after its end."""
        until = self.collects_until
        if not self.is_collecting:
            return Collecting.OFF
        if until is None:
            return Collecting.UNDATED
        if self.starts_at is not None and now < self.starts_at:
            return Collecting.SOON
        return Collecting.OPEN if now <= until else Collecting.CLOSED
