"""Translates Intercom's signed notifications into facts: closed, opened again, rated.

https://developers.intercom.com/docs/references/webhooks/webhook-models
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from datetime import datetime

from solicitation.inbound.facts import PersonFact
from solicitation.inbound.messages import Message, fits_any, header
from solicitation.inbound.payloads import Payload, email_at, ignored, part_at, parts_at, text_at
from solicitation.inbound.tickets import (
    Translation,
    news,
    person_of,
    score_at,
    second_at,
    ticket_id,
)

SYSTEM = "intercom"
_CLOSED = frozenset({"conversation.admin.closed", "conversation.closed"})
_OPENED = frozenset({
    "conversation.admin.opened",
    "conversation.admin.reopened",
    "conversation.admin.open.assigned",
    "conversation.user.replied",
})  # fmt: skip
_RATED = frozenset({"conversation.rating.added", "conversation.rating.remarked"})
_CUSTOMERS = frozenset({"user", "lead", "contact"})


def verify(message: Message, secrets: Sequence[str]) -> bool:
    """Whether `X-Hub-Signature` is sha1=hex(HMAC-SHA1(the app's client secret, body))."""
    expected = [_signature(secret, message.body) for secret in secrets if secret]
    return fits_any(expected, header(message, "X-Hub-Signature"))


def translate(topic: str, payload: Payload, received_at: datetime) -> Translation:
    """Return what a notification says. Raises `UnreadablePayload`.

    A customer's reply opens a closed conversation again without any topic of its own.
    """
    plain = topic.strip().lower()
    if plain == "ping":
        return ignored("test_message")
    if plain not in _CLOSED | _OPENED | _RATED:
        return ignored("topic_unused", topic=topic[:80])
    item = part_at(part_at(payload, "data"), "item")
    told_at = second_at(payload, "created_at") or received_at
    if plain in _RATED:
        return _rated(item, told_at)
    at = _closed_at(item) if plain in _CLOSED else None
    return news(
        ticket_id(SYSTEM, item, "id"),
        _person(item),
        at or told_at,
        is_solved=plain in _CLOSED,
        opened_at=second_at(item, "created_at"),
    )


def _rated(item: Payload, told_at: datetime) -> Translation:
    """A rating comes with its conversation: a closed one is known to be resolved by it."""
    score = score_at(part_at(item, "conversation_rating"), "rating")
    closed_at = _closed_at(item) if text_at(item, "state") == "closed" else None
    return news(
        ticket_id(SYSTEM, item, "id"),
        _person(item),
        closed_at or told_at,
        is_solved=True if closed_at else None,
        score=score,
        opened_at=second_at(item, "created_at"),
    )


def _closed_at(item: Payload) -> datetime | None:
    return second_at(part_at(item, "statistics"), "last_close_at")


def _person(item: Payload) -> PersonFact:
    found = next((one for one in _people(item) if email_at(one, "email")), {})
    return person_of(found, "email", name=text_at(found, "name"))


def _people(item: Payload) -> Iterator[Payload]:
    """Who wrote first, unless that was an agent; else the contacts; version 1 said `user`."""
    author = part_at(part_at(item, "source"), "author")
    if text_at(author, "type") in _CUSTOMERS:
        yield author
    yield from parts_at(part_at(item, "contacts"), "contacts")
    yield part_at(item, "user")


def _signature(secret: str, body: bytes) -> bytes:
    return b"sha1=" + hmac.digest(secret.encode(), body, hashlib.sha1).hex().encode()
