"""What people demanded since the backup holds after it was restored, and nothing more than that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cli.replaying import replay
from app.clock import tick
from collection.operations.taking_back import withdraw, withdraw_use
from core.doors import Doors
from core.ledger import keep_outside, note_person, notes_outside
from core.models import (
    Consent,
    Customer,
    LedgerNote,
    NoteKind,
    OutboxEvent,
    Solicitation,
    Store,
    Submission,
    Suppression,
)
from core.signing import address_hmac
from core.states import (
    Reason,
    SolicitationState,
    SubmissionState,
    SuppressionReason,
    Use,
)
from solicitation.operations.stopping import object_to_mails, resume_mails, suppress
from tests.factories import (
    NOW,
    make_customer,
    make_occasion,
    make_solicitation,
    make_store,
    make_submission,
)
from tests.houses import SECRET, clock_of
from tests.integration.collection.sending import keys
from tests.integration.collection.test_privacy import WORDS, said, vivavoce_of
from tests.integration.privacy.test_backup import ok

HOUR = timedelta(hours=1)


@dataclass
class People:
    """Numbers of those who were there when the backup was made."""

    objects: int
    wavers: int
    returns: int
    bounces: int
    silent: int

    def __iter__(self) -> Iterator[int]:
        return iter((self.objects, self.wavers, self.returns, self.bounces, self.silent))


def people_of(session: Session, store_id: int) -> People:
    """Each with a request that is due in years."""
    store = session.get_one(Store, store_id)
    made = [make_customer(session, store) for _ in range(5)]
    for one in made:
        make_solicitation(session, make_occasion(session, one), due_at=NOW + timedelta(days=3650))
    people = People(*(one.id for one in made))
    object_to_mails(session, made[2], SECRET, NOW)
    return people


def demand(session: Session, people: People) -> None:
    """Since the backup: one objects, one wavers, one returns, and one's address is dead."""
    objects, wavers, returns, bounces, _silent = (session.get_one(Customer, n) for n in people)
    object_to_mails(session, objects, SECRET, NOW + HOUR)
    object_to_mails(session, wavers, SECRET, NOW + HOUR)
    session.flush()
    resume_mails(session, wavers, SECRET, NOW + 2 * HOUR)
    resume_mails(session, returns, SECRET, NOW + 2 * HOUR)
    suppress(session, bounces, SuppressionReason.HARD_BOUNCE, SECRET, NOW + HOUR)


def test_whoever_demanded_something_since_the_backup_is_obeyed_after_it_was_restored(
    doors: Doors, client: FlaskClient, tmp_path: Path
) -> None:
    person = said(doors, client, tmp_path)
    with doors.database.transaction() as session:
        people = people_of(session, person.store.id)
        partly = make_submission(session, person.customer).id
    feed, file = f"/feeds/v1/maison/{person.products[0].ref}.json", tmp_path / "yesterday.zip"
    ok(vivavoce_of(doors, "backup", str(file), "--media"))
    with doors.database.transaction() as session:
        demand(session, people)
        shown = session.scalars(select(Submission).where(Submission.words == WORDS)).one()
        withdraw(session, [shown], SECRET, NOW + HOUR)
        withdraw_use(session, [session.get_one(Submission, partly)], Use.SITE, SECRET, NOW + HOUR)
    tick(doors)
    assert_no_address(doors)
    told = json.loads(
        ok(vivavoce_of(doors, "restore", str(file), "--yes-replace", "--json")).stdout
    )
    assert (told["objections"], told["withdrawals"], told["addresses"], told["people"]) == (
        1,
        2,
        2,
        0,
    )
    assert WORDS not in client.get(feed).get_data(as_text=True)
    assert not [key for top in ("media/", "originals/", "quarantine/") for key in keys(doors, top)]
    with doors.database.reading() as rows:
        shown = rows.scalars(select(Submission).where(Submission.words == WORDS)).one()
        assert shown.state is SubmissionState.WITHDRAWN
        ended = rows.scalars(select(Consent).where(Consent.submission_id == partly)).one()
        assert ended.withdrawn_at == NOW + HOUR
        assert rows.get_one(Submission, partly).state is SubmissionState.WAITING
        assert_obeyed(rows, people)
    tick(doors)
    assert set(vars_of(replay(doors))) == {0}, "a second time changes nothing"


def vars_of(told: object) -> list[int]:
    return [getattr(told, name) for name in told.__dataclass_fields__]  # type: ignore[attr-defined]  # it is a dataclass


