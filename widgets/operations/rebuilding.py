"""Writes a feed into the bucket so that, whoever writes when, the newest state stays.

Several rebuilds of one feed may run at once, and one may die half-way. Each marks its beginning
(a token in place of the hash, `writers` counts up), writes, then reads the rows again: if they
changed meanwhile, it writes once more. So whoever ends last leaves the newest state. A hash, by
which later rebuilds skip writing, is kept only by a writer that was alone from beginning to end:
where two met, or one died, the next rebuild writes again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.doors import Doors
from core.errors import Conflict
from core.models import Feed
from core.storage import Storage
from widgets.feeds import Bundle, Scope, bundle_of, folder_of
from widgets.queries.given import given_about
from widgets.queries.subjects import place_of, product_ids, scope_of

CACHE_CONTROL = "public, max-age=60, stale-while-revalidate=180"
"""Withdrawal reaches every copy within five minutes (rule 13): one minute fresh, three stale."""
_PATIENCE = timedelta(minutes=15)
"""Longer than a job may run: whoever began before is no longer writing."""
_ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Built:
    """A feed as the rows now say it."""

    scope: Scope
    bundle: Bundle


def built(doors: Doors, store_id: int, product_id: int | None) -> Built | None:
    """Read and build, write nothing; None for a product or store there is not."""
    with doors.database.reading() as session:
        scope = scope_of(session, store_id, product_id)
        if scope is None:
            return None
        givens = given_about(session, store_id, product_id)
    return Built(scope, bundle_of(scope, place_of(doors.settings), givens))


def rebuild_product(doors: Doors, store_id: int, product_id: int | None) -> bool:
    """Bring the bucket to the present state of a product (None: the store itself).

    Answers whether anything had to be written. Raises Conflict when the rows keep changing, and
    StorageUnavailable; either way the next call does all of it again.
    """
    for attempt in range(_ROUNDS):
        now_is = built(doors, store_id, product_id)
        if now_is is None:
            return False
        if _is_stored(doors, store_id, product_id, now_is.bundle):
            return attempt > 0
        if _write(doors, store_id, product_id, now_is):
            return True
    raise Conflict("The reviews of this product keep changing; it is tried again shortly.")


def rebuild_store(
    doors: Doors, store_id: int, on_done: Callable[[int, int], None] = lambda _at, _of: None
) -> int:
    """Every feed of the store; answers how many had to be written."""
    with doors.database.reading() as session:
        scopes: Sequence[int | None] = [None, *product_ids(session, store_id)]
    written = 0
    for at, product_id in enumerate(scopes, 1):
        written += rebuild_product(doors, store_id, product_id)
        on_done(at, len(scopes))
    return written


def _is_stored(doors: Doors, store_id: int, product_id: int | None, bundle: Bundle) -> bool:
    with doors.database.reading() as session:
        row = _row(session, store_id, product_id)
        return row is not None and row.content_hash == bundle.content_hash


def _write(doors: Doors, store_id: int, product_id: int | None, now_is: Built) -> bool:
    """Write all objects; whether the rows still said the same afterwards."""
    now, token = doors.now(), f"writing-{secrets.token_hex(16)}"
    with doors.database.transaction() as session:
        _begin(session, store_id, product_id, token, now)
    _put_all(doors.storage, now_is, now)
    again = built(doors, store_id, product_id)
    is_current = again is not None and again.bundle.content_hash == now_is.bundle.content_hash
    with doors.database.transaction() as session:
        row = _row(session, store_id, product_id, is_locked=True)
        if row is not None:
            _end(row, token, now_is.bundle if is_current else None, now)
    return is_current


def _put_all(storage: Storage, now_is: Built, now: datetime) -> None:
    """New pages first; then the pages that no longer are go, and what a bucket kept of old ones."""
    for one in now_is.bundle.objects(now):
        storage.put(one.key, one.data, content_type=one.content_type, cache_control=CACHE_CONTROL)
    folder = folder_of(now_is.scope.store.key, now_is.scope.ref)
    for key in [info.key for info in storage.list(folder)]:
        if key not in now_is.bundle:
            storage.delete(key)
    storage.drop_former(folder)


def _begin(
    session: Session, store_id: int, product_id: int | None, token: str, now: datetime
) -> None:
    row = _row(session, store_id, product_id, is_locked=True)
    if row is None:
        scope = _scope_name(product_id)
        row = Feed(store_id=store_id, scope=scope, product_id=product_id, writers=0, built_at=now)
        session.add(row)
    if row.begun_at is None or now - row.begun_at > _PATIENCE:
        row.writers = 0
    row.writers += 1
    row.begun_at, row.content_hash = now, token


def _end(row: Feed, token: str, written: Bundle | None, now: datetime) -> None:
    """Keep the hash if nobody else wrote since the beginning, and what was written still holds."""
    row.writers = max(0, row.writers - 1)
    if written is not None and row.writers == 0 and row.content_hash == token:
        row.content_hash = written.content_hash
        row.pages, row.built_at = len(written), now


def _row(
    session: Session, store_id: int, product_id: int | None, *, is_locked: bool = False
) -> Feed | None:
    wanted = select(Feed).where(Feed.store_id == store_id, Feed.scope == _scope_name(product_id))
    return session.scalar(wanted.with_for_update() if is_locked else wanted)


def _scope_name(product_id: int | None) -> str:
    return "store" if product_id is None else f"product:{product_id}"
