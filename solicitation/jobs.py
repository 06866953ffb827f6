"""Periodic work of asking: claim what is due, and mend what a dead process left."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from core.doors import Doors
from core.ledger import keep_outside
from core.models import MomentSetting, Store
from solicitation.operations import (
    claiming,
    connecting,
    filing,
    forgetting,
    guarding,
    learning,
    settling,
)
from solicitation.polling import poll
from solicitation.queries.connections import due_connections
from solicitation.senders import may_leave

MOST_ROUNDS = 15
"""Claims of one store in one run; the rest waits for the next beat, so that no store starves."""
LOOKED_AT = 3 * claiming.BATCH
"""Requests that one claim looks at: people of several letters and languages fill batches then."""


def claim_due(doors: Doors) -> int:
    """Claim every due request that may leave; returns how many were claimed."""
    now = doors.now()
    with doors.database.reading() as session:
        store_ids = claiming.stores_with_due(session, now)
    return sum(_claim_of_store(doors, store_id) for store_id in store_ids)


def _claim_of_store(doors: Doors, store_id: int) -> int:
    if not may_leave(doors, store_id):
        return 0
    claimed, keys = 0, doors.secret_keys()
    with doors.database.transaction() as session:
        rates = learning.rates_of(session, store_id, doors.now())
    for _ in range(MOST_ROUNDS):
        with doors.database.transaction() as session:
            courses = claiming.claim_due(session, store_id, keys, doors.now(), rates, LOOKED_AT)
        claimed += courses["go"]
        if courses.total() < LOOKED_AT:
            break
    return claimed


def release_claims(doors: Doors) -> int:
    """Give back what a dead sender held; returns how many requests were mended."""
    with doors.database.transaction() as session:
        return claiming.release_claims(session, doors.now())


def keep_ledger(doors: Doors) -> int:
    """Copy what the ledger noted since into the bucket; returns how many entries."""
    return keep_outside(doors.database, doors.storage, doors.now())


def settle_left(doors: Doors) -> int:
    """Apply what the provider told before the sender had written its outcome."""
    with doors.database.transaction() as session:
        return settling.settle_left(session, doors.now())


def guard_sending(doors: Doors) -> int:
    """Pause stores whose mails are reported as spam too often; returns how many were paused."""
    with doors.database.reading() as session:
        store_ids = guarding.stores_with_complaints(session, doors.now())
    return sum(_guard_store(doors, store_id) for store_id in store_ids)


def _guard_store(doors: Doors, store_id: int) -> bool:
    with doors.database.transaction() as session:
        store = session.scalar(select(Store).where(Store.id == store_id).with_for_update())
        return store is not None and guarding.guard_sending(session, store, doors.now())


def count_hours(doors: Doors) -> int:
    """Count anew what each hour brought, where hours are learned; returns for how many moments."""
    with doors.database.reading() as session:
        keys = learning.settings_to_count(session, doors.now())
    for key in keys:
        with doors.database.transaction() as session:
            learning.count_hours(session, session.get_one(MomentSetting, key), doors.now())
    return len(keys)


def forget_messages(doors: Doors) -> int:
    """Let go of tickets and raw messages that can be of no more use; returns how many."""
    now = doors.now()
    with doors.database.reading() as session:
        store_ids = forgetting.stores_with_tickets(session, now)
    with doors.database.transaction() as session:
        bodies = forgetting.forget_bodies(session, now)
        return bodies + sum(forgetting.forget_tickets(session, key, now) for key in store_ids)


def forget_files(doors: Doors) -> int:
    """Delete files that were looked at in the desk and not taken; returns how many."""
    with doors.database.reading() as session:
        keys = session.scalars(select(Store.key)).all()
    return sum(filing.forget_files(doors.storage, key, doors.now()) for key in keys)


def poll_connections(doors: Doors) -> int:
    """Read the shops and helpdesks whose turn it is; returns how many facts were news."""
    return _read_due(doors, connecting.systems_read(nightly=False))


def reconcile_shops(doors: Doors) -> int:
    """Find what webhooks lost, each store in its own night; returns how many facts were news."""
    return _read_due(doors, connecting.systems_read(nightly=True))


def _read_due(doors: Doors, systems: Sequence[str]) -> int:
    with doors.database.reading() as session:
        due = due_connections(session, systems, doors.now())
    return sum(poll(doors, store_id, system) for store_id, system in due)
