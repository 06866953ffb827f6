"""Translates Eventbrite's webhooks, which only name an attendee, and its attendees into facts.

A webhook is unsigned and its delivery number is the webhook's own, so the secret stands in the
address and what is told twice is known by its words. https://www.eventbrite.com/platform/api
"""

from __future__ import annotations

import re
from datetime import datetime

from solicitation.inbound import people
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.facts import AttendeeFact, HappeningFact, Ignored, PersonFact
from solicitation.inbound.messages import Message, carries_secret, header
from solicitation.inbound.payloads import (
    Payload,
    count_at,
    email_at,
    id_at,
    ignored,
    moment_at,
    needed_id,
    part_at,
    parts_at,
    payload_of,
    text_at,
)
from solicitation.inbound.ticketing import EVENTBRITE, Visit

_ATTENDEE = re.compile(
    r"https://www\.eventbriteapi\.com/v3/events/([0-9]{1,20})/attendees/([0-9]{1,20})(?:-[0-9]+)?/?"
)
_ACTIONS = frozenset(
    {"barcode.checked_in", "barcode.un_checked_in", "attendee.checked_in", "attendee.checked_out",
     "attendee.updated"}
)  # fmt: skip

verify = carries_secret


def topic(message: Message) -> str:
    """What happened, as the header or else the body says."""
    try:
        told = text_at(part_at(payload_of(message.body), "config"), "action")
    except UnreadablePayload:
        told = ""
    return people.name(header(message, "X-Eventbrite-Event")) or told


def translate(payload: Payload, _received_at: datetime) -> Visit | Ignored:
    """Which attendee changed. Of `api_url` only the two numbers are used, never the address."""
    action = text_at(part_at(payload, "config"), "action")
    if action == "test":
        return ignored("test_message")
    if action not in _ACTIONS:
        return ignored("topic_unused", topic=action[:80])
    found = _ATTENDEE.fullmatch(text_at(payload, "api_url"))
    if found is None:
        raise UnreadablePayload("field_unreadable", "api_url")
    return Visit(found[1], found[2])


def attendee(row: Payload, event: HappeningFact) -> AttendeeFact | Ignored:
    """Return what an attendee of the REST API says. Raises `UnreadablePayload`."""
    ticket = f"{EVENTBRITE}:{needed_id(row, 'id')}"[:200]
    who = _person(row)
    is_gone = row.get("cancelled") is True or row.get("refunded") is True
    if is_gone or row.get("checked_in") is not True:
        return AttendeeFact("", who, None, ticket, HappeningFact(event.ref), is_taken_back=True)
    if not who.email:
        return ignored("ticket_without_email")
    seen = _seen_at(row)
    if seen is None:
        raise UnreadablePayload("field_missing", "changed")
    return AttendeeFact(event.name, who, seen, ticket, event)


def event_ref(row: Payload) -> str:
    """The number of the event that an attendee belongs to."""
    return id_at(row, "event_id")


def happening(number: str, row: Payload) -> HappeningFact:
    """An event of the REST API with its venue."""
    venue = part_at(row, "venue")
    town = text_at(part_at(venue, "address"), "city")
    places = dict.fromkeys(part for part in (text_at(venue, "name"), town) if part)
    return HappeningFact(
        ref=f"{EVENTBRITE}:{number}",
        name=text_at(part_at(row, "name"), "text") or f"Eventbrite {number}",
        place=", ".join(places),
        starts_at=moment_at(part_at(row, "start"), "utc"),
        ends_at=moment_at(part_at(row, "end"), "utc"),
        capacity=count_at(row, "capacity"),
    )


def _person(row: Payload) -> PersonFact:
    profile = part_at(row, "profile")
    addresses = part_at(profile, "addresses")
    home = part_at(addresses, "home") or part_at(addresses, "bill")
    first, last = text_at(profile, "first_name"), text_at(profile, "last_name")
    return PersonFact(
        email=email_at(profile, "email"),
        name=text_at(profile, "name") or people.name(first, last),
        country=people.country(text_at(home, "country")),
        region=people.region(text_at(home, "region")),
    )


def _seen_at(row: Payload) -> datetime | None:
    """When the first of the ticket's codes was used, else when the ticket last changed."""
    used = (code for code in parts_at(row, "barcodes") if text_at(code, "status") == "used")
    scans = filter(None, (moment_at(code, "changed") for code in used))
    return min(scans, default=None) or moment_at(row, "changed")
