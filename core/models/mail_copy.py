"""A store's own words for the mails that ask; without a row, ours are used."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Choice, Key
from core.models.ground import StoreRow, utc
from core.models.member import Member
from core.states import Moment, SubmissionKind


class OwnWords(StoreRow):
    """One mail in one language, and who wrote it.

    Plain text with named places such as `{product}`; paragraphs of `words` stand apart by an
    empty line.
    """

    __abstract__ = True

    language: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(150))
    preheader: Mapped[str] = mapped_column(String(200), default="")
    heading: Mapped[str] = mapped_column(String(150))
    words: Mapped[str] = mapped_column(Text)
    button: Mapped[str] = mapped_column(String(60), default="")
    changed_by: Mapped[int] = mapped_column(Key, ForeignKey("members.id"))
    changed_at: Mapped[datetime] = utc()


class MailCopy(OwnWords):
    """A mail of one moment; `sequence` 0 is the ask, 1 to 3 are its reminders."""

    __tablename__ = "mail_copies"
    __table_args__ = (
        UniqueConstraint("store_id", "moment", "kind", "sequence", "language"),
        CheckConstraint("sequence BETWEEN 0 AND 3", name="sequence"),
    )

    moment: Mapped[Moment] = mapped_column(Choice(Moment))
    kind: Mapped[SubmissionKind] = mapped_column(Choice(SubmissionKind))
    sequence: Mapped[int] = mapped_column(Integer, default=0)

    author: Mapped[Member] = relationship(viewonly=True)


class PictureCopy(OwnWords):
    """The mail that asks for a picture alone: one for all moments, and for every rating."""

    __tablename__ = "picture_copies"
    __table_args__ = (UniqueConstraint("store_id", "language"),)

    author: Mapped[Member] = relationship(viewonly=True)
