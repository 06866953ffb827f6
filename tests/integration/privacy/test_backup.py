"""Everything in one file, and back, whatever the database; who was forgotten stays forgotten."""

from __future__ import annotations

import json
import stat
import zipfile
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from click.testing import Result
from flask.testing import FlaskClient
from sqlalchemy import select

from app.cli.replaying import replay
from app.clock import tick
from core.db import Base
from core.deliveries import PauseCause
from core.doors import Doors
from core.events import ErasureWanted
from core.ledger import FOLDER, entries_outside, note_erasure
from core.models import (
    Customer,
    Erasure,
    Solicitation,
    SolicitationMove,
    Store,
    Submission,
    Suppression,
)
from core.outbox import record
from core.states import SolicitationState, SubmissionState, SuppressionReason
from solicitation import jobs
from solicitation.operations.restoring import pause_for_restore
from tests.desks import desk_of, make_desk, send
from tests.factories import (
    NOW,
    make_customer,
    make_occasion,
    make_order,
    make_product,
    make_solicitation,
    make_store,
    make_submission,
)
from tests.houses import SECRET, house
from tests.integration.collection.sending import keys
from tests.integration.collection.test_privacy import WORDS, said, vivavoce_of

PLANNED, UNKNOWN = SolicitationState.PLANNED, SolicitationState.UNKNOWN
HOUR = timedelta(hours=1)
_SET_BY_RESTORE = ("is_sending_paused", "sending_paused_for", "sending_paused_at")


def kept_rows(doors: Doors) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for what restoring sets."""
    with doors.database.engine.connect() as connection:
        return {
            table.name: list(
                map(
                    tuple,
                    connection.execute(
                        select(*(c for c in table.c if c.name not in _SET_BY_RESTORE)).order_by(
                            table.c.id
                        )
                    ),
                )
            )
            for table in Base.metadata.sorted_tables
            if table.name != "feeds"
        }


def ok(told: Result) -> Result:
    assert told.exit_code == 0, told.output + repr(told.exception)
    return told


def test_a_person_forgotten_since_the_backup_is_gone_again_after_it_was_restored(
    doors: Doors, client: FlaskClient, tmp_path: Path
) -> None:
    """Requirement G8: erase, restore yesterday's backup, replay: gone."""
    person = said(doors, client, tmp_path)
    feed, file = f"/feeds/v1/maison/{person.products[0].ref}.json", tmp_path / "yesterday.zip"
    ok(vivavoce_of(doors, "backup", str(file), "--media"))
    assert WORDS.encode() in zipfile.ZipFile(file).read("tables/submissions.jsonl")
    with doors.database.transaction() as session:
        record(session, ErasureWanted(person.store.id, person.customer.id), NOW)
    tick(doors)
    (entry,) = keys(doors, FOLDER)
    assert b"ada" not in doors.storage.get(entry)
    told = ok(vivavoce_of(doors, "restore", str(file), "--yes-replace", "--json"))
    done = json.loads(told.stdout)
    assert (done["people"], done["entries"], done["lost"]) == (1, 1, 0)
    assert done["put_back"] > 1, "their picture was back, too, until the replay"
    assert WORDS not in client.get(feed).get_data(as_text=True)
    assert not [key for top in ("media/", "originals/", "quarantine/") for key in keys(doors, top)]
    with doors.database.reading() as rows:
        ada = rows.get_one(Customer, person.customer.id)
        assert (ada.email, ada.name) == (None, "")
        one = rows.scalars(select(Submission)).one()
        assert (one.state, one.words, one.display_name) == (SubmissionState.ERASED, None, "")
        assert rows.scalars(select(Suppression.reason)).one() is SuppressionReason.ERASURE
        assert rows.scalars(select(Erasure.ref)).all() == [Path(entry).stem]
    again = ok(vivavoce_of(doors, "privacy", "replay", "--json"))
    assert set(json.loads(again.stdout).values()) == {0}


