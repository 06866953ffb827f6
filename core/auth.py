"""The audiences. Every route wears exactly one of these decorators, or the build fails."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import g, redirect, request, session, url_for
from flask_login import current_user
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from core.errors import N_, NotAllowed, NotSignedIn
from core.models import ApiKey, Link, Membership, Store
from core.signing import find_link
from core.states import LinkPurpose, Role
from core.web import doors, wants_json

P = ParamSpec("P")
R = TypeVar("R")
View = Callable[P, R]

COOKIELESS = frozenset({"public", "signed_url", "webhook", "token_holder", "api_key"})
"""Audiences that are known by something other than a cookie, so that CSRF cannot reach them."""

USE_NOTED_EVERY = timedelta(hours=1)
WITH_COOKIE = frozenset({"member", "sign_in"})
"""Audiences that are known by their session."""


@dataclass(frozen=True, slots=True)
class MemberHere:
    """The signed-in member, at the desk of one store."""

    id: int
    name: str
    role: Role
    store_id: int

    @property
    def actor(self) -> str:
        """How decisions name this member."""
        return f"member:{self.id}"


def _audience(name: str, view: Callable[..., Any]) -> None:
    view.audience = name  # type: ignore[attr-defined] # functions carry it for the route check


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Anyone at all, without a cookie."""
    _audience("public", view)
    return view


def signed_url(view: Callable[P, R]) -> Callable[P, R]:
    """Whoever holds a signed storage address; the view checks the signature itself."""
    _audience("signed_url", view)
    return view


def webhook(view: Callable[P, R]) -> Callable[P, R]:
    """An outside system; the view checks its signature over the raw body."""
    _audience("webhook", view)
    return view


def sign_in_page(view: Callable[P, R]) -> Callable[P, R]:
    """Someone about to become a member; guarded by CSRF and rate limits."""
    _audience("sign_in", view)
    return view


def token_holder(
    purpose: LinkPurpose,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Whoever holds a mailed token: `<token>` of the path becomes `g.link`, `g.store`."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            _open_link(str(kwargs["token"]), purpose)
            return view(*args, **kwargs)

        _audience("token_holder", guarded)
        return guarded

    return decorate


def _open_link(token: str, purpose: LinkPurpose) -> None:
    with doors().database.reading() as rows:
        g.link = find_link(rows, token, purpose, doors().now())
        g.store = rows.get_one(Store, g.link.store_id)
    g.timezone = g.store.timezone


def link() -> Link:
    """The link the caller holds."""
    return cast(Link, g.link)


def member(*roles: Role) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A signed-in member with one of `roles` (none named: any): sets `g.member`, `g.store`."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if not current_user.is_authenticated:
                if wants_json() or request.method != "GET":
                    raise NotSignedIn(N_("Please sign in first."))
                return cast(R, redirect(url_for("security.login", next=request.full_path)))
            _enter_store()
            if roles and here().role not in roles:
                raise NotAllowed(N_("Your role in this store does not include this."))
            return view(*args, **kwargs)

        _audience("member", guarded)
        return guarded

    return decorate


def _enter_store() -> None:
    """The store chosen in this session, if the member belongs to it; else their first."""
    with doors().database.reading() as rows:
        memberships = rows.scalars(
            select(Membership)
            .where(Membership.member_id == current_user.id)
            .options(joinedload(Membership.store), joinedload(Membership.member))
            .order_by(Membership.id)
        ).all()
    if not memberships:
        raise NotAllowed(N_("You do not belong to any store yet. Ask an owner to invite you."))
    chosen = session.get("store_id")
    one = next((m for m in memberships if m.store_id == chosen), memberships[0])
    g.store, g.stores = one.store, [m.store for m in memberships]
    g.timezone = one.store.timezone
    g.member = MemberHere(one.member_id, one.member.name, one.role, one.store_id)
    if one.member.language:
        g.language = one.member.language


def here() -> MemberHere:
    """The member at the desk."""
    return cast(MemberHere, g.member)


def api_key(scope: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A program with `Authorization: Bearer vv_…` whose key has `scope`: `g.store`."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            _enter_by_key(request.headers.get("Authorization", ""), scope)
            return view(*args, **kwargs)

        _audience("api_key", guarded)
        return guarded

    return decorate


def _enter_by_key(header: str, scope: str) -> None:
    scheme, _, key = header.partition(" ")
    prefix, _, secret = key.removeprefix("vv_").partition("_")
    refused = NotSignedIn(N_("The API key is missing or not valid. Send it as a bearer token."))
    if scheme.lower() != "bearer" or not secret:
        raise refused
    now = doors().now()
    with doors().database.reading() as rows:
        row = rows.scalar(select(ApiKey).where(ApiKey.prefix == prefix))
        known = row.secret_hash if row else bytes(32)
        matches = hmac.compare_digest(known, hashlib.sha256(secret.encode()).digest())
        if (
            row is None
            or not matches
            or row.revoked_at
            or (row.expires_at and row.expires_at <= now)
        ):
            raise refused
        if scope not in row.scopes:
            raise NotAllowed(N_("This key lacks the scope %(scope)s."), scope=scope)
        g.store = rows.get_one(Store, row.store_id)
    _note_use(row, now)


def _note_use(key: ApiKey, now: datetime) -> None:
    """When the key was last used, to the hour: one write for many calls (requirement A9)."""
    if key.used_at is not None and now - key.used_at < USE_NOTED_EVERY:
        return
    with doors().database.transaction() as session:
        session.execute(update(ApiKey).where(ApiKey.id == key.id).values(used_at=now))


def _is_over(key: ApiKey, now: datetime) -> bool:
    return key.revoked_at is not None or (key.expires_at is not None and key.expires_at <= now)
