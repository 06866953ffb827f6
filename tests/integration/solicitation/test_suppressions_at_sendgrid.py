"""Whom SendGrid holds mails back from is left alone here, too, should its events have been lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from core.doors import Doors
from core.mail.way import way_of
from core.models import Customer, MailEvent, SenderCheck, Solicitation, Store, Suppression
from core.signing import address_hmac
from core.states import Reason, SolicitationState, SuppressionReason
from solicitation import jobs, senders
from solicitation.operations import mirroring, proving
from solicitation.operations.erasing import erase_customer
from solicitation.operations.stopping import object_to_mails, resume_mails
from tests.factories import make_customer, make_store
from tests.fakes.sendgrid_lists import FakeLists
from tests.houses import SECRET, clock_of
from tests.senders import owe_request, through

GROUP = 12345
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_WHY = SuppressionReason


@pytest.fixture
def sendgrid() -> Iterator[FakeLists]:
    with FakeLists() as fake:
        fake.groups[str(GROUP)] = []
        yield fake


def house_of(doors: Doors, sendgrid: FakeLists, *options: str) -> Doors:
    """The house whose account that is, on a Monday: no day on which everything is read."""
    now = doors.now()
    clock_of(doors).move(DAY * (7 - now.weekday()))
    return through(doors, "&".join((sendgrid.url, *options)))


def customers(doors: Doors, *emails: str) -> int:
    with doors.database.transaction() as session:
        store = make_store(session)
        for email in emails:
            make_customer(session, store, email=email)
    return store.id


def reasons(doors: Doors, store_id: int, *emails: str) -> list[SuppressionReason | None]:
    """Why each address of a store is never written to."""
    with doors.database.reading() as rows:
        found = {
            row.address_hmac: row.reason
            for row in rows.scalars(select(Suppression).where(Suppression.store_id == store_id))
        }
    return [found.get(address_hmac(SECRET, store_id, email)) for email in emails]


def one(doors: Doors, email: str) -> Customer:
    with doors.database.reading() as rows:
        return rows.scalars(select(Customer).where(Customer.email == email)).one()


def events(doors: Doors) -> int:
    with doors.database.reading() as rows:
        return rows.scalar(select(func.count(MailEvent.id))) or 0


def test_every_list_is_drawn_to_what_its_events_would_have_meant_and_only_once(
    doors: Doors, sendgrid: FakeLists
) -> None:
    house = house_of(doors, sendgrid, f"asm={GROUP}")
    lists = [
        ("bounces", "gone@example.com", {"status": "5.1.1", "reason": "550 5.1.1 unknown"}),
        ("bounces", "unrouted@example.com", {"status": "5.4.4", "reason": ""}),
        ("bounces", "full@example.com", {"status": "", "reason": "452 4.2.2 mailbox full"}),
        ("spam_reports", "cross@example.com", {"ip": "192.0.2.1"}),
        ("unsubscribes", "Enough@Example.com", {}),
        ("unsubscribes", "odd\0@example.com", {}),
        ("unsubscribes", "zoe@xn--bcher-kva.example", {}),
        ("blocks", "blocked@example.com", {"status": "5.7.1", "reason": "bad day"}),
    ]
    expected = [
        _WHY.HARD_BOUNCE,
        None,
        None,
        _WHY.COMPLAINT,
        _WHY.OBJECTION,
        _WHY.OBJECTION,
        None,
        _WHY.OBJECTION,
        None,
    ]
    known = ["gone@example.com", "unrouted@example.com", "full@example.com", "cross@example.com",
             "enough@example.com", "zoe@bücher.example", "blocked@example.com",
             "grouped@example.com", "happy@example.com"]  # fmt: skip
    store_id, other_id = customers(house, *known), customers(house, "gone@example.com")
    for name, email, more in lists:
        sendgrid.enter(name, email, house.now() - HOUR, **more)
    sendgrid.lists["bounces"] += [{"created": 0, "email": "happy@example.com"}]
    sendgrid.groups[str(GROUP)] = ["grouped@example.com", "stranger@example.com"]
    assert senders.read_suppressions(house) == 6
    assert reasons(house, store_id, *known) == expected
    assert reasons(house, other_id, *known)[:2] == [_WHY.HARD_BOUNCE, None], "it is dead anywhere"
    objected = [one(house, email).objected_at is not None for email in known[1:]]
    assert objected == [False, False, True, True, True, False, True, False]
    kept = events(house)
    assert senders.read_suppressions(house) == 0
    assert events(house) == kept == 5
    with house.database.reading() as rows:
        assert rows.scalar(select(func.count(Customer.id))) == len(known) + 1, "nobody is made"


def test_what_is_due_is_stopped_and_never_leaves(doors: Doors, sendgrid: FakeLists) -> None:
    house = house_of(doors, sendgrid)
    with house.database.transaction() as session:
        store = make_store(session)
    owe_request(house, store, count=2)
    with house.database.reading() as rows:
        first, second = rows.scalars(select(Customer).order_by(Customer.id)).all()
    sendgrid.enter("bounces", first.email or "", house.now() - HOUR, status="5.1.1")
    sendgrid.enter("unsubscribes", second.email or "", house.now() - HOUR)
    assert senders.read_suppressions(house) == 2
    with house.database.reading() as rows:
        asks = rows.scalars(select(Solicitation).order_by(Solicitation.id)).all()
    assert [ask.reason for ask in asks] == [Reason.SUPPRESSED, Reason.OBJECTED]
    assert {ask.state for ask in asks} == {SolicitationState.STOPPED}
    assert jobs.claim_due(house) == 0


def test_an_objection_taken_back_here_does_not_come_back_by_itself(
    doors: Doors, sendgrid: FakeLists
) -> None:
    house = house_of(doors, sendgrid, f"asm={GROUP}")
    customers(house, "lea@example.com")
    sendgrid.enter("unsubscribes", "lea@example.com", house.now() - HOUR)
    sendgrid.groups[str(GROUP)] = ["lea@example.com"]
    assert senders.read_suppressions(house) == 1
    with house.database.transaction() as session:
        lea = session.scalars(select(Customer)).one()
        mirroring.note_told(session, lea.store_id, GROUP, [lea.id], [], house.now())
        resume_mails(session, lea, SECRET, house.now())
    clock_of(house).move(DAY)
    assert senders.read_suppressions(house) == 0, "we are about to take her out of the group"
    sendgrid.enter("unsubscribes", "lea@example.com", house.now() - HOUR)
    assert senders.read_suppressions(house) == 1, "she said so again"


def test_who_joins_the_group_and_is_taken_back_there_objects_once(
    doors: Doors, sendgrid: FakeLists
) -> None:
    house = house_of(doors, sendgrid, f"asm={GROUP}")
    store_id = customers(house, "lea@example.com", "tom@example.com")
    with house.database.transaction() as session:
        tom = session.scalars(select(Customer).where(Customer.email.like("tom%"))).one()
        tom.acted_at = house.now() + timedelta(seconds=1)
    sendgrid.groups[str(GROUP)] = ["lea@example.com", "tom@example.com"]
    assert senders.read_suppressions(house) == 1, "what Tom just did may be taking it back"
    clock_of(house).move(DAY)
    assert [senders.read_suppressions(house), senders.read_suppressions(house)] == [1, 0]
    with house.database.transaction() as session:
        lea = session.scalars(select(Customer).where(Customer.email.like("lea%"))).one()
        resume_mails(session, lea, SECRET, house.now())
    with house.database.reading() as session:
        leaving = mirroring.objections_to_tell(session, store_id, GROUP).leave
    assert list(leaving.values()) == ["lea@example.com"], "SendGrid is told to let her in"


def test_a_week_is_looked_back_and_on_sundays_everything(
    sqlite_doors: Doors, sendgrid: FakeLists
) -> None:
    house = house_of(sqlite_doors, sendgrid)
    store_id = customers(house, "old@example.com", "fresh@example.com")
    sendgrid.enter("bounces", "old@example.com", house.now() - 400 * DAY, status="5.1.1")
    sendgrid.enter("bounces", "fresh@example.com", house.now() - 7 * DAY, status="5.1.1")
    for number in range(1_000):
        sendgrid.enter("unsubscribes", f"p{number}@example.com", house.now() - HOUR)
    assert senders.read_suppressions(house) == 1
    offsets = [path for path in sendgrid.asked if "unsubscribes" in path]
    assert ["offset=500" in path for path in offsets] == [False, True, False], "page after page"
    assert not any("/asm/" in path for path in sendgrid.asked), "no group is named"
    clock_of(house).move(6 * DAY)
    assert senders.read_suppressions(house) == 1
    assert reasons(house, store_id, "old@example.com") == [_WHY.HARD_BOUNCE]


@pytest.mark.parametrize("url", ["", "smtp://mail.example.com", "sandbox"])
def test_only_sendgrid_is_asked_and_only_when_people_get_mails(
    sqlite_doors: Doors, sendgrid: FakeLists, url: str
) -> None:
    urls = {"": sqlite_doors.settings.mail_url, "sandbox": f"{sendgrid.url}&sandbox=1"}
    assert senders.read_suppressions(through(sqlite_doors, urls.get(url, url))) == 0
    assert sendgrid.asked == []


def test_a_list_that_cannot_be_read_keeps_back_no_other_and_no_address_is_logged(
    sqlite_doors: Doors, sendgrid: FakeLists, caplog: pytest.LogCaptureFixture
) -> None:
    house = house_of(sqlite_doors, sendgrid, "asm=9")
    store_id = customers(house, "lea@example.com", "tom@example.com")
    sendgrid.enter("unsubscribes", "lea@example.com", house.now() - HOUR)
    path = "/v3/suppression/{}"
    for name, answer in {
        "bounces": (403, b'{"errors": [{"message": "tom@example.com"}]}'),
        "spam_reports": (200, b'{"email": "tom@example.com"}'),
    }.items():
        sendgrid.answers[path.format(name)] = answer
    assert senders.read_suppressions(house) == 1
    assert reasons(house, store_id, "lea@example.com") == [_WHY.OBJECTION]
    told = [record.getMessage() for record in caplog.records]
    assert [line.rpartition(": ")[2] for line in told] == [
        "it answered 403", "its answer is no list", "it answered 404",
    ]  # fmt: skip
    assert "@" not in caplog.text
    assert "SG." not in caplog.text
    sendgrid.answers.clear()
    sendgrid.enter("bounces", "tom@example.com", house.now() - HOUR, status="5.1.1")
    clock_of(house).move(3 * DAY)
    assert senders.read_suppressions(house) == 1, "it is caught up with"


def test_a_stronger_reason_replaces_an_objection_and_whoever_was_erased_stays_so(
    sqlite_doors: Doors, sendgrid: FakeLists
) -> None:
    house = house_of(sqlite_doors, sendgrid)
    store_id = customers(house, "lea@example.com", "tom@example.com")
    with house.database.transaction() as session:
        lea, tom = session.scalars(select(Customer).order_by(Customer.id)).all()
        object_to_mails(session, lea, SECRET, house.now())
        erase_customer(session, tom, SECRET, house.now())
    for email in ("lea@example.com", "tom@example.com"):
        sendgrid.enter("spam_reports", email, house.now() - HOUR)
    assert senders.read_suppressions(house) == 1
    told = reasons(house, store_id, "lea@example.com", "tom@example.com")
    assert told == [_WHY.COMPLAINT, _WHY.ERASURE]


def test_what_the_account_held_back_proves_no_sender(
    sqlite_doors: Doors, sendgrid: FakeLists
) -> None:
    house = house_of(sqlite_doors, sendgrid)
    store_id = customers(house, "gone@example.com")
    sendgrid.enter("bounces", "gone@example.com", house.now() - HOUR, status="5.1.1")
    assert senders.read_suppressions(house) == 1
    with house.database.transaction() as session:
        store = session.get_one(Store, store_id)
        assert not proving.may_leave(session, store, way_of("sendgrid://SG.key"), house.now())
        assert session.scalars(select(SenderCheck)).one().opened_at is None


def test_who_gives_no_answer_is_asked_no_second_time_that_day(
    sqlite_doors: Doors, sendgrid: FakeLists, caplog: pytest.LogCaptureFixture
) -> None:
    """Mails wait behind this job: four lists unanswered must not be four times the patience."""
    house = house_of(sqlite_doors, sendgrid, f"asm={GROUP}")
    sendgrid.hangs_up = True
    assert senders.read_suppressions(house) == 0
    assert len(sendgrid.asked) == 1
    assert "gave no answer" in caplog.text
