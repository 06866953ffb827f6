"""What the mail provider told of each mail after it was handed over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Choice, Key
from core.deliveries import MailEventKind
from core.models.ground import StoreRow, belongs, maybe_utc, utc


class MailEvent(StoreRow):
    """One thing the provider told; rows are only added.

    `fingerprint` is the same however often the provider tells it (requirement M8). `customer_id`
    is empty when the mail went to an address that is no longer theirs. `settled_at` is empty
    while the request it is about is still being handed over.
    """

    __tablename__ = "mail_events"
    __table_args__ = (
        belongs("solicitation_id", "solicitations"),
        belongs("customer_id", "customers"),
        UniqueConstraint("store_id", "fingerprint"),
        Index("ix_mail_events_customer_id", "store_id", "customer_id", "kind"),
        Index("ix_mail_events_solicitation_id", "store_id", "solicitation_id"),
        Index("ix_mail_events_kind", "store_id", "kind", "happened_at"),
        Index(
            "ix_mail_events_unsettled",
            "id",
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    solicitation_id: Mapped[int | None] = mapped_column(Key)
    customer_id: Mapped[int | None] = mapped_column(Key)
    kind: Mapped[MailEventKind] = mapped_column(Choice(MailEventKind))
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    happened_at: Mapped[datetime] = utc()
    received_at: Mapped[datetime] = utc()
    settled_at: Mapped[datetime | None] = maybe_utc()
    detail: Mapped[str] = mapped_column(String(300), default="")