def test_every_row_comes_back_as_it_was_and_in_the_other_kind_of_database_too(
    sqlite_url: str, postgresql_url: str, tmp_path: Path
) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    with house(sqlite_url, tmp_path / "a") as one, house(postgresql_url, tmp_path / "b") as other:
        fill(one)
        before = kept_rows(one)
        first, second = tmp_path / "first.zip", tmp_path / "second.zip"
        ok(vivavoce_of(one, "backup", str(first)))
        assert stat.S_IMODE(first.stat().st_mode) == 0o600
        ok(vivavoce_of(other, "restore", str(first)))
        assert kept_rows(other) == before
        ok(vivavoce_of(other, "backup", str(second)))
        ok(vivavoce_of(one, "restore", str(second), "--yes-replace"))
        assert kept_rows(one) == before
        for doors in (one, other):
            with doors.database.transaction() as session:
                store = session.scalars(select(Store)).one()
                ada = session.scalars(select(Customer)).one()
                assert make_customer(session, store).id == ada.id + 1


def fill(doors: Doors) -> None:
    """A store with a person, an order, a request and words; odd letters, amounts and moments."""
    with doors.database.transaction() as session:
        store = make_store(session, logo_key="")
        ada = make_customer(session, store, name="Ádá \u2028\x7f \U0001f98a\n\\N\t'\"")
        product = make_product(session, store, price=Decimal("12.30"))
        order = make_order(session, ada, [product], total=Decimal("0.10"))
        occasion = make_occasion(session, ada, order=order)
        odd = NOW.replace(microsecond=1) + timedelta(days=3650)
        make_solicitation(session, occasion, due_at=odd, token_hashes=bytes(range(96)))
        make_submission(session, ada, product=product, answers={"à": [1, None, 0.1]})
        make_submission(session, ada, answers=None)


def test_a_backup_that_cannot_be_restored_is_refused_and_changes_nothing(
    doors: Doors, tmp_path: Path
) -> None:
    fill(doors)
    before, good, bad = kept_rows(doors), tmp_path / "good.zip", tmp_path / "bad.zip"
    ok(vivavoce_of(doors, "backup", str(good)))
    assert "choose another name" in str(vivavoce_of(doors, "backup", str(good)).exception)
    told = vivavoce_of(doors, "restore", str(good))
    assert "--yes-replace" in str(told.exception)
    for spoil, sentence in SPOILT:
        spoilt(good, bad, spoil)
        told = vivavoce_of(doors, "restore", str(bad), "--yes-replace")
        assert told.exit_code == 1
        assert sentence in str(told.exception), repr(told.exception)
    assert kept_rows(doors) == before


Entries = dict[str, bytes]


def no_manifest(entries: Entries) -> None:
    del entries["manifest.json"]


def newer(entries: Entries) -> None:
    told = json.loads(entries["manifest.json"]) | {"revision": "9999"}
    entries["manifest.json"] = json.dumps(told).encode()


def other_key(entries: Entries) -> None:
    told = json.loads(entries["manifest.json"]) | {"key": "0" * 16}
    entries["manifest.json"] = json.dumps(told).encode()


def other_words(entries: Entries) -> None:
    name = "tables/submissions.jsonl"
    entries[name] = entries[name].replace(b"raye un peu", b"ne raye pas")


def a_row_less(entries: Entries) -> None:
    entries["tables/customers.jsonl"] = b""


def a_hostile_column(entries: Entries) -> None:
    told = json.loads(entries["manifest.json"])
    told["tables"][0]["columns"][0][0] = 'id") VALUES (1); DROP TABLE stores; --'
    entries["manifest.json"] = json.dumps(told).encode()


SPOILT: list[tuple[Callable[[Entries], None], str]] = [
    (no_manifest, "no backup of Vivavoce"),
    (newer, "newer version of Vivavoce"),
    (other_key, "another SECRET_KEY"),
    (other_words, "damaged: submissions"),
    (a_row_less, "damaged"),
    (a_hostile_column, "damaged"),
]


