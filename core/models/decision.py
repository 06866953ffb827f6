"""What was decided about a submission, why and by whom; and what the store replied."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Choice, Key
from core.models.ground import StoreRow, belongs, maybe_utc, owner, utc
from core.states import Ground, LetterKind, LetterState, SubmissionState


class Decision(StoreRow):
    """One line of the append-only log; a trigger refuses UPDATE and DELETE (requirement A14)."""

    __tablename__ = "decisions"
    __table_args__ = (
        owner(),
        belongs("submission_id", "submissions"),
        UniqueConstraint("store_id", "number"),
        Index("ix_decisions_submission_id", "store_id", "submission_id"),
    )

    number: Mapped[int] = mapped_column(Integer)
    """Counts up by one within the store, so that a missing line shows."""
    submission_id: Mapped[int] = mapped_column(Key)
    action: Mapped[str] = mapped_column(String(40))
    actor: Mapped[str] = mapped_column(String(40))
    """`member:7`, `author`, or `system`."""
    actor_name: Mapped[str] = mapped_column(String(200), default="")
    from_state: Mapped[SubmissionState] = mapped_column(Choice(SubmissionState))
    to_state: Mapped[SubmissionState] = mapped_column(Choice(SubmissionState))
    ground: Mapped[Ground | None] = mapped_column(Choice(Ground))
    note: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime] = utc()
    former_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class Reply(StoreRow):
    """The store's public answer, dated and labelled as the store's (requirement L20)."""

    __tablename__ = "replies"
    __table_args__ = (
        owner(),
        belongs("submission_id", "submissions"),
        Index("ix_replies_submission_id", "store_id", "submission_id"),
    )

    submission_id: Mapped[int] = mapped_column(Key)
    words: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(200))
    member_id: Mapped[int | None] = mapped_column(Key)
    created_at: Mapped[datetime] = utc()
    replaced_at: Mapped[datetime | None] = maybe_utc()


class Letter(StoreRow):
    """A mail owed to an author: published, refused with reasons, replied."""

    __tablename__ = "letters"
    __table_args__ = (
        owner(),
        belongs("submission_id", "submissions"),
        belongs("customer_id", "customers"),
        belongs("decision_id", "decisions"),
        UniqueConstraint("store_id", "dedupe_key"),
    )

    submission_id: Mapped[int] = mapped_column(Key)
    customer_id: Mapped[int] = mapped_column(Key)
    decision_id: Mapped[int | None] = mapped_column(Key)
    kind: Mapped[LetterKind] = mapped_column(Choice(LetterKind))
    state: Mapped[LetterState] = mapped_column(Choice(LetterState))
    dedupe_key: Mapped[str] = mapped_column(String(100))
    send_ref: Mapped[str] = mapped_column(String(36), unique=True)
    message_id: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = utc()
    sent_at: Mapped[datetime | None] = maybe_utc()
