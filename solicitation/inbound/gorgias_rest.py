"""Reads Gorgias' tickets and survey answers by its API.

No filter by change is documented, so lists are read from the newest back to what is known
(https://developers.gorgias.com/reference/pagination-1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from solicitation.inbound import gorgias
from solicitation.inbound.credentials import basic
from solicitation.inbound.dialogue import Dialogue, Get, Page, Reading, facts_in, one, query, rows
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.payloads import Payload, moment_at, part_at, text_at

SIZE = 100
_SCORED_WITHIN = timedelta(days=14)
"""Surveys are listed by when they were made; who answers later than that is not heard."""


@dataclass(frozen=True, slots=True)
class _List:
    """One list: where it is, by which moment it is ordered, and which moment tells a change."""

    stream: str
    path: str
    listed_by: str
    changed_by: str
    read: Callable[[Payload], object]


def headers(token: str) -> Mapping[str, str]:
    """What proves who we are: `e-mail:key`."""
    return basic(token)


def read(reading: Reading) -> Dialogue:
    """Tickets first, so that a survey's answer finds the ticket it is about."""
    tickets, ratings = reading.since["tickets"], reading.since["ratings"]
    if not reading.resume.startswith(_SURVEYS.path):
        yield from _back(_TICKETS, tickets, tickets, reading.resume)
    yield from _back(_SURVEYS, ratings - _SCORED_WITHIN, ratings, reading.resume)


def _back(of: _List, until: datetime, since: datetime, resume: str) -> Dialogue:
    """From the newest back to `until`; the cursor moves only once all between is kept."""
    newest = since
    path = resume if resume.startswith(of.path) else _path(of, "")
    while path:
        answer = yield Get(path)
        found = rows(answer, "data")
        changed = [row for row in found if (moment_at(row, of.changed_by) or since) > since]
        newest = max([newest, *filter(None, (moment_at(row, of.changed_by) for row in changed))])
        oldest = min(filter(None, (moment_at(row, of.listed_by) for row in found)), default=until)
        place = text_at(part_at(one(answer), "meta"), "next_cursor")
        path = _path(of, place) if place and oldest > until else ""
        facts = tuple(facts_in(changed, of.read))
        yield Page(of.stream, facts, None if path else newest, resume=path)


def _path(of: _List, place: str) -> str:
    options: dict[str, object] = {"limit": SIZE, "order_by": f"{of.listed_by}:desc"}
    return query(of.path, options | ({"cursor": place} if place else {}))


def _ticket(row: Payload) -> object:
    if row.get("spam") is True or row.get("trashed_datetime"):
        return None
    return gorgias.translate_rest(row, _at(row, "updated_datetime"))


def _rating(row: Payload) -> object:
    return gorgias.translate_survey(row, _at(row, "scored_datetime"))


def _at(row: Payload, key: str) -> datetime:
    """The moment by which the row was chosen, so that it is there."""
    found = moment_at(row, key)
    if found is None:
        raise UnreadablePayload("field_missing", key)
    return found


_TICKETS = _List("tickets", "/api/tickets", "updated_datetime", "updated_datetime", _ticket)
_SURVEYS = _List(
    "ratings", "/api/satisfaction-surveys", "created_datetime", "scored_datetime", _rating
)
