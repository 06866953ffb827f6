"""What Flask-Security works with: a member as an account, kept through our own database door."""

from __future__ import annotations

from typing import Any

from flask import has_request_context, session
from flask_security import RoleMixin, UserMixin
from flask_security.datastore import UserDatastore
from sqlalchemy import select, update

from core.clock import SystemClock
from core.db import Database
from core.models import Member

LONGEST_SESSION_SECONDS = 7 * 24 * 3600
"""Whoever signed in longer ago signs in again (requirement A3)."""
_KEPT = ("password", "active", "fs_uniquifier")


class NoRole(RoleMixin):
    """Flask-Security asks for a kind of role; ours are per store, in `Membership`."""

    name = ""


class Account(UserMixin):
    """A member who signs in: a copy of the row, since sessions end before pages do."""

    id: int
    email: str
    password: str | None
    active: bool
    fs_uniquifier: str = ""

    def __init__(self, member: Member) -> None:
        self.id = member.id
        self.roles = []
        self.email = member.email
        self.password = member.password
        self.active = member.active
        self.fs_uniquifier = member.fs_uniquifier


class Accounts(UserDatastore):
    """Finds accounts and keeps what changes of them, each change in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        super().__init__(Account, NoRole)
        self.database = database

    def find_user(self, case_insensitive: bool = False, **wanted: Any) -> Account | None:  # noqa: ARG002 -- the signature is the library's; addresses are kept in lower case
        """The account with that `email` or `fs_uniquifier`; a session past its age finds none."""
        name, value = next(iter(wanted.items()))
        if name == "fs_uniquifier" and _is_outlived():
            return None
        known = str(value).strip().lower() if name == "email" else value
        with self.database.reading() as rows:
            member = rows.scalar(select(Member).where(getattr(Member, name) == known))
        return Account(member) if member else None

    def find_role(self, role: str) -> None:  # noqa: ARG002 -- the signature is the library's
        """None: what a member may do is in their memberships."""
        return

    def put(self, model: Account) -> Account:
        """Keep what Flask-Security may change; at once, so that its later call has nothing left."""
        kept = {name: getattr(model, name) for name in _KEPT}
        with self.database.transaction() as rows:
            rows.execute(update(Member).where(Member.id == model.id).values(**kept))
        return model

    def delete(self, model: Account) -> None:  # noqa: ARG002 -- the signature is the library's
        """Nobody deletes a member: decisions name them."""
        return

    def commit(self) -> None:
        """Nothing is left open: `put` kept it."""


def _is_outlived() -> bool:
    if not has_request_context():
        return False
    signed_in = float(session.get("fs_paa", 0))
    return SystemClock().now().timestamp() - signed_in > LONGEST_SESSION_SECONDS
