"""The desk says whether mails leave, which record is missing, and who let them leave anyway."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from core.deliveries import MailEventKind, SenderOpening
from core.doors import Doors
from core.models import Store
from core.states import Role
from solicitation import jobs, senders
from tests.desks import desk_of, join, make_desk, send
from tests.factories import NOW
from tests.fakes.names import NameServer, well
from tests.houses import clock_of
from tests.mailing import add_events
from tests.senders import DOMAIN, LIVE, only_ask, owe_request, sender, through

PAGES = ("/desk/queue", "/desk/calendar", "/desk/moments", "/desk/members", "/desk/letters")
LACKING = {(DOMAIN, "MX"): ["10 mx"]}


def words(page: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def live(sqlite_doors: Doors) -> Doors:
    """A house whose mails would leave for real."""
    return through(sqlite_doors)


@pytest.fixture
def desk(live: Doors) -> tuple[Store, FlaskClient]:
    """A store that owes a request, and its owner's desk."""
    store, owner = make_desk(live)
    owe_request(live, store)
    return store, desk_of(live, owner)


def test_every_page_says_that_first_mails_wait_and_one_says_which_record_to_add(
    live: Doors, desk: tuple[Store, FlaskClient]
) -> None:
    _, owner = desk
    assert "being looked up" in owner.get("/desk/sending").text
    senders.check_senders(live, NameServer(LACKING).resolve)
    for path in PAGES:
        page = owner.get(path).text
        assert "Your first mails wait." in page, path
        assert 'href="/desk/sending"' in page
    page = words(owner.get("/desk/sending").text)
    assert f"_dmarc.{DOMAIN}" in page
    assert "v=DMARC1; p=none" in page
    assert f"s1._domainkey.{DOMAIN}" in page
    assert "1 request is due and waits." in page


def test_check_again_is_done_by_the_clock_and_mails_leave_by_themselves(
    live: Doors, desk: tuple[Store, FlaskClient]
) -> None:
    _, owner = desk
    senders.check_senders(live, NameServer(LACKING).resolve)
    assert "Looking…" not in owner.get("/desk/sending").text
    assert send(owner, "/desk/sending/check", {}).status_code == 303
    assert "Looking…" in owner.get("/desk/sending").text
    assert senders.check_senders(live, NameServer(well(DOMAIN)).resolve) == 1
    page = words(owner.get("/desk/sending").text)
    assert "Mails leave" in page
    assert page.count("in order") == 3
    assert "Your first mails wait." not in owner.get("/desk/calendar").text
    assert jobs.claim_due(live) == 1


def test_an_owner_lets_mails_leave_knowing_what_is_missing(
    live: Doors, desk: tuple[Store, FlaskClient]
) -> None:
    _, owner = desk
    senders.check_senders(live, NameServer(LACKING).resolve)
    refused = send(owner, "/desk/sending/insist", {})
    assert (refused.status_code, sender(live).opened_at) == (422, None)
    assert "Tick this box to go on." in refused.text
    assert send(owner, "/desk/sending/insist", {"understood": "y"}).status_code == 303
    assert (sender(live).opened_for, sender(live).opened_at) == (SenderOpening.INSISTED, NOW)
    page = words(owner.get("/desk/sending").text)
    assert "Camille Roche let mails leave on" in page
    assert jobs.claim_due(live) == 1


def test_a_customers_page_says_why_a_request_waits(
    live: Doors, desk: tuple[Store, FlaskClient]
) -> None:
    _, owner = desk
    path = f"/desk/customers/{only_ask(live).customer_id}"
    assert "is not ready for its first mails" not in owner.get(path).text
    senders.check_senders(live, NameServer(LACKING).resolve)
    assert "is not ready for its first mails" in owner.get(path).text


def test_only_an_owner_insists_and_only_a_member_of_the_store_looks(
    live: Doors, desk: tuple[Store, FlaskClient]
) -> None:
    store, _ = desk
    senders.check_senders(live, NameServer(LACKING).resolve)
    moderator = desk_of(live, join(live, store, Role.MODERATOR))
    page = moderator.get("/desk/sending").text
    assert "An owner of the store can let mails leave all the same." in page
    assert send(moderator, "/desk/sending/insist", {"understood": "y"}).status_code == 403
    assert send(moderator, "/desk/sending/check", {}).status_code == 303
    auditor = desk_of(live, join(live, store, Role.AUDITOR))
    assert "Check again" not in auditor.get("/desk/sending").text
    assert send(auditor, "/desk/sending/check", {}).status_code == 403
    assert sender(live).opened_at is None


def test_silent_name_servers_are_told_of_with_the_next_look(
    live: Doors, desk: tuple[Store, FlaskClient]
) -> None:
    _, owner = desk
    down = NameServer({}, is_down=True)
    for _ in range(2):
        senders.check_senders(live, down.resolve)
        clock_of(live).move(timedelta(minutes=1))
    page = words(owner.get("/desk/sending").text)
    assert "No name server answers from here" in page
    assert "Asked 2 times without an answer" in page
    assert "The next look is on" in page
    assert "cannot be looked up from here" in words(owner.get("/desk/queue").text)


def test_complaints_are_told_on_every_page_with_what_to_do(
    live: Doors, desk: tuple[Store, FlaskClient]
) -> None:
    store, owner = desk
    add_events(live, store, MailEventKind.DELIVERED, 1_000)
    add_events(live, store, MailEventKind.SPAM_REPORT, 3)
    jobs.guard_sending(live)
    for path in PAGES:
        page = owner.get(path).text
        assert "3 were reported as spam in seven days: 0.3%" in page, path
        assert "Look at whom you ask, how often and in which words" in page
        assert "Resume sending" in page
    assert "Ask later" in owner.get("/desk/sending").text


@pytest.mark.parametrize(
    ("mail_url", "told", "on_all_pages"),
    [
        (f"{LIVE}?sandbox=1", "Mails are rehearsed", "Sandbox mode: nobody gets these mails."),
        ("outbox:///tmp/out", "Mails go into a folder", ""),
        ("sendgrid://SG.key@127.0.0.1:8025?tls=0", "Mails go to a stand-in", ""),
    ],
)
def test_mails_that_nobody_gets_are_told_of(
    sqlite_doors: Doors, mail_url: str, told: str, on_all_pages: str
) -> None:
    house = through(sqlite_doors, mail_url)
    _, member = make_desk(house)
    owner = desk_of(house, member)
    assert told in owner.get("/desk/sending").text
    calendar = owner.get("/desk/calendar").text
    assert (on_all_pages in calendar) if on_all_pages else "first mails wait" not in calendar
