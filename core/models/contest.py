"""An author contests a refusal; somebody else at the store decides about it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Choice, Key
from core.models.ground import StoreRow, belongs, maybe_utc, owner, utc

CONTESTABLE_FOR = timedelta(days=183)
"""Six months after the author was told (DSA art. 20(1))."""
ANSWERED_WITHIN = timedelta(days=14)
"""What the store promises: "timely", says DSA art. 20(4)."""


class Outcome(StrEnum):
    """What became of a contest."""

    UPHELD = "upheld"
    REVERSED = "reversed"


class Contest(StoreRow):
    """One for each refusal at most; kept as long as the decision it is about."""

    __tablename__ = "contests"
    __table_args__ = (
        owner(),
        belongs("submission_id", "submissions"),
        belongs("decision_id", "decisions"),
        UniqueConstraint("store_id", "decision_id"),
        Index("ix_contests_submission_id", "submission_id"),
        Index("ix_contests_settled_at", "store_id", "settled_at"),
    )

    submission_id: Mapped[int] = mapped_column(Key)
    decision_id: Mapped[int] = mapped_column(Key)
    words: Mapped[str] = mapped_column(Text)
    """Why the author thinks it wrong; emptied when they are erased."""
    contested_at: Mapped[datetime] = utc()
    due_at: Mapped[datetime] = utc()
    outcome: Mapped[Outcome | None] = mapped_column(Choice(Outcome))
    reason: Mapped[str] = mapped_column(Text, default="")
    settled_by: Mapped[str] = mapped_column(String(200), default="")
    is_same_person: Mapped[bool] = mapped_column(default=False)
    """Whether the store has nobody else who decides, and the same member looked again."""
    settled_at: Mapped[datetime | None] = maybe_utc()