def assert_obeyed(rows: Session, people: People) -> None:
    objected = {one: rows.get_one(Customer, one).objected_at for one in people}
    assert objected == {
        people.objects: NOW + HOUR,
        people.wavers: None,
        people.returns: NOW,  # as the backup has it: nobody is mailed against a word of theirs
        people.bounces: None,
        people.silent: None,
    }
    asks = {one.customer_id: one for one in rows.scalars(select(Solicitation)) if one.due_at > NOW}
    assert asks[people.objects].reason is Reason.OBJECTED
    for one in (people.wavers, people.silent):
        assert asks[one].state is SolicitationState.PLANNED
    dead = {
        one.id: address_hmac(SECRET, one.store_id, one.email or "")
        for one in rows.scalars(select(Customer).where(Customer.id.in_(list(people))))
    }
    reasons = {row.address_hmac: row.reason for row in rows.scalars(select(Suppression))}
    assert [reasons.get(dead[one]) for one in people] == [
        SuppressionReason.OBJECTION,
        None,
        SuppressionReason.OBJECTION,
        SuppressionReason.HARD_BOUNCE,
        None,
    ]


def assert_no_address(doors: Doors) -> None:
    names = keys(doors, "ledger/notes/")
    assert names
    for name in names:
        assert b"@" not in doors.storage.get(name)
        assert b"example" not in doors.storage.get(name)


def test_a_note_is_entered_once_copied_once_and_taken_in_once(sqlite_doors: Doors) -> None:
    doors = sqlite_doors
    with doors.database.transaction() as session:
        ada = make_customer(session, make_store(session))
        for kind in (NoteKind.OBJECTED, NoteKind.OBJECTED, NoteKind.RESUMED, NoteKind.OBJECTED):
            note_person(session, kind, ada, SECRET, NOW)
            session.flush()
        for reason in ("hard_bounce", "complaint", "hard_bounce"):
            note_person(session, NoteKind.SUPPRESSED, ada, SECRET, NOW, reason)
            session.flush()
    copied = [keep_outside(doors.database, doors.storage, doors.now()) for _twice in range(2)]
    assert (copied, len(keys(doors, "ledger/notes/"))) == ([5, 0], 1)
    with doors.database.transaction() as session:
        for note in session.scalars(select(LedgerNote)):
            note.kept_outside_at = None
            if note.kind is NoteKind.OBJECTED:
                session.delete(note)
    assert keep_outside(doors.database, doors.storage, doors.now()) == 3, "as after a crash"
    assert len(list(notes_outside(doors.storage))) == 8
    assert [replay(doors).notes for _twice in range(2)] == [2, 0]


def test_without_a_restore_replaying_the_ledger_changes_nobody(sqlite_doors: Doors) -> None:
    doors = sqlite_doors
    with doors.database.transaction() as session:
        people = people_of(session, make_store(session).id)
        demand(session, people)
    tick(doors)
    with doors.database.reading() as rows:
        before = rows.scalar(select(func.count()).select_from(OutboxEvent))
    assert set(vars_of(replay(doors))) == {0}
    with doors.database.reading() as rows:
        assert rows.scalar(select(func.count()).select_from(OutboxEvent)) == before
        assert rows.get_one(Customer, people.returns).objected_at is None


def test_a_newcomer_with_an_objecting_address_is_somebody_else_but_not_written_to(
    sqlite_doors: Doors,
) -> None:
    doors = sqlite_doors
    with doors.database.transaction() as session:
        store = make_store(session)
        gone = make_customer(session, store, email="ada@example.com")
        object_to_mails(session, gone, SECRET, NOW)
    with doors.database.transaction() as session:
        for row in session.scalars(select(Suppression)):
            session.delete(row)
        before = session.get_one(Customer, gone.id)
        before.email, before.objected_at, before.created_at = "b@example.com", None, NOW + HOUR
        session.flush()
        back = make_customer(session, store, email="ada@example.com", created_at=NOW + HOUR)
    clock_of(doors).move(2 * HOUR)
    told = replay(doors)
    assert (told.objections, told.addresses) == (0, 1)
    with doors.database.reading() as rows:
        assert rows.get_one(Customer, back.id).objected_at is None


def test_restoring_over_rows_first_saves_what_they_alone_know(
    sqlite_doors: Doors, tmp_path: Path
) -> None:
    """Between two beats of the clock the bucket has not got the last notes yet."""
    doors, file = sqlite_doors, tmp_path / "b.zip"
    with doors.database.transaction() as session:
        ada = make_customer(session, make_store(session))
    ok(vivavoce_of(doors, "backup", str(file)))
    with doors.database.transaction() as session:
        object_to_mails(session, session.get_one(Customer, ada.id), SECRET, NOW)
    assert keys(doors, "ledger/notes/") == []
    told = json.loads(
        ok(vivavoce_of(doors, "restore", str(file), "--yes-replace", "--json")).stdout
    )
    assert (told["objections"], told["notes"]) == (1, 1)
