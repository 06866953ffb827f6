"""Reads a connected system: fetch without a transaction, keep page by page, note how it went."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from core.doors import Doors
from core.errors import N_, VivavoceError
from core.fetching import Fetched, Reach, fetch, reach_of
from core.models import Connection, Store
from core.sealing import token_of
from solicitation.inbound.dialogue import Answer, Dialogue, Get, Page, Reading, decoded
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.remotes import REMOTES
from solicitation.operations import connecting
from solicitation.queries.connections import connection_to
from solicitation.zones import zone_of

MOST_CALLS = 60
"""Calls of one reading in one run: the job has five minutes, and other stores wait."""

_KEY = N_("%(host)s does not accept the key, or the key may not read this.")
_SENTENCES = {
    401: _KEY,
    403: _KEY,
    404: N_("%(host)s has no such data at this address. Check the address."),
    429: N_("%(host)s asks us to come back later."),
}

log = logging.getLogger("vivavoce.polling")


class ReadingStopped(VivavoceError):
    """The other side answered with something other than what was asked for."""

    code = "reading_stopped"
    status = 502

    def __init__(
        self, sentence: str, host: str = "", status: int = 0, wait: timedelta = timedelta(0)
    ) -> None:
        super().__init__(sentence, host=host, status=status)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class _Line:
    """What one reading fetches with."""

    base_url: str
    headers: Mapping[str, str]
    reach: Reach

    @property
    def host(self) -> str:
        """Whom we talk with, for people."""
        return urlsplit(self.base_url).hostname or ""


def poll(doors: Doors, store_id: int, system: str, reach: Reach | None = None) -> int:
    """Read one connection if it is due; returns how many of its facts were news."""
    reach = reach or reach_of(doors.settings)
    with doors.database.transaction() as session:
        store = session.get_one(Store, store_id)
        if not connecting.claim_connection(session, store, system, doors.now()):
            return 0
        found = connecting.needed_connection(session, store_id, system)
    try:
        dialogue, line = _begin(found, token_of(doors.seals(), found), store, reach, doors.now())
        is_whole = _hold(doors, store, system, dialogue, line)
    except Exception as error:  # whatever happened is kept with its reason and tried again
        _fail(doors, store_id, system, error)
    else:
        with doors.database.transaction() as session:
            connecting.note_end(session, store, system, doors.now(), is_whole=is_whole)
    with doors.database.reading() as session:
        left = connection_to(session, store_id, system)
        return left.last_count if left else 0


def _begin(
    found: Connection, token: str, store: Store, reach: Reach, now: datetime
) -> tuple[Dialogue, _Line]:
    remote = REMOTES[found.system]
    zone = zone_of("", store.country, store.timezone)
    line = _Line(found.base_url, remote.headers(token), reach)
    place = str(found.cursor.get("resume", ""))
    return remote.read(Reading(connecting.since_of(found, now), zone, place)), line


def _hold(doors: Doors, store: Store, system: str, dialogue: Dialogue, line: _Line) -> bool:
    """Answer the reader's questions and keep its pages; False when the run is long enough."""
    told, calls = None, 0
    while True:
        try:
            step = dialogue.send(told) if told else next(dialogue)
        except StopIteration:
            return True
        if isinstance(step, Get):
            if calls >= MOST_CALLS:
                return False
            told, calls = _asked(step, line, doors.now()), calls + 1
        elif _keep(doors, store, system, step):
            told = Answer()
        else:
            return True


def _keep(doors: Doors, store: Store, system: str, page: Page) -> bool:
    with doors.database.transaction() as session:
        here = session.get_one(Store, store.id)
        return connecting.keep_page(session, here, system, page, doors.now())


def _asked(step: Get, line: _Line, now: datetime) -> Answer:
    found = fetch(line.base_url + step.path, line.headers, line.reach)
    if found.status in (403, 404, 405) and step.may_miss:
        return Answer()
    if found.status != 200:
        raise _refusal(found, line.host, now)
    try:
        return Answer(decoded(found.body), found.headers)
    except UnreadablePayload as error:
        raise ReadingStopped(
            N_("%(host)s answered something else than data. Check the address."),
            line.host,
        ) from error


def _refusal(found: Fetched, host: str, now: datetime) -> ReadingStopped:
    wait = retry_after(found.headers.get("retry-after", ""), now)
    sentence = _SENTENCES.get(found.status, N_("%(host)s answered with the error %(status)s."))
    return ReadingStopped(sentence, host, found.status, wait)


def retry_after(told: str, now: datetime) -> timedelta:
    """How long to wait: seconds, also with a fraction (Shopify), or a date (RFC 9110 10.2.3)."""
    try:
        return timedelta(seconds=min(max(float(told), 0), 86_400))
    except ValueError:
        pass
    try:
        then = parsedate_to_datetime(told)
    except ValueError:
        return timedelta(0)
    return max(then - now, timedelta(0)) if then.tzinfo else timedelta(0)


def _fail(doors: Doors, store_id: int, system: str, error: Exception) -> None:
    if isinstance(error, VivavoceError):
        log.warning("reading %s of store %s stopped: %s", system, store_id, error.code)
        told = error
    else:
        log.exception("reading %s of store %s failed", system, store_id)
        told = ReadingStopped(N_("Something went wrong here. It is tried again."))
    wait = told.wait if isinstance(told, ReadingStopped) else timedelta(0)
    with doors.database.transaction() as session:
        connecting.note_failure(session, store_id, system, told, wait, doors.now())
