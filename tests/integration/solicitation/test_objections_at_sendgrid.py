"""Whoever objects with us is left alone by SendGrid, too; and a rehearsed mail counts as none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from core import events as e
from core.doors import Doors
from core.mail import make_mail
from core.models import Customer, MirroredObjection, ObjectionMirror, OutboxEvent, Store
from core.states import Reason, SolicitationState
from solicitation import handlers, jobs, senders
from solicitation.operations.stopping import object_to_mails, resume_mails
from tests.desks import desk_of, make_desk
from tests.factories import NOW, make_customer, make_store
from tests.fakes.sendgrid import FakeSendGrid
from tests.houses import SECRET, clock_of
from tests.senders import only_ask, owe_request, through

GROUP = "12345"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sendgrid() -> Iterator[FakeSendGrid]:
    """A SendGrid with one unsubscribe group."""
    with FakeSendGrid() as fake:
        fake.groups.held[GROUP] = set()
        yield fake


def house_of(doors: Doors, sendgrid: FakeSendGrid, *options: str) -> Doors:
    """The house whose mails go there."""
    url = "&".join((sendgrid.url, *options))
    return replace(through(doors, url), mail=make_mail(url))


def object_all(doors: Doors, *emails: str) -> Store:
    with doors.database.transaction() as session:
        store = make_store(session)
        for email in emails:
            customer = make_customer(session, store, email=email)
            object_to_mails(session, customer, SECRET, NOW)
    return store


def mirror(doors: Doors) -> ObjectionMirror:
    with doors.database.reading() as rows:
        return rows.scalars(select(ObjectionMirror)).one()


def mirrored(doors: Doors) -> int:
    with doors.database.reading() as rows:
        return rows.scalar(select(func.count(MirroredObjection.id))) or 0


def test_objections_are_told_once_and_taken_back_when_the_person_does(
    doors: Doors, sendgrid: FakeSendGrid
) -> None:
    house = house_of(doors, sendgrid, f"asm={GROUP}")
    object_all(house, "lea+1@example.com", "tom@example.com", "zoé@example.com")
    assert senders.tell_objections(house) == 3
    assert sendgrid.groups.held[GROUP] == {"lea+1@example.com", "tom@example.com"}
    assert [senders.tell_objections(house), len(sendgrid.groups.calls)] == [0, 1]
    with doors.database.transaction() as session:
        lea = session.scalars(select(Customer).where(Customer.email.like("lea%"))).one()
        resume_mails(session, lea, SECRET, NOW)
    assert senders.tell_objections(house) == 1
    assert sendgrid.groups.held[GROUP] == {"tom@example.com"}
    assert sendgrid.groups.calls[-1].endswith("/" + quote("lea+1@example.com", safe="@"))
    assert (senders.tell_objections(house), mirrored(doors)) == (0, 2)


def test_what_sendgrid_does_not_take_is_told_later_ever_more_rarely(
    doors: Doors, sendgrid: FakeSendGrid
) -> None:
    house, waits = house_of(doors, sendgrid, f"asm={GROUP}"), []
    object_all(house, "lea@example.com")
    for status, after in ((500, None), (429, 1200), (403, None)):
        sendgrid.fail_next(status, after)
        assert senders.tell_objections(house) == 0
        assert senders.tell_objections(house) == 0, "it waits"
        told = mirror(doors)
        assert told.try_at is not None
        waits.append((told.try_at - house.now()) // MINUTE)
        clock_of(house).move(told.try_at - house.now())
    assert waits == [5, 20, 20], "five minutes, as it said, and doubled twice"
    assert "asm.groups.suppressions.update" in mirror(doors).error
    assert (mirrored(doors), mirror(doors).failures) == (0, 3)
    assert senders.tell_objections(house) == 1
    assert (mirror(doors).error, mirror(doors).failures) == ("", 0)


def test_one_address_it_does_not_know_keeps_back_nobody_else(
    doors: Doors, sendgrid: FakeSendGrid
) -> None:
    house = house_of(doors, sendgrid, f"asm={GROUP}")
    object_all(house, "lea@example.com", "tom@under_score.example", "ines@example.com")
    assert senders.tell_objections(house) == 3
    assert sendgrid.groups.held[GROUP] == {"lea@example.com", "ines@example.com"}


@pytest.mark.parametrize("option", ["timeout=9", f"asm={GROUP}&sandbox=1"])
def test_nothing_is_told_without_a_group_or_in_a_sandbox(
    sqlite_doors: Doors, sendgrid: FakeSendGrid, option: str
) -> None:
    house = house_of(sqlite_doors, sendgrid, option)
    object_all(house, "lea@example.com")
    assert senders.tell_objections(house) == 0
    assert sendgrid.groups.calls == []


def test_the_desk_says_how_telling_goes(sqlite_doors: Doors, sendgrid: FakeSendGrid) -> None:
    house = house_of(sqlite_doors, sendgrid, f"asm={GROUP}")
    store, owner = make_desk(house)
    with house.database.transaction() as session:
        object_to_mails(session, make_customer(session, store), SECRET, NOW)
    sendgrid.fail_next(403)
    senders.tell_objections(house)
    page = desk_of(house, owner).get("/desk/sending").text
    assert "SendGrid did not take them" in page
    assert "the key lacks the scope" in page


def test_only_mails_one_may_object_to_name_the_group(
    sqlite_doors: Doors, sendgrid: FakeSendGrid
) -> None:
    house = house_of(sqlite_doors, sendgrid, f"asm={GROUP}")
    with house.database.transaction() as session:
        store = make_store(session)
    owe_request(house, store)
    jobs.claim_due(house)
    handlers.send_batch(house, e.SolicitationsClaimed(store.id, only_ask(house).claim_token or ""))
    assert sendgrid.calls[0]["asm"] == {"group_id": 12345}


def test_a_rehearsed_mail_counts_as_none_and_is_not_repeated(
    doors: Doors, sendgrid: FakeSendGrid
) -> None:
    house = house_of(doors, sendgrid, "sandbox=1")
    with house.database.transaction() as session:
        store = make_store(session)
    owe_request(house, store)
    assert jobs.claim_due(house) == 1
    claimed = e.SolicitationsClaimed(store.id, only_ask(house).claim_token or "")
    handlers.send_batch(house, claimed)
    ask = only_ask(house)
    assert [mail.sandbox for mail in sendgrid.sent] == [True]
    assert (ask.state, ask.reason) == (SolicitationState.DROPPED, Reason.REHEARSED)
    assert (ask.handed_over_at, ask.claim_token) == (None, None), "no cap counts it"
    with house.database.reading() as rows:
        told = rows.scalars(select(OutboxEvent.name)).all()
    assert "SolicitationsSent" not in told, "no reminder follows"
    assert jobs.claim_due(house_of(doors, sendgrid)) == 0, "going live repeats nothing"
