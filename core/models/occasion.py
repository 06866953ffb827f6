"""Orders with their lines, attendees of events, and the occasions that call for asking."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, Float, Index, Integer, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Choice, Key
from core.models.customer import Customer
from core.models.ground import StoreRow, belongs, maybe_utc, owner, utc
from core.models.store import Product, StoreEvent
from core.states import OccasionKind, OrderStatus, Reason


class Order(StoreRow):
    """What a customer bought at once."""

    __tablename__ = "orders"
    __table_args__ = (
        owner(),
        belongs("customer_id", "customers"),
        UniqueConstraint("store_id", "source", "external_id"),
        Index("ix_orders_customer_id", "store_id", "customer_id"),
        Index("ix_orders_number", "store_id", "source", "number"),
    )

    customer_id: Mapped[int] = mapped_column(Key)
    external_id: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(200), default="")
    """What people call the order ("#1001"); files without an id know it by this alone."""
    source: Mapped[str] = mapped_column(String(40))
    status: Mapped[OrderStatus] = mapped_column(Choice(OrderStatus))
    country: Mapped[str] = mapped_column(String(2), default="")
    currency: Mapped[str] = mapped_column(String(3), default="")
    total: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    ordered_at: Mapped[datetime] = utc()
    fulfilled_at: Mapped[datetime | None] = maybe_utc()
    delivered_at: Mapped[datetime | None] = maybe_utc()
    closed_at: Mapped[datetime | None] = maybe_utc()
    updated_at: Mapped[datetime] = utc()

    lines: Mapped[list[OrderLine]] = relationship(back_populates="order", order_by="OrderLine.id")
    customer: Mapped[Customer] = relationship(viewonly=True)


class OrderLine(StoreRow):
    """One product of an order."""

    __tablename__ = "order_lines"
    __table_args__ = (
        owner(),
        belongs("order_id", "orders"),
        belongs("product_id", "products"),
        UniqueConstraint("order_id", "external_id"),
        Index("ix_order_lines_product_id", "store_id", "product_id"),
    )

    order_id: Mapped[int] = mapped_column(Key)
    product_id: Mapped[int] = mapped_column(Key)
    external_id: Mapped[str] = mapped_column(String(240))
    """The source's own number of the line, else its product, variant and place."""
    variant: Mapped[str] = mapped_column(String(200), default="")
    quantity: Mapped[int] = mapped_column(Integer, default=1)
    refunded_quantity: Mapped[int] = mapped_column(Integer, default=0)
    price: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    refunded_at: Mapped[datetime | None] = maybe_utc()

    order: Mapped[Order] = relationship(back_populates="lines", overlaps="lines")
    product: Mapped[Product] = relationship(viewonly=True)


class Occasion(StoreRow):
    """Something that happened to a customer and makes asking worthwhile."""

    __tablename__ = "occasions"
    __table_args__ = (
        owner(),
        belongs("customer_id", "customers"),
        belongs("order_id", "orders"),
        belongs("store_event_id", "store_events"),
        UniqueConstraint("store_id", "kind", "external_id"),
        Index("ix_occasions_customer_id", "store_id", "customer_id"),
    )

    customer_id: Mapped[int] = mapped_column(Key)
    kind: Mapped[OccasionKind] = mapped_column(Choice(OccasionKind))
    external_id: Mapped[str] = mapped_column(String(200))
    order_id: Mapped[int | None] = mapped_column(Key)
    store_event_id: Mapped[int | None] = mapped_column(Key)
    happened_at: Mapped[datetime] = utc()
    is_happened_at_estimated: Mapped[bool] = mapped_column(default=False)
    satisfaction: Mapped[float | None] = mapped_column(Float)
    stopped_at: Mapped[datetime | None] = maybe_utc()
    stop_reason: Mapped[Reason | None] = mapped_column(Choice(Reason))
    recorded_at: Mapped[datetime] = utc()

    customer: Mapped[Customer] = relationship(viewonly=True)
    order: Mapped[Order | None] = relationship(viewonly=True)
    store_event: Mapped[StoreEvent | None] = relationship(viewonly=True)


class Ticket(StoreRow):
    """What a helpdesk told of a ticket, in whatever order; of nobody, until it is an occasion.

    `resolved` are the moments at which it was resolved (ISO 8601); the last opening counts.
    """

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("store_id", "external_id"),
        Index("ix_tickets_recorded_at", "recorded_at"),
    )

    external_id: Mapped[str] = mapped_column(String(200))
    resolved: Mapped[list[str]] = mapped_column(JSON, default=list)
    reopened_at: Mapped[datetime | None] = maybe_utc()
    satisfaction: Mapped[float | None] = mapped_column(Float)
    recorded_at: Mapped[datetime] = utc()


class Attendee(StoreRow):
    """One person on an event's list, once; `checked_in_at` says that they were seen there."""

    __tablename__ = "attendees"
    __table_args__ = (
        belongs("store_event_id", "store_events"),
        belongs("customer_id", "customers"),
        UniqueConstraint("store_id", "store_event_id", "customer_id"),
        Index("ix_attendees_customer_id", "store_id", "customer_id"),
    )

    store_event_id: Mapped[int] = mapped_column(Key)
    customer_id: Mapped[int] = mapped_column(Key)
    external_id: Mapped[str] = mapped_column(String(200), default="")
    """The ticket's number where the list came from."""
    checked_in_at: Mapped[datetime | None] = maybe_utc()
    recorded_at: Mapped[datetime] = utc()

    customer: Mapped[Customer] = relationship(viewonly=True)
