"""Translates Gorgias' HTTP integrations and REST objects into facts.

An HTTP integration sends the body a member typed, unsigned; nothing is sent about surveys, so
scores come by polling. https://developers.gorgias.com/reference/the-tickethttpintegration-object
"""

from __future__ import annotations

from datetime import datetime

from solicitation.inbound.facts import PersonFact
from solicitation.inbound.messages import carries_secret
from solicitation.inbound.payloads import Payload, ignored, part_at, text_at
from solicitation.inbound.tickets import (
    Translation,
    filled_in,
    is_resolved,
    news,
    person_of,
    score_at,
    second_at,
    ticket_id,
)

SYSTEM = "gorgias"
BODY = """{
  "ticket_id": "{{ticket.id}}",
  "status": "{{ticket.status}}",
  "email": "{{ticket.customer.email}}",
  "name": "{{ticket.customer.name}}",
  "language": "{{ticket.language}}",
  "created_at": "{{ticket.created_datetime}}",
  "updated_at": "{{ticket.updated_datetime}}"
}"""
"""What a member pastes as the request body of the HTTP integration."""

verify = carries_secret


def translate(payload: Payload, received_at: datetime) -> Translation:
    """Return what the integration's body says. Raises `UnreadablePayload`."""
    return filled_in(SYSTEM, payload, received_at)


def translate_rest(payload: Payload, received_at: datetime) -> Translation:
    """Return what a ticket of `GET /api/tickets` says. Raises `UnreadablePayload`."""
    told, customer = text_at(payload, "status"), part_at(payload, "customer")
    is_solved = is_resolved(told)
    if is_solved is None:
        return ignored("ticket_status_unknown", status=told[:60])
    language = text_at(customer, "language") or text_at(payload, "language")
    closed = second_at(payload, "closed_datetime") if is_solved else None
    return news(
        ticket_id(SYSTEM, payload, "id"),
        person_of(customer, "email", name=text_at(customer, "name"), language=language),
        closed or second_at(payload, "updated_datetime") or received_at,
        is_solved=is_solved,
        score=score_at(part_at(payload, "satisfaction_survey"), "score"),
        opened_at=second_at(payload, "created_datetime"),
    )


def translate_survey(payload: Payload, received_at: datetime) -> Translation:
    """Return what an entry of `GET /api/satisfaction-surveys` says: 1 to 5, null unanswered."""
    ticket = ticket_id(SYSTEM, payload, "ticket_id")
    at = second_at(payload, "scored_datetime") or received_at
    nobody = PersonFact(email="", name="")
    return news(ticket, nobody, at, is_solved=None, score=score_at(payload, "score"))
