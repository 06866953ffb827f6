"""Reads a connected system: fetch without a transaction, keep page by page, note how it went."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from core.doors import Doors
from core.errors import N_, VivavoceError
from core.fetching import Reach, reach_of
from core.models import Connection, Store
from core.sealing import token_of
from solicitation.calling import Line, ReadingStopped, asked, line_of
from solicitation.inbound.dialogue import Answer, Dialogue, Get, Page, Reading
from solicitation.inbound.remotes import REMOTES
from solicitation.operations import connecting
from solicitation.queries.connections import connection_to
from solicitation.zones import zone_of

MOST_CALLS = 60
"""Calls of one reading in one run: the job has five minutes, and other stores wait."""

log = logging.getLogger("vivavoce.polling")


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
) -> tuple[Dialogue, Line]:
    remote = REMOTES[found.system]
    zone = zone_of("", store.country, store.timezone)
    line = line_of(found, token, reach)
    place = str(found.cursor.get("resume", ""))
    return remote.read(Reading(connecting.since_of(found, now), zone, place)), line


def _hold(doors: Doors, store: Store, system: str, dialogue: Dialogue, line: Line) -> bool:
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
            told, calls = asked(step, line, doors.now()), calls + 1
        elif _keep(doors, store, system, step):
            told = Answer()
        else:
            return True


def _keep(doors: Doors, store: Store, system: str, page: Page) -> bool:
    with doors.database.transaction() as session:
        here = session.get_one(Store, store.id)
        return connecting.keep_page(session, here, system, page, doors.now(), doors.secret_keys())


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
