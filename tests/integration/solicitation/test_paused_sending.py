"""A store whose mails people report: warned, paused, told why, and resumed by its owner."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from core.deliveries import MailEventKind
from core.doors import Doors
from core.models import Store
from core.states import Role
from solicitation import jobs
from tests.desks import desk_of, join, make_desk, send
from tests.factories import NOW
from tests.houses import clock_of
from tests.mailing import add_events


def paused(doors: Doors, store: Store) -> Store:
    with doors.database.reading() as rows:
        return rows.get_one(Store, store.id)


@pytest.fixture
def desk(doors: Doors) -> tuple[Store, FlaskClient]:
    """A store with 1,000 delivered mails, and its owner's desk."""
    store, owner = make_desk(doors)
    add_events(doors, store, MailEventKind.DELIVERED, 1_000)
    return store, desk_of(doors, owner)


def test_a_store_is_warned_before_it_is_paused(
    doors: Doors, desk: tuple[Store, FlaskClient]
) -> None:
    store, owner = desk
    assert "reported as spam" not in owner.get("/desk/calendar").text
    add_events(doors, store, MailEventKind.SPAM_REPORT, 2)
    assert jobs.guard_sending(doors) == 0
    for path in ("/desk/calendar", "/desk/moments"):
        page = owner.get(path).text
        assert "2 were reported as spam in seven days: 0.2%" in page
        assert "Resume sending" not in page
    assert not paused(doors, store).is_sending_paused


def test_too_many_complaints_pause_a_store_until_its_owner_resumes(
    doors: Doors, desk: tuple[Store, FlaskClient]
) -> None:
    store, owner = desk
    add_events(doors, store, MailEventKind.SPAM_REPORT, 3)
    assert [jobs.guard_sending(doors), jobs.guard_sending(doors)] == [1, 0]
    assert paused(doors, store).sending_paused_at == NOW
    for path in ("/desk/calendar", "/desk/moments"):
        page = owner.get(path).text
        assert "3 were reported as spam in seven days: 0.3%" in page
        assert "Resume sending" in page
    assert send(owner, "/desk/sending/resume", {}).status_code == 303
    clock_of(doors).move(timedelta(minutes=10))
    assert jobs.guard_sending(doors) == 0, "complaints from before the resumption count no more"
    found = paused(doors, store)
    assert (found.is_sending_paused, found.sending_paused_for) == (False, None)
    assert "reported as spam" not in owner.get("/desk/calendar").text


def test_only_an_owner_resumes(doors: Doors, desk: tuple[Store, FlaskClient]) -> None:
    store, _ = desk
    add_events(doors, store, MailEventKind.SPAM_REPORT, 3)
    assert jobs.guard_sending(doors) == 1
    moderator = desk_of(doors, join(doors, store, Role.MODERATOR))
    page = moderator.get("/desk/calendar").text
    assert "An owner of the store can resume it." in page
    assert "Resume sending" not in page
    assert send(moderator, "/desk/sending/resume", {}).status_code == 403
    assert paused(doors, store).is_sending_paused


def test_a_pause_of_the_owners_own_says_nothing_of_complaints(
    doors: Doors, desk: tuple[Store, FlaskClient]
) -> None:
    store, owner = desk
    with doors.database.transaction() as session:
        session.get_one(Store, store.id).is_sending_paused = True
    page = owner.get("/desk/calendar").text
    assert "Everything is paused" in page
    assert "reported as spam" not in page
