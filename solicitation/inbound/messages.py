"""One message of an outside system before anybody reads it: who signed it, what tells it apart."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from solicitation.inbound import people
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.payloads import Payload, id_at, payload_of, text_at

SHOWN_IN_HEADER = "X-Vivavoce-Secret"
SHOWN_IN_QUERY = "secret"
STALE = timedelta(minutes=5)
"""How far a signed timestamp may lie from our clock, before or after."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it came at `now`; the names of `headers` are in lower case."""

    body: bytes
    headers: Mapping[str, str]
    query: Mapping[str, str]
    now: datetime


Verify = Callable[[Message, Sequence[str]], bool]
Tell = Callable[[Message], str]


def header(message: Message, name: str) -> str:
    """The header of that name, "" without it."""
    return message.headers.get(name.lower(), "")


def fits_any(expected: Iterable[bytes], told: str) -> bool:
    """Whether `told` is one of `expected`, in a time that does not say which one or how nearly."""
    given = told.strip().encode("utf-8", "replace")
    fits = [hmac.compare_digest(one, given) for one in expected]
    return any(fits)


def base64_hmac(secret: str, signed: bytes, digest: str) -> bytes:
    """base64(HMAC-`digest`(secret, signed)), as most helpdesks write their signature."""
    return base64.b64encode(hmac.digest(secret.encode(), signed, digest))


def carries_secret(message: Message, secrets: Sequence[str]) -> bool:
    """Whether an unsigned message shows a secret, in a header or else in its address.

    For systems that cannot sign: such a secret proves who sent, not that nothing was changed.
    """
    told = header(message, SHOWN_IN_HEADER) or message.query.get(SHOWN_IN_QUERY, "")
    return fits_any([secret.encode() for secret in secrets if secret], told)


def is_fresh(told: datetime | None, now: datetime) -> bool:
    """Whether a signed timestamp is near enough to be no replay of an old message."""
    return told is not None and abs(now - told) <= STALE


def in_header(name: str) -> Tell:
    """What a header of that name says, "" without it."""
    return lambda message: header(message, name)


def in_body(key: str) -> Tell:
    """What the body says at `key`, "" when it does not or cannot be read."""

    def tell(message: Message) -> str:
        told = _payload(message)
        return text_at(told, key) or people.name(id_at(told, key))

    return tell


def digest_of(message: Message) -> str:
    """The same message again has the same body: for senders that number nothing."""
    return hashlib.sha256(message.body).hexdigest()


def digest_of_hour(message: Message) -> str:
    """For bodies that may say the same twice and mean it, an hour or more apart."""
    hour = message.now.strftime("%Y%m%d%H")
    return f"{digest_of(message)}-{hour}"


def _payload(message: Message) -> Payload:
    try:
        return payload_of(message.body)
    except UnreadablePayload:
        return {}
