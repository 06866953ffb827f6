"""Periodic work of asking: claim what is due, and mend what a dead process left."""

from __future__ import annotations

from core.doors import Doors
from solicitation.operations import claiming

MOST_ROUNDS = 50
"""Batches of one store in one run; the rest waits for the next beat, so that no store starves."""


def claim_due(doors: Doors) -> int:
    """Claim every due request that may leave; returns how many were claimed."""
    now = doors.now()
    with doors.database.reading() as session:
        store_ids = claiming.stores_with_due(session, now)
    return sum(_claim_of_store(doors, store_id) for store_id in store_ids)


def _claim_of_store(doors: Doors, store_id: int) -> int:
    claimed = 0
    for _ in range(MOST_ROUNDS):
        with doors.database.transaction() as session:
            courses = claiming.claim_due(session, store_id, secret_keys(doors), doors.now())
        claimed += courses["go"]
        if courses.total() < claiming.BATCH:
            break
    return claimed


def release_claims(doors: Doors) -> int:
    """Give back what a dead sender held; returns how many requests were mended."""
    with doors.database.transaction() as session:
        return claiming.release_claims(session, doors.now())


def secret_keys(doors: Doors) -> tuple[str, ...]:
    """Every key under which an address may have been suppressed."""
    return (doors.settings.secret_key, *doors.settings.secret_key_fallbacks)
