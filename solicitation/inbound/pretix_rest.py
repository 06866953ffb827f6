"""Reads pretix's orders by its API: one after its webhook, and all that changed since.

A check-in changes its order (`last_modified`), so orders tell every check-in. All orders of an
organizer in one list need pretix 2023 or newer.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from datetime import UTC, datetime

from solicitation.inbound import pretix
from solicitation.inbound.dialogue import (
    Answer,
    Dialogue,
    Get,
    Lookup,
    Page,
    Polled,
    Reading,
    one,
    query,
    rows,
    walk,
)
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.facts import HappeningFact
from solicitation.inbound.payloads import Payload, moment_at
from solicitation.inbound.ticketing import Visit, path_part

SIZE = 50
"""What pretix puts on a page."""
STREAM = "checkins"
_API = "/api/v1/organizers"
Known = dict[str, HappeningFact]


def headers(token: str) -> Mapping[str, str]:
    """What proves who we are: a team's API token that may view orders."""
    return {"Authorization": f"Token {token}"}


def look(visit: Visit) -> Dialogue:
    """Ask about the one order that a webhook named."""
    organizer, _, event = visit.event.partition("/")
    order = one((yield Get(f"{_API}/{organizer}/events/{event}/orders/{visit.ticket}/")))
    facts = yield from _facts(organizer, {})(({**order, "event": event},))
    yield Page(STREAM, facts)


def read(reading: Reading) -> Dialogue:
    """Every order changed since, of every organizer that the token may read."""
    answer = yield Get(f"{_API}/")
    for row in rows(answer, "results"):
        organizer = path_part(row.get("slug"))
        if not organizer:
            continue
        stream = f"{STREAM}:{organizer}"
        yield from walk(
            stream,
            reading.since.get(stream, reading.since[STREAM]),
            _asking(organizer),
            _orders,
            _changed_at,
            _facts(organizer, {}),
            SIZE,
        )


def _asking(organizer: str) -> Callable[[datetime, int], str]:
    def path(since: datetime, number: int) -> str:
        told = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        options = {"modified_since": told, "ordering": "last_modified", "page": number}
        return query(f"{_API}/{organizer}/orders/", options)

    return path


def _facts(organizer: str, known: Known) -> Callable[[tuple[Payload, ...]], Lookup]:
    """What orders say; an event is asked about once, and only if somebody came."""

    def facts_of(orders: tuple[Payload, ...]) -> Lookup:
        found: list[Polled] = []
        for order in orders:
            yield from _learn(order, organizer, known)
            try:
                found += pretix.attendees(order, organizer, known)
            except UnreadablePayload:
                continue
        return tuple(found)

    return facts_of


def _learn(order: Payload, organizer: str, known: Known) -> Generator[Get | Page, Answer, None]:
    for ref, (event, date) in pretix.places_of(order, organizer).items():
        if not event or ref in known:
            continue
        path = f"{_API}/{organizer}/events/{event}/"
        row = one((yield Get(path + (f"subevents/{date}/" if date.isdecimal() else ""), True)))
        known[ref] = pretix.happening(ref, row)


def _orders(answer: Answer) -> tuple[Payload, ...]:
    return rows(answer, "results")


def _changed_at(order: Payload) -> datetime | None:
    return moment_at(order, "last_modified")
