"""Translates Freshdesk's automation webhooks and REST objects into facts.

An automation sends the body a member typed, unsigned. Scores come by polling, or from a rule on
the survey that writes them out. https://developers.freshdesk.com/api/
"""

from __future__ import annotations

from datetime import datetime

from solicitation.inbound.facts import PersonFact
from solicitation.inbound.messages import carries_secret
from solicitation.inbound.payloads import Payload, id_at, ignored, part_at, text_at
from solicitation.inbound.tickets import (
    Score,
    Translation,
    filled_in,
    is_resolved,
    news,
    person_of,
    second_at,
    ticket_id,
)

SYSTEM = "freshdesk"
BODY = """{
  "ticket_id": "{{ticket.id}}",
  "status": "{{ticket.status}}",
  "email": "{{ticket.requester.email}}",
  "name": "{{ticket.requester.name}}"
}"""
"""What a member pastes as the webhook's advanced content, in JSON."""

# 103 is "extremely happy", 100 "neither", -103 "extremely unhappy".
_STEPS = {103: 6.0, 102: 5.0, 101: 4.0, 100: 3.0, -101: 2.0, -102: 1.0, -103: 0.0}
_MOST = 6.0

verify = carries_secret


def translate(payload: Payload, received_at: datetime) -> Translation:
    """Return what a rule's body says, typed or "simple". Raises `UnreadablePayload`."""
    simple = part_at(payload, "freshdesk_webhook")
    return filled_in(SYSTEM, simple or payload, received_at)


def translate_rest(payload: Payload, received_at: datetime) -> Translation:
    """Return what a ticket of `GET /api/v2/tickets?include=requester,stats` says.

    Raises `UnreadablePayload`.
    """
    told, stats = id_at(payload, "status"), part_at(payload, "stats")
    is_solved = is_resolved(told)
    if is_solved is None:
        return ignored("ticket_status_unknown", status=told[:60])
    requester = part_at(payload, "requester")
    keys = ("resolved_at", "closed_at") if is_solved else ("reopened_at",)
    return news(
        ticket_id(SYSTEM, payload, "id"),
        person_of(
            requester,
            "email",
            name=text_at(requester, "name"),
            language=text_at(requester, "language"),
        ),
        second_at(stats, *keys) or second_at(payload, "updated_at") or received_at,
        is_solved=is_solved,
        opened_at=second_at(payload, "created_at"),
    )


def translate_survey(payload: Payload, received_at: datetime) -> Translation:
    """Return what an entry of `GET /api/v2/surveys/satisfaction_ratings` says."""
    ticket = ticket_id(SYSTEM, payload, "ticket_id")
    at = second_at(payload, "created_at") or received_at
    nobody = PersonFact(email="", name="")
    return news(ticket, nobody, at, is_solved=None, score=_score(payload))


def _score(payload: Payload) -> Score | None:
    told = part_at(payload, "ratings").get("default_question")
    points = _STEPS.get(told) if isinstance(told, int) else None
    return None if points is None else (points, _MOST)
