"""What screening saw in submissions, and what finds those that resemble each other."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Choice, Key
from core.models.ground import StoreRow, belongs, utc
from core.signals import Signal


class SeenSignal(StoreRow):
    """One sighting: a signal, and characters `start` to `end` of a field, as Python counts them."""

    __tablename__ = "seen_signals"
    __table_args__ = (
        belongs("submission_id", "submissions"),
        Index("ix_seen_signals_submission_id", "submission_id", "signal"),
    )

    submission_id: Mapped[int] = mapped_column(Key)
    signal: Mapped[Signal] = mapped_column(Choice(Signal))
    field: Mapped[str] = mapped_column(String(120), default="")
    """`title`, `words`, `answers.<name>`, `media.<ref>`; empty for the submission as a whole."""
    start: Mapped[int] = mapped_column(Integer, default=0)
    end: Mapped[int] = mapped_column(Integer, default=0)
    detail: Mapped[str] = mapped_column(String(60), default="")
    other: Mapped[str] = mapped_column(String(32), default="")
    """The public name of the submission it resembles; that one may be erased by now."""
    seen_at: Mapped[datetime] = utc()


class LikenessBand(StoreRow):
    """A number that near-duplicate texts, or copies of one picture, have in common.

    It tells nothing of what was written; it goes when its submission is erased.
    """

    __tablename__ = "likeness_bands"
    __table_args__ = (
        belongs("submission_id", "submissions"),
        Index("ix_likeness_bands_band", "store_id", "band"),
        Index("ix_likeness_bands_submission_id", "submission_id"),
    )

    submission_id: Mapped[int] = mapped_column(Key)
    band: Mapped[int] = mapped_column(BigInteger)
