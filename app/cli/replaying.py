"""What the ledger knows is done again in a database that is older than it (requirement G8)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.wiring import REACTIONS
from collection.operations.taking_back import withdraw, withdraw_use
from collection.queries.noted import TakenBack, taken_back
from core import ledger
from core.doors import Doors
from core.events import ConsentWithdrawn, ErasureWanted, Event, SubmissionWithdrawn
from core.models import Customer, Submission
from solicitation.operations import obeying, restoring


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay found: erasures and notes that only the bucket knew, people forgotten again,
    people who object again, submissions or uses of them taken back again, addresses that are never
    written to again, stores whose owners may let mails leave."""

    entries: int
    notes: int
    people: int
    objections: int
    withdrawals: int
    addresses: int
    stores: int


def replay(doors: Doors) -> Replayed:
    """Obey again whatever the ledger knows, here and at once; safe to run at any time.

    The reactions are called here and not left to a worker, so that nothing else that the restored
    database has to do comes first, and the command ends when they are gone.
    """
    keys, now = doors.secret_keys(), doors.now()
    outside = list(ledger.entries_outside(doors.storage))
    noted = list(ledger.notes_outside(doors.storage))
    with doors.database.transaction() as session:
        entries = ledger.take_in(session, outside, now)
        notes = ledger.take_in_notes(session, noted, now)
        session.flush()  # what follows is read from the rows
        addresses = restoring.suppress_forgotten(session)
        session.flush()
        addresses += obeying.suppress_noted(session)
    objections = _object_again(doors)
    with doors.database.reading() as rows:
        people = list(restoring.forgotten_people(rows, keys))
    for store_id, customer_id in people:
        _forget(doors, store_id, customer_id)
    withdrawals = _take_back_again(doors)
    ledger.keep_outside(doors.database, doors.storage, now)
    with doors.database.transaction() as session:
        stores = restoring.end_restore(session)
    return Replayed(entries, notes, len(people), objections, withdrawals, addresses, stores)


def _object_again(doors: Doors) -> int:
    key = doors.settings.secret_key
    with doors.database.reading() as rows:
        people = list(obeying.objecting_people(rows, doors.secret_keys()))
    for _store_id, customer_id, at in people:
        with doors.database.transaction() as session:
            customer = session.get_one(Customer, customer_id)
            obeying.object_again(session, customer, at, key, doors.now())
    return len(people)


def _take_back_again(doors: Doors) -> int:
    with doors.database.reading() as rows:
        noted = list(taken_back(rows, doors.secret_keys()))
    return sum(_take_back(doors, one) for one in noted)


def _take_back(doors: Doors, one: TakenBack) -> int:
    key = doors.settings.secret_key
    with doors.database.transaction() as session:
        submission = session.get_one(Submission, one.submission_id)
        event: Event
        if one.use is None:
            count = withdraw(session, [submission], key, one.at)
            event = SubmissionWithdrawn(one.store_id, one.submission_id)
        else:
            count = withdraw_use(session, [submission], one.use, key, one.at)
            event = ConsentWithdrawn(one.store_id, one.submission_id)
    for handler in REACTIONS[type(event)] if count else ():
        handler(doors, event)
    return count


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
