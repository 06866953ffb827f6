"""Connections to shops and helpdesks: made, switched, removed, and what each reading left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.errors import N_, Conflict, InvalidInput, NotFound, VivavoceError
from core.fetching import LOOPBACK
from core.models import Connection, Store
from core.sealing import Seals, keep_token
from solicitation.inbound.dialogue import Page
from solicitation.inbound.remotes import RECONCILED, REMOTES
from solicitation.operations.taking import take
from solicitation.queries.connections import connection_to

EVERY = timedelta(minutes=10)
LONGEST_WAIT = timedelta(hours=6)
FIRST = timedelta(days=30)
"""How far back the first reading of a polled system goes."""
NIGHT_HOUR = 3
"""On the store's clock: shops and their servers are least busy."""


def add_connection(
    session: Session,
    store_id: int,
    system: str,
    base_url: str,
    token: str,
    seals: Seals,
    now: datetime,
) -> Connection:
    """A new connection, due at once. The address was checked before (`core.fetching`)."""
    if system not in REMOTES:
        raise InvalidInput(N_("We cannot read this system."), field="system")
    _check_token(system, token)
    base_url = _home(system, base_url)
    if len(base_url) > 500:
        raise InvalidInput(N_("This address is too long."), field="base_url")
    known = Conflict(N_("This store is connected to that system already. Remove it first."))
    if connection_to(session, store_id, system) is not None:
        raise known
    made = Connection(
        store_id=store_id,
        system=system,
        base_url=base_url.rstrip("/"),
        cursor={},
        created_at=now,
        due_at=now,
    )
    keep_token(seals, made, token)
    session.add(made)
    try:
        session.flush()  # here, where the database's own words, which quote the key, end
    except IntegrityError:
        raise known from None
    return made


def switch(session: Session, store_id: int, system: str, now: datetime, *, is_on: bool) -> None:
    """Stop reading, or begin again where reading stopped."""
    found = needed_connection(session, store_id, system)
    found.is_on, found.due_at, found.failures = is_on, now, 0


def poll_soon(session: Session, store_id: int, system: str, now: datetime) -> None:
    """Read it with the next beat of the clock, whatever it waited for."""
    needed_connection(session, store_id, system).due_at = now


def remove_connection(session: Session, store_id: int, system: str) -> None:
    """Forget the address and the credentials; what was read stays."""
    session.delete(needed_connection(session, store_id, system))


def needed_connection(session: Session, store_id: int, system: str) -> Connection:
    """The store's connection to that system. Raises NotFound."""
    found = connection_to(session, store_id, system)
    if found is None:
        raise NotFound(N_("This store is not connected to that system."))
    return found


def claim_connection(session: Session, store: Store, system: str, now: datetime) -> bool:
    """Whether this reader, and no other, reads now; if it dies, the next turn reads again."""
    turn = next_turn(system, store, now)
    taken = session.scalars(
        update(Connection)
        .where(
            Connection.store_id == store.id,
            Connection.system == system,
            Connection.is_on,
            Connection.due_at <= now,
        )
        .values(due_at=min(turn, now + EVERY), last_count=0)
        .returning(Connection.id)
    )
    return taken.first() is not None


def since_of(found: Connection, now: datetime) -> Mapping[str, datetime]:
    """From when on each stream is read: those it always has, and those it was found to have."""
    remote = REMOTES[found.system]
    if remote.is_nightly:
        return dict.fromkeys(remote.streams, now - RECONCILED)
    first = found.created_at - FIRST
    streams = dict.fromkeys([*remote.streams, *found.cursor])
    told = {name: _moment(found.cursor.get(name)) for name in streams if name != "resume"}
    return {stream: at - remote.overlap if at else first for stream, at in told.items()}


def keep_page(
    session: Session,
    store: Store,
    system: str,
    page: Page,
    now: datetime,
    keys: Sequence[str] = (),
) -> bool:
    """Take a page's facts and move the cursor, both or neither; False once it is switched off."""
    found = connection_to(session, store.id, system)
    if found is None or not found.is_on:
        return False
    news = sum(take(session, store, fact, now, keys) for fact in page.facts)
    found.last_count += news
    found.total_count += news
    reached = max(filter(None, (page.until, _moment(found.cursor.get(page.stream)))), default=None)
    moved = {page.stream: reached.isoformat()} if reached else {}
    found.cursor = dict(found.cursor) | moved | {"resume": page.resume}
    return True


def note_end(session: Session, store: Store, system: str, now: datetime, *, is_whole: bool) -> None:
    """The reading came to its end, or to as much as one run may do: the rest is due at once."""
    found = connection_to(session, store.id, system)
    if found is None:
        return
    found.failures, found.last_error, found.last_error_values = 0, "", {}
    found.polled_at = now
    if is_whole:
        found.cursor = _without_place(found)
    found.due_at = next_turn(system, store, now) if is_whole else now


def note_failure(
    session: Session,
    store_id: int,
    system: str,
    error: VivavoceError,
    wait: timedelta,
    now: datetime,
) -> None:
    """Keep why; wait twice as long after each failure, and never less than we were told to."""
    found = connection_to(session, store_id, system)
    if found is None:
        return
    pause = min(EVERY * 2 ** min(found.failures, 10), LONGEST_WAIT)
    found.failures += 1
    found.last_error = error.sentence[:500]
    found.last_error_values = {name: str(value)[:300] for name, value in error.values.items()}
    if found.failures > 1:  # the place to go on from may be what is refused
        found.cursor = _without_place(found)
    found.due_at = now + max(pause, min(wait, timedelta(days=1)))


def next_turn(system: str, store: Store, now: datetime) -> datetime:
    """When a system is read next if nothing goes wrong."""
    if not REMOTES[system].is_nightly:
        return now + EVERY
    here = now.astimezone(ZoneInfo(store.timezone))
    night = here.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0, fold=0)
    if night <= here:
        night = (night + timedelta(days=1)).replace(hour=NIGHT_HOUR)
    return night.astimezone(now.tzinfo)


def systems_read(*, nightly: bool) -> Sequence[str]:
    """The systems read once a night, or the others."""
    return [name for name, remote in REMOTES.items() if remote.is_nightly is nightly]


def _home(system: str, base_url: str) -> str:
    """The one address of a system that has one: its key is handed to nobody else.

    This machine was refused before, unless it is the demo's.
    """
    home = REMOTES[system].home
    host = urlsplit(base_url).hostname
    if home and host != urlsplit(home).hostname and host not in LOOPBACK:
        raise InvalidInput(
            N_("%(name)s has one address: %(home)s"),
            field="base_url",
            name=REMOTES[system].name,
            home=home,
        )
    return base_url


def _check_token(system: str, token: str) -> None:
    name, _, secret = token.partition(":")
    is_plain = token.isascii() and token.isprintable() and not any(map(str.isspace, token))
    if not 8 <= len(token) <= 1000 or not is_plain:
        raise InvalidInput(N_("A key has 8 to 1,000 characters without spaces."), field="token")
    if REMOTES[system].has_two and not (name and secret):
        raise InvalidInput(N_("Enter both parts with a colon between them."), field="token")


def _without_place(found: Connection) -> dict[str, Any]:
    return {name: told for name, told in found.cursor.items() if name != "resume"}


def _moment(told: object) -> datetime | None:
    return datetime.fromisoformat(told) if isinstance(told, str) else None
