"""A store's first mails through a real door wait until its sender's domain is proven."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import events as e
from core.deliveries import MailEventKind, SenderOpening, SenderStanding
from core.doors import Doors
from core.mail.way import way_of
from core.models import SenderCheck, Store
from core.states import Reason, SolicitationState
from solicitation import handlers, jobs, senders
from solicitation.operations import proving
from solicitation.queries.senders import findings_of
from solicitation.records import Finding, Record
from tests.factories import NOW, make_store
from tests.fakes.names import NameServer, well
from tests.houses import clock_of
from tests.mailing import add_events
from tests.senders import DOMAIN, LIVE, only_ask, owe_request, sender, through

WELL = well(DOMAIN)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(doors: Doors) -> Store:
    """A store that has never written to anybody and owes one request."""
    with doors.database.transaction() as session:
        store = make_store(session)
    owe_request(doors, store)
    return store


def test_first_mails_wait_for_the_records_and_leave_once_they_are_there(
    doors: Doors, store: Store
) -> None:
    live, server = through(doors), NameServer({(DOMAIN, "MX"): ["10 mx"]})
    assert jobs.claim_due(live) == 0, "nobody looked yet"
    assert senders.check_senders(live, server.resolve) == 1
    check = sender(doors)
    assert (check.standing, check.opened_at) == (SenderStanding.LACKING, None)
    lacking = {one["record"] for one in check.found if one["holds"]}
    assert lacking == {Record.DKIM, Record.DMARC}, "SPF stands on SendGrid's own name"
    assert jobs.claim_due(live) == 0
    assert senders.check_senders(live, server.resolve) == 0, "the clock looks again in a minute"
    clock_of(doors).move(MINUTE)
    server.records = WELL
    assert senders.check_senders(live, server.resolve) == 1
    check = sender(doors)
    assert (check.standing, check.opened_for) == (SenderStanding.PROVEN, SenderOpening.PROVEN)
    assert only_ask(doors).state is SolicitationState.PLANNED, "it waited, and was not lost"
    assert jobs.claim_due(live) == 1
    server.is_down = True
    clock_of(doors).move(timedelta(days=9))
    assert senders.check_senders(live, server.resolve) == 0, "what was proven once stays so"


def test_silent_name_servers_are_asked_again_ever_more_rarely(doors: Doors, store: Store) -> None:
    live, server, waits = through(doors), NameServer(WELL, is_down=True), []
    for _ in range(8):
        assert senders.check_senders(live, server.resolve) == 1
        check = sender(doors)
        assert check.standing is SenderStanding.UNREACHABLE
        assert check.check_at is not None
        waits.append((check.check_at - doors.now()) // MINUTE)
        clock_of(doors).move(check.check_at - doors.now())
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (sender(doors).attempts, jobs.claim_due(live)) == (8, 0)
    server.is_down = False
    senders.check_senders(live, server.resolve)
    assert jobs.claim_due(live) == 1


def test_an_owner_may_insist_and_the_records_are_still_looked_for(
    doors: Doors, store: Store
) -> None:
    live, server = through(doors), NameServer({})
    senders.check_senders(live, server.resolve)
    with doors.database.transaction() as session:
        proving.insist(session, session.get_one(Store, store.id), way_of(LIVE), 7, NOW)
    check = sender(doors)
    assert (check.opened_at, check.opened_for, check.opened_by_id) == (
        NOW, SenderOpening.INSISTED, 7,
    )  # fmt: skip
    assert jobs.claim_due(live) == 1
    clock_of(doors).move(MINUTE)
    server.records = WELL
    senders.check_senders(live, server.resolve)
    check = sender(doors)
    assert (check.standing, check.opened_for) == (SenderStanding.PROVEN, SenderOpening.INSISTED)


@pytest.mark.parametrize(
    ("mail_url", "leaves", "reason"),
    [
        ("outbox:///tmp/out", 1, "a folder reaches nobody"),
        ("sendgrid://SG.key?sandbox=1", 1, "SendGrid only looks at the mail"),
        ("sendgrid://SG.key@127.0.0.1:8025?tls=0", 1, "a stand-in on this machine"),
        ("sendgrid://SG.key@api.eu.sendgrid.com", 0, "SendGrid in Europe"),
        ("smtp://127.0.0.1:25?tls=none", 0, "a relay on this machine reaches the world"),
    ],
)
def test_only_mails_that_people_get_need_a_proven_sender(
    sqlite_doors: Doors, mail_url: str, leaves: int, reason: str
) -> None:
    with sqlite_doors.database.transaction() as session:
        store = make_store(session)
    owe_request(sqlite_doors, store)
    told = through(sqlite_doors, mail_url)
    assert senders.check_senders(told, NameServer({}).resolve) == 1 - leaves, reason
    assert jobs.claim_due(told) == leaves, reason


def test_a_batch_claimed_before_waits_too(doors: Doors, store: Store) -> None:
    assert jobs.claim_due(doors) == 1
    claim = only_ask(doors).claim_token or ""
    handlers.send_batch(through(doors), e.SolicitationsClaimed(store.id, claim))
    ask = only_ask(doors)
    assert (ask.state, ask.reason) == (SolicitationState.PLANNED, Reason.SENDER_UNPROVEN)
    assert (ask.due_at, ask.claim_token, ask.handed_over_at) == (NOW, None, None)


def test_a_store_whose_mails_left_long_ago_is_not_held(doors: Doors, store: Store) -> None:
    add_events(doors, store, MailEventKind.DELIVERED, 1)
    live = through(doors)
    assert jobs.claim_due(live) == 1
    assert sender(doors).opened_for is SenderOpening.SENT_BEFORE


def test_another_address_is_another_sender_and_none_is_nobody(doors: Doors, store: Store) -> None:
    live = through(doors)
    senders.check_senders(live, NameServer(WELL).resolve)
    for email in ("avis@autre.example", ""):
        with doors.database.transaction() as session:
            session.get_one(Store, store.id).email = email
        assert jobs.claim_due(live) == 0
    with doors.database.reading() as rows:
        domains = rows.scalars(select(SenderCheck.domain).order_by(SenderCheck.id)).all()
    assert domains == [DOMAIN, "autre.example"]


def test_what_was_found_comes_back_from_the_database_as_it_was(doors: Doors, store: Store) -> None:
    senders.check_senders(through(doors), NameServer({(DOMAIN, "MX"): ["10 mx"]}).resolve)
    from_rows = findings_of(sender(doors))
    assert [one.record for one in from_rows] == [Record.SPF, Record.DKIM, Record.DMARC]
    assert all(isinstance(one, Finding) for one in from_rows)
    assert from_rows[2].value == "v=DMARC1; p=none"
