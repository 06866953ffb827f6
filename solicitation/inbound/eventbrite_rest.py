"""Reads Eventbrite's attendees by its API: one after its webhook, and all that changed since."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime

from solicitation.inbound import eventbrite
from solicitation.inbound.credentials import bearer
from solicitation.inbound.dialogue import (
    Answer,
    Dialogue,
    Get,
    Page,
    Polled,
    Reading,
    facts_in,
    one,
    query,
    rows,
)
from solicitation.inbound.facts import AttendeeFact, HappeningFact, Ignored
from solicitation.inbound.payloads import Payload, id_at, moment_at, part_at, text_at
from solicitation.inbound.ticketing import EVENTBRITE, Visit

HOME = "https://www.eventbriteapi.com"
STREAM = "checkins"
headers = bearer
"""What proves who we are: a private token."""
Known = dict[str, HappeningFact]
Facts = Generator[Get | Page, Answer, tuple[Polled, ...]]


def look(visit: Visit) -> Dialogue:
    """Ask about the one attendee that a webhook named."""
    row = one((yield Get(f"/v3/events/{visit.event}/attendees/{visit.ticket}/")))
    yield Page(STREAM, (yield from _facts(({**row, "event_id": visit.event},), {})))


def read(reading: Reading) -> Dialogue:
    """Every attendee changed since, of every organization that the token may read."""
    answer = yield Get("/v3/users/me/organizations/")
    known: Known = {}
    resume = reading.resume
    for row in rows(answer, "organizations"):
        path = f"/v3/organizations/{id_at(row, 'id')}/attendees/"
        if resume and not resume.startswith(path):
            continue
        stream = f"{STREAM}:{id_at(row, 'id')}"
        since = reading.since.get(stream, reading.since[STREAM])
        yield from _changed(stream, path, since, resume, known)
        resume = ""


def _changed(stream: str, path: str, since: datetime, resume: str, known: Known) -> Dialogue:
    """Their order is not promised: the cursor moves only once all pages are kept."""
    first = query(path, {"changed_since": since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")})
    newest, following = since, resume or first
    while following:
        answer = yield Get(following)
        found = rows(answer, "attendees")
        newest = max([newest, *filter(None, (moment_at(row, "changed") for row in found))])
        facts = yield from _facts(found, known)
        place = part_at(one(answer), "pagination")
        token = text_at(place, "continuation") if place.get("has_more_items") is True else ""
        following = f"{first}&{query('', {'continuation': token})[1:]}" if token else ""
        yield Page(stream, facts, None if following else newest, resume=following)


def _facts(found: tuple[Payload, ...], known: Known) -> Facts:
    """What the rows say; an event is asked about once, and only if somebody came."""
    told: dict[str, HappeningFact] = {}
    for row in found:
        number = eventbrite.event_ref(row)
        if number.isdecimal() and row.get("checked_in") is True and number not in known:
            event = one((yield Get(f"/v3/events/{number}/?expand=venue", may_miss=True)))
            known[number] = eventbrite.happening(number, event)
        told[number] = known.get(number) or HappeningFact(f"{EVENTBRITE}:{number}")

    def read_one(row: Payload) -> AttendeeFact | Ignored:
        return eventbrite.attendee(row, told[eventbrite.event_ref(row)])

    return tuple(facts_in(found, read_one))
