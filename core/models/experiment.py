"""Experiments: two to four subjects or delays of one moment, tried beside one another."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Choice, Key
from core.models.ground import StoreRow, belongs, maybe_utc, owner, utc
from core.models.member import Member
from core.states import Moment, Varied


class Experiment(StoreRow):
    """What is tried at one moment; it runs until it has an end. One at a time per moment."""

    __tablename__ = "experiments"
    __table_args__ = (
        owner(),
        Index(
            "ix_experiments_running",
            "store_id",
            "moment",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    ref: Mapped[str] = mapped_column(String(36), unique=True)
    """With a customer's number it decides their variant; it never changes."""
    moment: Mapped[Moment] = mapped_column(Choice(Moment))
    varied: Mapped[Varied] = mapped_column(Choice(Varied))
    started_at: Mapped[datetime] = utc()
    started_by: Mapped[int] = mapped_column(Key, ForeignKey("members.id"))
    ended_at: Mapped[datetime | None] = maybe_utc()
    chosen_place: Mapped[int | None] = mapped_column(Integer)
    """The variant that the store adopted at the end; None when it kept what it had."""

    starter: Mapped[Member] = relationship(viewonly=True)
    variants: Mapped[list[ExperimentVariant]] = relationship(
        order_by="ExperimentVariant.place", back_populates="experiment"
    )


class ExperimentVariant(StoreRow):
    """One of them: a subject in each language, or hours of delay."""

    __tablename__ = "experiment_variants"
    __table_args__ = (
        owner(),
        belongs("experiment_id", "experiments"),
        Unique("store_id", "experiment_id", "place"),
        CheckConstraint("place BETWEEN 0 AND 3", name="place"),
    )

    experiment_id: Mapped[int] = mapped_column(Key)
    place: Mapped[int] = mapped_column(Integer)
    """0 to 3, shown as A to D."""
    subjects: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """The subject by language, as typed."""
    delay_hours: Mapped[int | None] = mapped_column(Integer)

    @property
    def letter(self) -> str:
        """How people call it."""
        return "ABCD"[self.place]

    experiment: Mapped[Experiment] = relationship(back_populates="variants", overlaps="variants")
