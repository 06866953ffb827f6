"""What tells a person from a program without a question: the time a page was open, signed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

QUICKEST = timedelta(seconds=3)
"""Nobody reads the page, gives stars and writes an address faster."""
LONGEST = timedelta(hours=24)
"""A tablet stands open for a day; a stamp taken from it is worth no more than that."""


class Pace(StrEnum):
    """How long a page was open before it was sent."""

    HUMAN = "human"
    HASTY = "hasty"
    STALE = "stale"


def stamp(secret_key: str, now: datetime) -> str:
    """The moment a page was opened, signed."""
    seconds = str(int(now.timestamp()))
    return f"{seconds}.{_sign(secret_key, seconds)}"


def pace(secret_keys: Iterable[str], stamped: str, now: datetime) -> Pace:
    """What the stamp says; one that is not ours is as good as an old one."""
    seconds, _, signature = stamped.partition(".")
    told = signature.encode()
    if not any(hmac.compare_digest(_sign(key, seconds).encode(), told) for key in secret_keys):
        return Pace.STALE
    open_for = now - datetime.fromtimestamp(int(seconds), UTC)
    if open_for < QUICKEST:
        return Pace.HASTY
    return Pace.HUMAN if open_for <= LONGEST else Pace.STALE


def _sign(secret_key: str, seconds: str) -> str:
    key = hashlib.sha256(b"open page:" + secret_key.encode()).digest()
    return hmac.new(key, seconds.encode(), hashlib.sha256).hexdigest()[:32]
