"""What helpdesks have in common: words for a ticket's state, words for a score, who asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType

from solicitation.inbound import people
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.facts import Ignored, PersonFact, TicketFact
from solicitation.inbound.payloads import (
    Payload,
    amount_at,
    email_at,
    id_at,
    ignored,
    moment_at,
    text_at,
)

Translation = TicketFact | Ignored
Score = tuple[float, float]
"""Points and the most that can be had."""

# A placeholder is filled in the helpdesk's own language, so these are what it may say.
_RESOLVED = frozenset({
    "solved", "closed", "resolved", "done", "résolu", "clos", "fermé", "gelöst", "geschlossen",
    "resuelto", "cerrado", "risolto", "chiuso", "opgelost", "gesloten", "resolvido", "fechado",
    "4", "5",
})  # fmt: skip
_OPEN = frozenset({
    "new", "open", "opened", "reopened", "pending", "hold", "on-hold", "on hold", "active",
    "waiting on customer", "waiting on third party", "nouveau", "ouvert", "en attente", "offen",
    "neu", "wartend", "abierto", "pendiente", "aperto", "in attesa", "nieuw", "in behandeling",
    "aberto", "pendente", "2", "3", "6", "7",
})  # fmt: skip
_HAPPY: Mapping[str, float] = MappingProxyType({
    "great": 1.0, "good": 1.0, "good with comment": 1.0, "positive": 1.0,
    "okay": 0.5, "ok": 0.5, "neutral": 0.5,
    "bad": 0.0, "bad with comment": 0.0, "not good": 0.0, "negative": 0.0,
})  # fmt: skip
_FIVE_STARS = 5.0
_HIGHEST = 1000
# Moments between 2001 and 2100, in seconds since 1970.
_SECONDS = range(978_307_200, 4_102_444_800)


def is_resolved(status: str) -> bool | None:
    """Whether a status means resolved; None for a word that is not known."""
    plain = status.strip().lower()
    if plain in _RESOLVED:
        return True
    return False if plain in _OPEN else None


def score_at(payload: Payload, key: str, most: float = _FIVE_STARS) -> Score | None:
    """Return the score at `key`, a word or a number up to `most`; None when nothing was rated."""
    word = text_at(payload, key).lower()
    if word in _HAPPY:
        return _HAPPY[word], 1.0
    points = amount_at(payload, key)
    return (float(points), most) if points is not None and 0 <= points <= most else None


def person_of(payload: Payload, *keys: str, name: str, language: str = "") -> PersonFact:
    """Return who is written to at one of `keys`; the address may be "" for a known ticket."""
    return PersonFact(
        email=email_at(payload, *keys),
        name=people.name(name),
        language=people.language(language),
    )


def second_at(payload: Payload, *keys: str) -> datetime | None:
    """Return the first moment at the keys, in seconds since 1970 or written out."""
    for key in keys:
        value = payload.get(key)
        if isinstance(value, int) and value in _SECONDS:
            return datetime.fromtimestamp(value, UTC)
        if found := moment_at(payload, key):
            return found
    return None


def ticket_id(system: str, payload: Payload, *keys: str) -> str:
    """Return the number of the ticket within its system. Raises `UnreadablePayload`."""
    found = people.name(id_at(payload, *keys))
    if not found:
        raise UnreadablePayload("field_missing", keys[0])
    return f"{system}:{found}"[:200]


def news(
    ticket: str,
    person: PersonFact,
    at: datetime,
    *,
    is_solved: bool | None,
    score: Score | None = None,
    opened_at: datetime | None = None,
) -> Translation:
    """Return what a helpdesk told at `at`; without a state and a score it told nothing."""
    if is_solved is None and score is None:
        return ignored("ticket_says_nothing")
    points, most = score or (None, _FIVE_STARS)
    return TicketFact(
        external_id=ticket,
        person=person,
        opened_at=opened_at,
        resolved_at=at if is_solved else None,
        reopened_at=at if is_solved is False else None,
        score=points,
        score_max=most,
        is_news=True,
    )


def why_no_occasion(fact: TicketFact) -> Ignored | None:
    """Why a ticket that was not known before asks for nothing, None when it does ask."""
    if fact.resolved_at is None:
        return ignored("ticket_unresolved")
    return None if fact.person.email else ignored("ticket_nobody")


def filled_in(system: str, payload: Payload, received_at: datetime) -> Translation:
    """Return what one of our body templates says, filled in by a helpdesk.

    A helpdesk that cannot say when is taken to speak of the moment its message came.
    """
    ticket = ticket_id(system, payload, "ticket_id", "id")
    told = text_at(payload, "status", "ticket_status") or id_at(payload, "status", "ticket_status")
    score = score_at(payload, "score", _most(payload))
    is_solved = is_resolved(told)
    if told and is_solved is None and score is None:
        return ignored("ticket_status_unknown", status=told[:60])
    person = person_of(
        payload,
        "email",
        "requester_email",
        "customer_email",
        "ticket_requester_email",
        name=text_at(payload, "name", "requester_name", "ticket_requester_name"),
        language=text_at(payload, "language"),
    )
    at = second_at(payload, "updated_at", "ticket_updated_at") or received_at
    opened_at = second_at(payload, "created_at", "ticket_created_at")
    return news(ticket, person, at, is_solved=is_solved, score=score, opened_at=opened_at)


def _most(payload: Payload) -> float:
    told = amount_at(payload, "score_max")
    return float(told) if told is not None and 0 < told <= _HIGHEST else _FIVE_STARS
