"""Reads Freshdesk's tickets and survey answers by its API v2."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from solicitation.inbound import freshdesk
from solicitation.inbound.credentials import basic
from solicitation.inbound.dialogue import (
    Dialogue,
    Get,
    Page,
    Reading,
    facts_in,
    plainly,
    query,
    rows,
    walk,
)
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.payloads import Payload, moment_at

SIZE = 100
_MOST_PAGES = 20


def headers(token: str) -> Mapping[str, str]:
    """What proves who we are: an agent's API key, with any password."""
    return basic(f"{token}:X")


def read(reading: Reading) -> Dialogue:
    """Tickets first, so that a survey's answer finds the ticket it is about."""
    yield from walk(
        "tickets",
        reading.since["tickets"],
        _tickets,
        rows,
        _changed_at,
        plainly(_ticket),
        SIZE,
    )
    yield from _ratings(reading.since["ratings"])


def _tickets(since: datetime, number: int) -> str:
    options = {
        "updated_since": _written(since),
        "include": "requester,stats",
        "order_by": "updated_at",
        "order_type": "asc",
        "per_page": SIZE,
        "page": number,
    }
    return query("/api/v2/tickets", options)


def _ratings(since: datetime) -> Dialogue:
    """Their order and the length of a page are not promised: the cursor moves at an empty page.

    An account without surveys has no such list.
    """
    newest = since
    for number in range(1, _MOST_PAGES + 1):
        options = {"created_since": _written(since), "per_page": SIZE, "page": number}
        answer = yield Get(query("/api/v2/surveys/satisfaction_ratings", options), may_miss=True)
        found = rows(answer)
        newest = max([newest, *filter(None, map(_created_at, found))])
        yield Page("ratings", tuple(facts_in(found, _rating)), None if found else newest)
        if not found:
            return


def _ticket(row: Payload) -> object:
    return freshdesk.translate_rest(row, _at(row, "updated_at"))


def _rating(row: Payload) -> object:
    return freshdesk.translate_survey(row, _at(row, "created_at"))


def _at(row: Payload, key: str) -> datetime:
    found = moment_at(row, key)
    if found is None:
        raise UnreadablePayload("field_missing", key)
    return found


def _changed_at(row: Payload) -> datetime | None:
    return moment_at(row, "updated_at")


def _created_at(row: Payload) -> datetime | None:
    return moment_at(row, "created_at")


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
