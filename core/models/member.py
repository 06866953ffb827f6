"""People who work for stores, what they may do there, and the keys of programs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Boolean, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Choice, Key
from core.models.ground import Row, StoreRow, maybe_utc, utc
from core.models.store import Store
from core.states import Role


class Member(Row):
    """A person who signs in; the names of the columns are those Flask-Security asks for."""

    __tablename__ = "members"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(8), default="")
    created_at: Mapped[datetime] = utc()

    memberships: Mapped[list[Membership]] = relationship(back_populates="member")


class Membership(StoreRow):
    """What a member may do in one store."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("store_id", "member_id"),)

    member_id: Mapped[int] = mapped_column(Key, ForeignKey("members.id"), index=True)
    role: Mapped[Role] = mapped_column(Choice(Role))
    created_at: Mapped[datetime] = utc()

    member: Mapped[Member] = relationship(back_populates="memberships")
    store: Mapped[Store] = relationship()


class ApiKey(StoreRow):
    """A program's key: shown once, kept as SHA-256 (requirement A9)."""

    __tablename__ = "api_keys"

    name: Mapped[str] = mapped_column(String(200))
    prefix: Mapped[str] = mapped_column(String(16), unique=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = utc()
    expires_at: Mapped[datetime | None] = maybe_utc()
    used_at: Mapped[datetime | None] = maybe_utc()
    revoked_at: Mapped[datetime | None] = maybe_utc()
