"""Secrets that outside systems sign with: added, rotated, retired (requirement A10)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, Conflict, InvalidInput, NotFound
from core.models import HookSecret
from core.sealing import Seals, forget_secret, keep_secret
from solicitation.inbound import sendgrid

CHOSEN_THERE: Mapping[str, Callable[[str], bool]] = {"sendgrid": sendgrid.is_public_key}
"""Systems whose secret is a public key of theirs: we never make one, and check what is pasted."""
MOST = 2
"""Secrets that hold at once: the one in use, and the one it is rotated to."""


def add_secret(
    session: Session, store_id: int, system: str, seals: Seals, now: datetime, secret: str = ""
) -> str:
    """A first secret, returned; `secret` is the system's own where it chooses (Shopify does)."""
    if valid_secrets(session, store_id, system):
        raise Conflict(N_("This store has a secret for that system. Rotate it instead."))
    return _new(session, store_id, system, seals, now, secret)


def rotate_secret(
    session: Session, store_id: int, system: str, seals: Seals, now: datetime, secret: str = ""
) -> str:
    """A second secret beside the first, returned; both hold until the former is retired."""
    valid = valid_secrets(session, store_id, system)
    if not valid:
        raise NotFound(N_("This store has no secret for that system. Add one first."))
    if len(valid) >= MOST:
        raise Conflict(N_("Two secrets hold already. Retire the former one first."))
    return _new(session, store_id, system, seals, now, secret)


def retire_former(session: Session, store_id: int, system: str, now: datetime) -> int:
    """Only the newest secret holds from now on; returns how many were retired and forgotten."""
    former = valid_secrets(session, store_id, system)[:-1]
    for row in former:
        row.retired_at = now
        forget_secret(row)
    return len(former)


def valid_secrets(session: Session, store_id: int, system: str) -> Sequence[HookSecret]:
    """The secrets that hold, the oldest first."""
    return session.scalars(
        select(HookSecret)
        .where(
            HookSecret.store_id == store_id,
            HookSecret.system == system,
            HookSecret.retired_at.is_(None),
        )
        .order_by(HookSecret.id)
    ).all()


def _new(
    session: Session, store_id: int, system: str, seals: Seals, now: datetime, secret: str
) -> str:
    if system in CHOSEN_THERE and not CHOSEN_THERE[system](secret):
        raise InvalidInput(
            N_(
                "Paste the verification key that SendGrid shows beside its signed event webhook:"
                " it begins with MFkw."
            ),
            field="secret",
        )
    if secret and not 16 <= len(secret) <= 300:
        raise InvalidInput(N_("A secret has 16 to 300 characters."), field="secret")
    made = secret or secrets.token_urlsafe(32)
    row = HookSecret(store_id=store_id, system=system, created_at=now)
    keep_secret(seals, row, made)
    session.add(row)
    return made