def spoilt(good: Path, bad: Path, spoil: Callable[[Entries], None]) -> None:
    with zipfile.ZipFile(good) as pack:
        entries = {name: pack.read(name) for name in pack.namelist()}
    spoil(entries)
    with zipfile.ZipFile(bad, "w") as pack:
        for name, data in entries.items():
            pack.writestr(name, data)


def test_nothing_that_may_have_left_since_the_backup_is_sent_again(
    doors: Doors, tmp_path: Path
) -> None:
    store, owner = make_desk(doors)
    with doors.database.transaction() as session:
        ada = make_customer(session, store)
        due, claimed, later = (
            make_solicitation(session, make_occasion(session, ada), **values).id
            for values in (
                {"due_at": NOW},
                {"state": SolicitationState.CLAIMED, "claim_token": "t"},
                {"due_at": NOW + timedelta(days=3650)},
            )
        )
    file = tmp_path / "b.zip"
    ok(vivavoce_of(doors, "backup", str(file)))
    ok(vivavoce_of(doors, "restore", str(file), "--yes-replace"))
    with doors.database.reading() as rows:
        states = {ask.id: ask.state for ask in rows.scalars(select(Solicitation))}
        assert states == {due: UNKNOWN, claimed: UNKNOWN, later: PLANNED}
        moves = rows.scalars(select(SolicitationMove).order_by(SolicitationMove.id)).all()
        assert [(move.solicitation_id, move.to_state) for move in moves] == [
            (due, UNKNOWN),
            (claimed, UNKNOWN),
        ]
        assert rows.get_one(Store, store.id).sending_paused_for is PauseCause.RESTORED
    assert jobs.claim_due(doors) == 0
    desk = desk_of(doors, owner)
    assert "A backup was restored" in desk.get("/desk/calendar").text
    assert send(desk, "/desk/sending/resume", {}).status_code == 303
    assert "A backup was restored" not in desk.get("/desk/calendar").text


def test_an_owner_cannot_resume_before_the_forgotten_are_forgotten_again(doors: Doors) -> None:
    store, owner = make_desk(doors)
    with doors.database.transaction() as session:
        pause_for_restore(session, NOW)
    desk = desk_of(doors, owner)
    refused = send(desk, "/desk/sending/resume", {})
    assert (refused.status_code, "privacy replay" in refused.text) == (409, True)
    with doors.database.reading() as rows:
        assert rows.get_one(Store, store.id).is_sending_paused
    ok(vivavoce_of(doors, "privacy", "replay"))
    assert send(desk, "/desk/sending/resume", {}).status_code == 303


def test_a_newcomer_with_the_number_or_address_of_somebody_forgotten_is_left_alone(
    sqlite_doors: Doors,
) -> None:
    doors = sqlite_doors
    with doors.database.transaction() as session:
        store = make_store(session)
        gone = make_customer(session, store, email="ada@example.com")
        record(session, ErasureWanted(store.id, gone.id), NOW)
    tick(doors)
    with doors.database.transaction() as session:
        back = make_customer(session, store, email="ada@example.com", created_at=NOW + HOUR)
        session.get_one(Customer, gone.id).erased_at = None
        session.get_one(Customer, gone.id).created_at = NOW + HOUR
    assert replay(doors).people == 0
    with doors.database.reading() as rows:
        assert rows.get_one(Customer, back.id).email == "ada@example.com"


def test_an_erasure_waits_for_the_bucket_and_is_copied_once(sqlite_doors: Doors) -> None:
    doors = sqlite_doors
    with doors.database.transaction() as session:
        store = make_store(session)
        gone = make_customer(session, store)
        for _twice in range(2):
            note_erasure(session, gone, SECRET, NOW)
            session.flush()
    assert keys(doors, FOLDER) == []
    assert [jobs.keep_ledger(doors), jobs.keep_ledger(doors)] == [1, 0]
    (entry,) = entries_outside(doors.storage)
    assert (entry.store, entry.erased_at) == (store.key, NOW)
