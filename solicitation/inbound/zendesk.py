"""Translates Zendesk's webhooks into facts: a trigger's own body, and ticket events.

Events carry the requester's number and no address, so they can only speak of tickets that a
trigger's body made known.
https://developer.zendesk.com/api-reference/webhooks/event-types/ticket-events/
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from solicitation.inbound.facts import PersonFact
from solicitation.inbound.messages import Message, base64_hmac, fits_any, header, is_fresh
from solicitation.inbound.payloads import Payload, ignored, moment_at, part_at, text_at
from solicitation.inbound.tickets import (
    Translation,
    filled_in,
    is_resolved,
    news,
    score_at,
    ticket_id,
)

SYSTEM = "zendesk"
BODY = """{
  "ticket_id": "{{ticket.id}}",
  "status": "{{ticket.status}}",
  "email": "{{ticket.requester.email}}",
  "name": "{{ticket.requester.name}}",
  "language": "{{ticket.requester.language}}",
  "created_at": "{{ticket.created_at_with_timestamp}}",
  "updated_at": "{{ticket.updated_at_with_timestamp}}",
  "score": "{{satisfaction.current_rating}}"
}"""
"""What a member pastes into the trigger's action "Notify active webhook"."""
_EVENT = "zen:event-type:"
_NOBODY = PersonFact(email="", name="")


def verify(message: Message, secrets: Sequence[str]) -> bool:
    """Whether the signature is base64(HMAC-SHA256(secret, timestamp + body)) and not stale.

    https://developer.zendesk.com/documentation/webhooks/verifying/
    """
    stamp = header(message, "X-Zendesk-Webhook-Signature-Timestamp").strip()
    signed = stamp.encode("utf-8", "replace") + message.body
    expected = [base64_hmac(secret, signed, "sha256") for secret in secrets if secret]
    fits = fits_any(expected, header(message, "X-Zendesk-Webhook-Signature"))
    return fits and is_fresh(moment_at({"stamp": stamp}, "stamp"), message.now)


def translate(payload: Payload, received_at: datetime) -> Translation:
    """Return what an event or a trigger's body says. Raises `UnreadablePayload`."""
    kind = text_at(payload, "type").lower()
    if not kind.startswith(_EVENT):
        return filled_in(SYSTEM, payload, received_at)
    detail, event = part_at(payload, "detail"), part_at(payload, "event")
    at = moment_at(payload, "time") or received_at
    match kind.removeprefix(_EVENT):
        case "ticket.status_changed":
            return _status(ticket_id(SYSTEM, detail, "id"), event, at)
        case "ticket.csat_received":
            score = score_at(part_at(event, "satisfaction_score"), "score")
            return news(ticket_id(SYSTEM, detail, "id"), _NOBODY, at, is_solved=None, score=score)
    return ignored("topic_unused", topic=kind[:80])


def _status(ticket: str, event: Payload, at: datetime) -> Translation:
    """Solved tickets are closed by themselves days later, which is nothing new."""
    current, previous = text_at(event, "current"), text_at(event, "previous")
    is_solved, was_solved = is_resolved(current), is_resolved(previous)
    if is_solved is None:
        return ignored("ticket_status_unknown", status=current[:60])
    if is_solved and was_solved:
        return ignored("ticket_was_resolved")
    if not is_solved and not was_solved:
        return ignored("ticket_still_open")
    return news(ticket, _NOBODY, at, is_solved=is_solved)
