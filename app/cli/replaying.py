"""Erasures are done again in a database that is older than they are (requirement G8)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.wiring import REACTIONS
from core import ledger
from core.doors import Doors
from core.events import ErasureWanted, SubmissionWithdrawn
from core.models import Submission
from solicitation.operations import restoring


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay found: entries that only the bucket knew, people forgotten again, addresses
    that are never written to again, stores whose owners may let mails leave."""

    entries: int
    people: int
    addresses: int
    stores: int


def replay(doors: Doors) -> Replayed:
    """Forget again whoever is in the ledger, here and at once; safe to run at any time.

    The reactions are called here and not left to a worker, so that nothing else that the restored
    database has to do comes first, and the command ends when they are gone.
    """
    keys, now = doors.secret_keys(), doors.now()
    outside = list(ledger.entries_outside(doors.storage))
    with doors.database.transaction() as session:
        entries = ledger.take_in(session, outside, now)
        session.flush()
        addresses = restoring.suppress_forgotten(session)
    with doors.database.reading() as rows:
        people = list(restoring.forgotten_people(rows, keys))
    for store_id, customer_id in people:
        _forget(doors, store_id, customer_id)
    ledger.keep_outside(doors.database, doors.storage, now)
    with doors.database.transaction() as session:
        stores = restoring.end_restore(session)
    return Replayed(entries, len(people), addresses, stores)


def _forget(doors: Doors, store_id: int, customer_id: int) -> None:
    for handler in REACTIONS[ErasureWanted]:
        handler(doors, ErasureWanted(store_id, customer_id))
    with doors.database.reading() as rows:
        said = rows.scalars(
            select(Submission.id).where(
                Submission.store_id == store_id, Submission.customer_id == customer_id
            )
        ).all()
    for submission_id in said:
        for handler in REACTIONS[SubmissionWithdrawn]:
            handler(doors, SubmissionWithdrawn(store_id, submission_id))
