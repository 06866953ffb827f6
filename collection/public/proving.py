"""A proof of work instead of a riddle: the visitor's own device counts for about a second.

Made and checked by `altcha`, with nobody else's server; a store asks for it or does not.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from altcha.v1 import ChallengeOptions, create_challenge, verify_solution
from flask_limiter import RateLimitExceeded
from sqlalchemy.orm import Session

from collection.operations.proofs import spend
from core.web import limiter

HARDNESS = 60_000
"""Numbers to try at most, half of them on average: about a second on a phone of 2021."""
LASTS = timedelta(hours=2)
"""After that a page gets a new challenge when it is sent, and keeps what was typed."""
_WITHOUT = "3/hour"
"""What an address may send without a proof: who has no script is slower, not shut out."""


class Proof(StrEnum):
    """What came of looking at a form's proof."""

    GOOD = "good"
    NONE = "none"
    USELESS = "useless"
    TOO_MANY = "too_many"


def challenge(secret_key: str, store_id: int, now: datetime) -> str:
    """A fresh challenge as JSON, for the form to carry."""
    made = create_challenge(
        ChallengeOptions(
            max_number=HARDNESS, hmac_key=_key(secret_key, store_id), expires=now + LASTS
        )
    )
    return json.dumps(made.to_dict())


def judge(secret_keys: Iterable[str], store_id: int, proof: str, now: datetime) -> Proof:
    """Whether a proof is one of ours, right, and not too old; whether it was used, `use` sees."""
    if not proof:
        return Proof.NONE if _may_pass_without() else Proof.TOO_MANY
    told = _told(proof)
    keys = [_key(key, store_id) for key in secret_keys]
    is_right = any(verify_solution(proof, key, check_expires=False)[0] for key in keys)
    return Proof.GOOD if is_right and _expires(told) >= now else Proof.USELESS


def use(session: Session, store_id: int, proof: str) -> bool:
    """Spend a good proof; False when it was spent before."""
    told = _told(proof)
    return spend(session, store_id, str(told["challenge"]), _expires(told))


def _may_pass_without() -> bool:
    try:
        with limiter.limit(_WITHOUT):
            return True
    except RateLimitExceeded:
        return False


def _key(secret_key: str, store_id: int) -> str:
    return hashlib.sha256(f"proof:{store_id}:{secret_key}".encode()).hexdigest()


def _told(proof: str) -> dict[str, object]:
    """What a payload says; nothing when it is no payload."""
    try:
        told = json.loads(b64decode(proof, validate=True))
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _expires(told: dict[str, object]) -> datetime:
    """When the challenge ends: `expires` is part of its salt, which the signature covers."""
    _, _, end = str(told.get("salt", "")).partition("expires=")
    digits = end.partition("&")[0]
    seconds = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else 0
    return datetime.fromtimestamp(seconds, UTC)
