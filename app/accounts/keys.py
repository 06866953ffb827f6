"""Keys of programs: made, shown once, revoked (requirement A9)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, InvalidInput, NotFound
from core.models import ApiKey

SCOPES: Mapping[str, str] = {
    "occasions:write": N_("Tell what happened: purchases, resolved tickets, check-ins"),
    "publications:read": N_("Read what is published, and what was taken back"),
}
"""What a key may be good for; each is asked for by at least one address of the API."""
LIFETIMES = (90, 365)
"""Days after which a key may be made to end by itself."""


def create_key(
    session: Session,
    store_id: int,
    name: str,
    scopes: Sequence[str],
    now: datetime,
    *,
    days: int | None = None,
) -> tuple[ApiKey, str]:
    """A key row and the key itself, which is not kept: `vv_` prefix `_` 256 random bits."""
    _check(name, scopes, days)
    prefix, secret = secrets.token_hex(5), secrets.token_urlsafe(32)
    row = ApiKey(
        store_id=store_id,
        name=name.strip(),
        prefix=prefix,
        secret_hash=hashlib.sha256(secret.encode()).digest(),
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=now + timedelta(days=days) if days else None,
    )
    session.add(row)
    return row, f"vv_{prefix}_{secret}"


def revoke_key(session: Session, store_id: int, key_id: int, now: datetime) -> ApiKey:
    """Make a key useless at once; revoking twice changes nothing."""
    row = session.scalar(select(ApiKey).where(ApiKey.store_id == store_id, ApiKey.id == key_id))
    if row is None:
        raise NotFound(N_("No key of this store has that number."))
    row.revoked_at = row.revoked_at or now
    return row


def keys_of(session: Session, store_id: int) -> Sequence[ApiKey]:
    """The keys of a store, the newest first."""
    return session.scalars(
        select(ApiKey).where(ApiKey.store_id == store_id).order_by(ApiKey.id.desc())
    ).all()


def _check(name: str, scopes: Sequence[str], days: int | None) -> None:
    if not 0 < len(name.strip()) <= 200:
        raise InvalidInput(N_("Name the program that will use the key."), field="name")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise InvalidInput(N_("Choose what the key may do."), field="scopes")
    if days is not None and days not in LIFETIMES:
        raise InvalidInput(N_("A key works for 90 days, a year, or until revoked."), field="days")
