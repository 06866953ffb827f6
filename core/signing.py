"""Tokens in links, and the keyed hash that stands for an address."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.bulk import write_rows
from core.errors import N_, LinkExpired, LinkUnknown
from core.models import Link
from core.states import LinkPurpose

LIFETIMES = {
    LinkPurpose.ANSWER: timedelta(days=90),
    LinkPurpose.UNSUBSCRIBE: timedelta(days=3650),
    LinkPurpose.PREFERENCES: timedelta(days=3650),
    LinkPurpose.STATUS: timedelta(days=1095),
    LinkPurpose.CONFIRM: timedelta(days=14),
}
"""Answers are taken for 90 days (requirement L17); objecting must work for as long as mail lies
in an inbox; a status link lives as long as customer data is kept (three years); words whose author
does not confirm them in 14 days are deleted."""


_LINK_COLUMNS = (
    *("store_id", "token_hash", "purpose", "customer_id", "solicitation_id"),
    *("created_at", "expires_at"),
)


def hash_token(token: str) -> bytes:
    """What is kept of a token: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).digest()


def random_ref() -> str:
    """An opaque public name: 128 random bits."""
    return secrets.token_hex(16)


def mint_link(
    session: Session,
    purpose: LinkPurpose,
    *,
    store_id: int,
    customer_id: int,
    now: datetime,
    solicitation_id: int | None = None,
    submission_id: int | None = None,
) -> str:
    """Make a link row and give back its token, which is not kept anywhere."""
    token = secrets.token_urlsafe(32)
    session.add(
        Link(
            store_id=store_id,
            token_hash=hash_token(token),
            purpose=purpose,
            customer_id=customer_id,
            solicitation_id=solicitation_id,
            submission_id=submission_id,
            created_at=now,
            expires_at=now + LIFETIMES[purpose],
        )
    )
    return token


def mint_links(
    session: Session,
    purpose: LinkPurpose,
    owners: Sequence[tuple[int, int]],
    *,
    store_id: int,
    now: datetime,
) -> list[str]:
    """One link per (customer, solicitation) of `owners`; their tokens, in the same order."""
    tokens = [secrets.token_urlsafe(32) for _ in owners]
    expires = now + LIFETIMES[purpose]
    rows = [
        (store_id, hash_token(token), purpose.value, customer_id, solicitation_id, now, expires)
        for token, (customer_id, solicitation_id) in zip(tokens, owners, strict=True)
    ]
    write_rows(session, Link.metadata.tables["links"], _LINK_COLUMNS, rows)
    return tokens


def find_link(session: Session, token: str, purpose: LinkPurpose, now: datetime) -> Link:
    """The link a token stands for; LinkUnknown or LinkExpired otherwise."""
    link = session.scalar(
        select(Link).where(Link.token_hash == hash_token(token), Link.purpose == purpose)
    )
    if link is None or link.revoked_at is not None:
        raise LinkUnknown(
            N_("This link is not complete. Please open it again from the mail we sent you.")
        )
    if link.expires_at <= now:
        raise LinkExpired(N_("This link has expired. Links in our mails work for a limited time."))
    return link


def revoke_links(session: Session, store_id: int, customer_id: int, now: datetime) -> None:
    """Make every link of a customer useless, as erasure demands."""
    session.execute(
        update(Link)
        .where(Link.store_id == store_id, Link.customer_id == customer_id)
        .values(revoked_at=now)
    )


def normal_address(email: str) -> str:
    """The form of an address under which it is compared."""
    return email.strip().lower()


def address_hmac(secret_key: str, store_id: int, email: str) -> bytes:
    """HMAC-SHA-256 of an address, per store: all that a suppression keeps (requirement G4)."""
    pepper = hashlib.sha256(b"suppression:" + secret_key.encode()).digest()
    message = f"{store_id}:{normal_address(email)}".encode()
    return hmac.new(pepper, message, hashlib.sha256).digest()


def address_hmacs(secret_keys: Iterable[str], store_id: int, email: str) -> list[bytes]:
    """The same under every key still believed, so that rotating keys forgets nobody."""
    return [address_hmac(key, store_id, email) for key in secret_keys]
