"""Demands under data-protection law, answered in time, and what must outlive a restore."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Choice, Key
from core.models.ground import StoreRow, belongs, maybe_utc, utc
from core.states import Demand


class PrivacyDemand(StoreRow):
    """One demand; it names nobody by itself, so that keeping it as proof keeps no personal data.

    `receipt_id` is the message that brought it, `reference` the platform's number for it.
    """

    __tablename__ = "privacy_demands"
    __table_args__ = (
        UniqueConstraint("store_id", "receipt_id"),
        belongs("customer_id", "customers"),
        Index("ix_privacy_demands_customer_id", "store_id", "customer_id"),
    )

    receipt_id: Mapped[int] = mapped_column(Key)
    demand: Mapped[Demand] = mapped_column(Choice(Demand))
    source: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(100), default="")
    customer_id: Mapped[int | None] = mapped_column(Key)
    """Nobody, when the platform speaks of a person of whom nothing is kept here."""
    received_at: Mapped[datetime] = utc()
    answer_by: Mapped[datetime] = utc()
    answered_at: Mapped[datetime | None] = maybe_utc()
    answered_by_id: Mapped[int | None] = mapped_column(Key)


class Erasure(StoreRow):
    """Somebody who was forgotten, by keyed hashes alone: enough to forget them once more.

    A copy of each row lies in the bucket, where no backup of the database takes it back in time.
    """

    __tablename__ = "erasures"
    __table_args__ = (
        UniqueConstraint("ref"),
        Index("ix_erasures_kept_outside_at", "kept_outside_at"),
    )

    ref: Mapped[str] = mapped_column(String(32))
    person_hmac: Mapped[bytes] = mapped_column(LargeBinary(32))
    address_hmac: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """As `core.signing.address_hmac` makes it; None where no address was known."""
    erased_at: Mapped[datetime] = utc()
    kept_outside_at: Mapped[datetime | None] = maybe_utc()
    """When the bucket took its copy."""


class NoteKind(StrEnum):
    """What the ledger notes, so that a restored database obeys it, too."""

    OBJECTED = "objected"
    RESUMED = "resumed"
    SUPPRESSED = "suppressed"
    WITHDRAWN = "withdrawn"
    USE_WITHDRAWN = "use_withdrawn"


class LedgerNote(StoreRow):
    """What somebody said no to, by keyed hashes alone: enough to obey it once more.

    As of erasures, a copy lies in the bucket.
    """

    __tablename__ = "ledger_notes"
    __table_args__ = (
        UniqueConstraint("ref"),
        Index("ix_ledger_notes_subject_hmac", "store_id", "subject_hmac"),
        Index("ix_ledger_notes_kept_outside_at", "kept_outside_at"),
    )

    ref: Mapped[str] = mapped_column(String(32))
    kind: Mapped[NoteKind] = mapped_column(Choice(NoteKind))
    detail: Mapped[str] = mapped_column(String(20), default="")
    """Why an address is dead (`SuppressionReason`), or which `Use` was taken back."""
    subject_hmac: Mapped[bytes] = mapped_column(LargeBinary(32))
    """The person, or the submission."""
    address_hmac: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """As `core.signing.address_hmac` makes it; None where no address plays a part."""
    noted_at: Mapped[datetime] = utc()
    kept_outside_at: Mapped[datetime | None] = maybe_utc()
    """When the bucket took its copy."""
