"""Translates SendGrid's signed Event Webhook into what became of each mail."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from core.deliveries import MailEventKind
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.messages import Message, header, is_fresh
from solicitation.inbound.payloads import Payload

SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"

_LATEST = 32_503_680_000
"""The year 3000: what lies beyond is no moment of ours."""
_DETAIL_LENGTH = 300
_ADDRESS = re.compile(r"[^\s<>]+@[^\s<>]+")
_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})")
_REPLY = re.compile(r"([45])\d\d[ -]+(?:([45])\.(\d{1,3})\.(\d{1,3})\b)?")
_TRANSIENT = ("5", "4", "4")
"""“Unable to route” (RFC 3463, X.4.4): the way there is broken, not the address."""


@dataclass(frozen=True, slots=True)
class MailFact:
    """What SendGrid tells of one mail; `send_ref` is the opaque word we sent along."""

    send_ref: str
    kind: MailEventKind
    happened_at: datetime
    fingerprint: bytes
    email: str
    detail: str


def is_public_key(told: str) -> bool:
    """Whether this is a verification key as SendGrid shows it: base64 of DER, on P-256."""
    return _key(told) is not None


def verify(message: Message, keys: Sequence[str]) -> bool:
    """Whether one of `keys` signed timestamp + raw body (ECDSA, SHA-256) in the last 5 minutes.

    Not a byte of the body may differ: SendGrid ends it with CRLF and signs that, too.
    """
    told = header(message, TIMESTAMP)
    moment = _moment(int(told)) if told.isdecimal() and len(told) <= 12 else None
    signature = _decoded(header(message, SIGNATURE))
    if not signature or not is_fresh(moment, message.now):
        return False
    signed = told.encode() + message.body
    return any(_fits(key, signature, signed) for key in map(_key, keys) if key)


def is_readable(raw: bytes) -> bool:
    """Whether a body is a list of events at all."""
    try:
        _events(raw)
    except UnreadablePayload:
        return False
    return True


def facts_of(raw: bytes) -> tuple[MailFact, ...]:
    """What a body tells about mails of ours, in its order. Raises `UnreadablePayload`.

    Opens and events of a kind unknown here are left out, and so is whatever carries no
    `send_ref`: other programs may use the same account.
    """
    return tuple(fact for event in _events(raw) if (fact := _fact(event)) is not None)


def _events(raw: bytes) -> Sequence[Payload]:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise UnreadablePayload("field_unreadable", "body") from error
    if not isinstance(found, list):
        raise UnreadablePayload("field_unreadable", "body")
    return [event for event in found if isinstance(event, dict)]


def _fact(event: Payload) -> MailFact | None:
    name, ref = _text(event, "event"), _text(event, "send_ref")
    tell, told = _KINDS.get(name), event.get("timestamp")
    moment = _moment(told) if isinstance(told, int) and not isinstance(told, bool) else None
    if tell is None or moment is None or not 0 < len(ref) <= 36:
        return None
    return MailFact(
        send_ref=ref,
        kind=tell(event),
        happened_at=moment,
        fingerprint=_fingerprint(event, name, ref),
        email=_text(event, "email"),
        detail=_detail(event),
    )


def _fingerprint(event: Payload, name: str, ref: str) -> bytes:
    """The same however often SendGrid tells it; its `sg_event_id` changes when it tries again."""
    parts = [_text(event, "sg_message_id"), name, ref, event["timestamp"], _text(event, "reason")]
    return hashlib.sha256(json.dumps(parts).encode()).digest()


def _bounce(event: Payload) -> MailEventKind:
    """A block is about the mail or its sender, so it weighs no more than a soft bounce."""
    lasts = is_lasting(_text(event, "status"), _text(event, "reason"))
    if _text(event, "type") == "blocked" or not lasts:
        return MailEventKind.SOFT_BOUNCE
    return MailEventKind.HARD_BOUNCE


def is_lasting(status: str, reason: str) -> bool:
    """Whether a bounce that SendGrid tells in these words is about the address, for good."""
    told = _status(status, reason)
    return told != _TRANSIENT and told[0] != "4"


def _status(status: str, reason: str) -> tuple[str, ...]:
    """The enhanced status (RFC 3463), else the reply's first digit (RFC 5321), else “5”: SendGrid
    calls a bounce what it will not try again."""
    if told := _ENHANCED.fullmatch(status.strip()):
        return told.groups()
    reply = _REPLY.match(reason.strip())
    if reply is None:
        return ("5",)
    return reply.groups()[1:] if reply[2] else (reply[1],)


def _dropped(event: Payload) -> MailEventKind:
    """SendGrid's reasons for not even trying: each stands for something that happened before."""
    reason = _text(event, "reason").lower()
    for words, kind in _DROPS.items():
        if words in reason:
            return kind
    return MailEventKind.DROPPED


_DROPS: Mapping[str, MailEventKind] = MappingProxyType({
    "bounced address": MailEventKind.DROPPED_BOUNCED,
    "spam reporting address": MailEventKind.DROPPED_REPORTED,
    "unsubscribed address": MailEventKind.DROPPED_UNSUBSCRIBED,
})  # fmt: skip


def _always(kind: MailEventKind) -> Callable[[Payload], MailEventKind]:
    return lambda _: kind


_KINDS: Mapping[str, Callable[[Payload], MailEventKind]] = MappingProxyType({
    "processed": _always(MailEventKind.PROCESSED),
    "deferred": _always(MailEventKind.DEFERRED),
    "delivered": _always(MailEventKind.DELIVERED),
    "click": _always(MailEventKind.CLICKED),
    "bounce": _bounce,
    "blocked": _always(MailEventKind.SOFT_BOUNCE),
    "dropped": _dropped,
    "spamreport": _always(MailEventKind.SPAM_REPORT),
    "unsubscribe": _always(MailEventKind.UNSUBSCRIBED),
    "group_unsubscribe": _always(MailEventKind.UNSUBSCRIBED),
    "group_resubscribe": _always(MailEventKind.RESUBSCRIBED),
})  # fmt: skip


def _detail(event: Payload) -> str:
    """The provider's own words without anything that could be an address."""
    words = " ".join(filter(None, (_text(event, "status"), _text(event, "reason"))))
    return _ADDRESS.sub("…", words)[:_DETAIL_LENGTH]


def _text(event: Payload, key: str) -> str:
    """A text that both databases take: PostgreSQL keeps neither NUL nor half a surrogate pair."""
    told = event.get(key)
    if not isinstance(told, str):
        return ""
    return told.replace("\0", "").encode("utf-8", "replace").decode().strip()


def _moment(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < _LATEST else None


def _decoded(told: str) -> bytes:
    try:
        return base64.b64decode(told, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _key(told: str) -> ec.EllipticCurvePublicKey | None:
    try:
        key = load_der_public_key(_decoded(told.strip()))
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None
    is_p256 = isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)
    return key if isinstance(key, ec.EllipticCurvePublicKey) and is_p256 else None


def _fits(key: ec.EllipticCurvePublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True
