"""Translates Help Scout's signed webhooks into facts: a conversation's status, and ratings.

https://developer.helpscout.com/webhooks/
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from solicitation.inbound.facts import PersonFact
from solicitation.inbound.messages import Message, base64_hmac, fits_any, header
from solicitation.inbound.payloads import Payload, ignored, part_at, parts_at, text_at
from solicitation.inbound.tickets import (
    Translation,
    is_resolved,
    news,
    person_of,
    score_at,
    second_at,
    ticket_id,
)

SYSTEM = "helpscout"
_STATUS = frozenset({"convo.status", "convo.customer.reply.created"})


def verify(message: Message, secrets: Sequence[str]) -> bool:
    """Whether `X-HelpScout-Signature` is base64(HMAC-SHA1(secret, body))."""
    expected = [base64_hmac(secret, message.body, "sha1") for secret in secrets if secret]
    return fits_any(expected, header(message, "X-HelpScout-Signature"))


def translate(topic: str, payload: Payload, received_at: datetime) -> Translation:
    """Return what `X-HelpScout-Event` and its payload say. Raises `UnreadablePayload`."""
    plain = topic.strip().lower()
    if plain == "satisfaction.ratings":
        return _rating(payload, received_at)
    if plain in _STATUS:
        return _conversation(payload, received_at)
    return ignored("topic_unused", topic=topic[:80])


def _conversation(payload: Payload, received_at: datetime) -> Translation:
    told = text_at(payload, "status")
    if told.lower() == "spam":
        return ignored("ticket_is_spam")
    is_solved = is_resolved(told)
    if is_solved is None:
        return ignored("ticket_status_unknown", status=told[:60])
    at = second_at(payload, "closedAt") if is_solved else second_at(payload, "userUpdatedAt")
    return news(
        ticket_id(SYSTEM, payload, "id"),
        _person(part_at(payload, "primaryCustomer") or part_at(payload, "customer")),
        at or received_at,
        is_solved=is_solved,
        opened_at=second_at(payload, "createdAt"),
    )


def _rating(payload: Payload, received_at: datetime) -> Translation:
    return news(
        ticket_id(SYSTEM, payload, "ticketId", "conversationId"),
        _person(part_at(payload, "customer")),
        second_at(payload, "modifiedAt", "createdAt") or received_at,
        is_solved=None,
        score=score_at(payload, "rating"),
    )


def _person(customer: Payload) -> PersonFact:
    """Version 2 says `email`, a rating has a list `emails`, and the names differ as well."""
    first, last = text_at(customer, "first", "firstName"), text_at(customer, "last", "lastName")
    written = next(iter(parts_at(customer, "emails")), {})
    return person_of(
        {"email": customer.get("email") or written.get("value")}, "email", name=f"{first} {last}"
    )
