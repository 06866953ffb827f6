"""Translates pretix's webhooks, which only name an order, and its orders into facts.

A webhook is unsigned, so the secret stands in the address.
https://docs.pretix.eu/en/latest/api/webhooks.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from solicitation.inbound import people
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.facts import AttendeeFact, HappeningFact, Ignored, PersonFact
from solicitation.inbound.messages import carries_secret
from solicitation.inbound.payloads import (
    Payload,
    email_at,
    id_at,
    ignored,
    moment_at,
    needed_id,
    part_at,
    parts_at,
    text_at,
)
from solicitation.inbound.ticketing import PRETIX, Visit, path_part, spoken

_CHECKIN = "pretix.event.checkin"
_ACTIONS = frozenset(
    {_CHECKIN, f"{_CHECKIN}.reverted", "pretix.event.order.canceled"}
)  # fmt: skip
_CANCELLED = "c"

verify = carries_secret


def translate(payload: Payload, _received_at: datetime) -> Visit | Ignored:
    """Which order changed. Raises `UnreadablePayload`."""
    action = text_at(payload, "action")
    if action not in _ACTIONS:
        return ignored("topic_unused", topic=action[:80])
    parts = {key: path_part(payload.get(key)) for key in ("organizer", "event", "code")}
    for key, part in parts.items():
        if not part:
            raise UnreadablePayload("field_unreadable", key)
    return Visit(f"{parts['organizer']}/{parts['event']}", parts["code"])


def places_of(order: Payload, organizer: str) -> Mapping[str, tuple[str, str]]:
    """The events where somebody of an order came: by reference, the event and its date's number."""
    event = path_part(order.get("event"))
    seen = (one for one in parts_at(order, "positions") if _seen_at(order, one))
    return {_ref(organizer, event, one): (event, id_at(one, "subevent")) for one in seen}


def attendees(
    order: Payload, organizer: str, known: Mapping[str, HappeningFact]
) -> Iterator[AttendeeFact]:
    """Who of an order came, each address once for each event, and whose ticket says they did not.

    Whoever was named on no ticket is the one who bought it. Raises `UnreadablePayload`.
    """
    if order.get("testmode") is True:
        return
    event = path_part(order.get("event"))
    told: dict[tuple[str, str], AttendeeFact] = {}
    for position in parts_at(order, "positions"):
        ref = _ref(organizer, event, position)
        fact = _attendee(order, position, known.get(ref) or HappeningFact(ref))
        former = told.get((ref, fact.person.email))
        if former is None or former.is_taken_back:
            told[ref, fact.person.email] = fact
    yield from told.values()


def happening(ref: str, row: Payload) -> HappeningFact:
    """An event, or a date of a series, of the REST API."""
    return HappeningFact(
        ref=ref,
        name=spoken(row, "name") or ref.partition("/")[2],
        place=spoken(row, "location"),
        starts_at=moment_at(row, "date_from"),
        ends_at=moment_at(row, "date_to"),
    )


def _ref(organizer: str, event: str, position: Payload) -> str:
    date = id_at(position, "subevent")
    return f"{PRETIX}:{organizer}/{event}" + (f"/{date}" if date else "")


def _attendee(order: Payload, position: Payload, event: HappeningFact) -> AttendeeFact:
    ticket = f"{PRETIX}:{needed_id(position, 'id')}"[:200]
    who, seen = _person(order, position), _seen_at(order, position)
    if seen is None or not who.email:
        return AttendeeFact("", who, None, ticket, HappeningFact(event.ref), is_taken_back=True)
    return AttendeeFact(event.name, who, seen, ticket, event)


def _seen_at(order: Payload, position: Payload) -> datetime | None:
    """When somebody first went in. What pretix checked in by itself was seen by nobody."""
    if text_at(order, "status") == _CANCELLED or position.get("canceled") is True:
        return None
    entries = (
        moment_at(scan, "datetime")
        for scan in parts_at(position, "checkins")
        if text_at(scan, "type") != "exit" and scan.get("auto_checked_in") is not True
    )
    return min(filter(None, entries), default=None)


def _person(order: Payload, position: Payload) -> PersonFact:
    billed = part_at(order, "invoice_address")
    return PersonFact(
        email=email_at(position, "attendee_email") or email_at(order, "email"),
        name=text_at(position, "attendee_name") or text_at(billed, "name"),
        language=people.language(text_at(order, "locale")),
        country=people.country(text_at(billed, "country")),
        region=people.region(text_at(billed, "state")),
    )
