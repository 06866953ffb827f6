"""Tokens in links, and the keyed hash that stands for an address."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.errors import N_, LinkExpired, LinkUnknown
from core.models import Link, Solicitation
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


IN_ASK = (LinkPurpose.ANSWER, LinkPurpose.UNSUBSCRIBE, LinkPurpose.PREFERENCES)
"""What the links of a mail that asks are good for, in the order in which their hashes are kept."""


class AskTokens(NamedTuple):
    """The tokens of one mail, each good for one purpose alone, and what is kept of them."""

    answer: str
    unsubscribe: str
    preferences: str
    hashes: bytes


def hash_token(token: str) -> bytes:
    """What is kept of a token: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).digest()


def random_ref() -> str:
    """An opaque public name: 128 random bits."""
    return secrets.token_hex(16)


def ordered_ref(now: datetime) -> str:
    """An opaque name whose index grows at its end: milliseconds, then 80 random bits (RFC 9562).

    Rows written together lie together in it; a million of `random_ref` each touch a page of their
    own whenever one of them changes.
    """
    return f"{int(now.timestamp() * 1000):012x}{secrets.token_hex(10)}"


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


def ask_tokens(send_refs: Sequence[str]) -> list[AskTokens]:
    """The tokens of one mail each; only `hashes` may be kept, with the request of that reference.

    A token names its request, so that a million mails need no rows and no index of their own.
    """
    size, whole = 44, urlsafe_b64encode(secrets.token_bytes(99 * len(send_refs))).decode()
    found = []
    for place, ref in enumerate(send_refs):
        start = 3 * size * place
        one, other, last = (
            f"{ref}.{whole[at : at + size]}" for at in range(start, start + 3 * size, size)
        )
        hashes = hash_token(one) + hash_token(other) + hash_token(last)
        found.append(AskTokens(one, other, last, hashes))
    return found


def find_link(session: Session, token: str, purpose: LinkPurpose, now: datetime) -> Link:
    """The link a token stands for; LinkUnknown or LinkExpired otherwise."""
    found = _link_of_ask if "." in token else _link_of_row
    link = found(session, token, purpose)
    if link is None:
        raise LinkUnknown(
            N_("This link is not complete. Please open it again from the mail we sent you.")
        )
    if link.expires_at <= now:
        raise LinkExpired(N_("This link has expired. Links in our mails work for a limited time."))
    return link


def _link_of_row(session: Session, token: str, purpose: LinkPurpose) -> Link | None:
    return session.scalar(
        select(Link).where(
            Link.token_hash == hash_token(token),
            Link.purpose == purpose,
            Link.revoked_at.is_(None),
        )
    )


def _link_of_ask(session: Session, token: str, purpose: LinkPurpose) -> Link | None:
    """A link made up for the length of a visit: the request itself keeps the hash."""
    ask = session.scalar(
        select(Solicitation).where(Solicitation.send_ref == token.rpartition(".")[0])
    )
    if ask is None or ask.handed_over_at is None or purpose not in IN_ASK:
        return None
    place, hashed = 32 * IN_ASK.index(purpose), hash_token(token)
    if not hmac.compare_digest(hashed, (ask.token_hashes or b"")[place : place + 32]):
        return None
    return Link(
        store_id=ask.store_id,
        token_hash=hashed,
        purpose=purpose,
        customer_id=ask.customer_id,
        solicitation_id=ask.id,
        created_at=ask.handed_over_at,
        expires_at=ask.handed_over_at + LIFETIMES[purpose],
    )


def revoke_links(session: Session, store_id: int, customer_id: int, now: datetime) -> None:
    """Make every link of a customer useless, as erasure demands."""
    session.execute(
        update(Link)
        .where(Link.store_id == store_id, Link.customer_id == customer_id)
        .values(revoked_at=now)
    )
    session.execute(
        update(Solicitation)
        .where(Solicitation.store_id == store_id, Solicitation.customer_id == customer_id)
        .values(token_hashes=None)
    )


def normal_address(email: str) -> str:
    """The form of an address under which it is compared."""
    return email.strip().lower()


def address_hmac(secret_key: str, store_id: int, email: str) -> bytes:
    """HMAC-SHA-256 of an address, per store: all that a suppression keeps (requirement G4)."""
    message = f"{store_id}:{normal_address(email)}".encode()
    return hmac.digest(_pepper(secret_key), message, "sha256")


@lru_cache(8)
def _pepper(secret_key: str) -> bytes:
    return hashlib.sha256(b"suppression:" + secret_key.encode()).digest()


def owners_by_hmac(
    secret_keys: Iterable[str], store_id: int, addresses: Iterable[tuple[int, str]]
) -> dict[bytes, int]:
    """Whose address each HMAC stands for; every address under every key still believed."""
    peppers, start = [_pepper(key) for key in secret_keys], f"{store_id}:"
    return {
        hmac.digest(pepper, (start + normal_address(email)).encode(), "sha256"): owner
        for owner, email in addresses
        for pepper in peppers
    }


def address_hmacs(secret_keys: Iterable[str], store_id: int, email: str) -> list[bytes]:
    """The same under every key still believed, so that rotating keys forgets nobody."""
    return [address_hmac(key, store_id, email) for key in secret_keys]
