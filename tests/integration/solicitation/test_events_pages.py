"""The desk's pages of events: what they refuse, what they show, and to whom."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.doors import Doors
from core.models import Member, Store, StoreEvent
from core.states import Role
from solicitation.inbound.facts import AttendeeFact, PersonFact
from solicitation.operations.taking import take
from tests.desks import desk_of, join, make_desk, send
from tests.factories import (
    NOW,
    make_store,
    make_store_event,
)

NEW = "/desk/events/new"


@pytest.fixture
def doors(sqlite_doors: Doors) -> Doors:
    """Nothing here depends on the database."""
    return sqlite_doors


@pytest.fixture
def owner(doors: Doors) -> tuple[Store, Member]:
    return make_desk(doors, key="maison", language="en")


@pytest.fixture
def desk(doors: Doors, owner: tuple[Store, Member]) -> FlaskClient:
    return desk_of(doors, owner[1])


def form(**values: str) -> dict[str, str]:
    return {
        "name": "Open day in the workshop",
        "place": "Lyon",
        "starts_at": "2026-06-20T10:00",
        "ends_at": "2026-06-20T18:00",
        "capacity": "40",
        "is_collecting": "y",
        "collecting_days": "14",
    } | values


def events(doors: Doors) -> list[StoreEvent]:
    with doors.database.reading() as rows:
        return list(rows.scalars(select(StoreEvent).order_by(StoreEvent.id)))


def test_an_empty_desk_says_what_to_do(desk: FlaskClient) -> None:
    page = desk.get("/desk/events?lang=en").text
    assert "No events yet" in page
    assert NEW in page


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": " "}, "Write the event’s name."),
        ({"starts_at": ""}, "Choose a day and an hour."),
        ({"starts_at": "soon"}, "Choose a day and an hour."),
        ({"ends_at": "2026-06-20T10:00"}, "It must end after it begins."),
        ({"ends_at": "2026-06-19T18:00"}, "It must end after it begins."),
        ({"capacity": "-1"}, "Write how many people there is room for, 0 or more."),
        ({"capacity": "many"}, "Write a whole number, in digits."),
        ({"collecting_days": "400"}, "Write a number of days from 0 to 365."),
        ({"collecting_days": ""}, "Write a number of days from 0 to 365."),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_was_typed(
    doors: Doors, desk: FlaskClient, values: dict[str, str], said: str
) -> None:
    answer = send(desk, f"{NEW}?lang=en", form(**values))
    assert answer.status_code == 422
    assert said in answer.text
    assert events(doors) == []


def test_nobody_counts_when_the_room_is_left_empty(doors: Doors, desk: FlaskClient) -> None:
    send(desk, NEW, form(capacity=""))
    assert events(doors)[0].capacity is None


def test_a_name_without_a_letter_of_ours_still_gets_an_address(
    doors: Doors, desk: FlaskClient
) -> None:
    send(desk, NEW, form(name="★★★"))
    assert events(doors)[0].key.startswith("event-")


def test_a_poster_says_the_same_to_everybody_and_holds_the_address(
    doors: Doors, desk: FlaskClient, owner: tuple[Store, Member]
) -> None:
    name = "Portes ouvertes & <grande> fête " + "extraordinairement longue " * 6
    with doors.database.transaction() as session:
        store = session.get_one(Store, owner[0].id)
        event = make_store_event(session, store, key="fete", name=name[:300])
    page = desk.get(f"/desk/events/{event.id}/poster?lang=en")
    assert "How was it?" in page.text
    assert "Scan and tell us in a minute." in page.text
    drawing = desk.get(f"/desk/events/{event.id}/poster.svg?lang=en")
    assert drawing.content_type.startswith("image/svg+xml")
    assert "vivavoce.test/c/maison/fete" in drawing.text
    assert "<grande>" not in drawing.text
    code = desk.get(f"/desk/events/{event.id}/code.pdf")
    assert code.data.startswith(b"%PDF-")


def test_another_stores_event_is_not_found(
    doors: Doors, desk: FlaskClient, owner: tuple[Store, Member]
) -> None:
    with doors.database.transaction() as session:
        other = make_store_event(session, make_store(session))
    for path in ("", "/edit", "/poster", "/poster.svg", "/code.pdf"):
        assert desk.get(f"/desk/events/{other.id}{path}").status_code == 404, path
    assert send(desk, f"/desk/events/{other.id}/edit", form()).status_code == 404


def test_who_may_not_change_events_sees_them_without_buttons(
    doors: Doors, owner: tuple[Store, Member]
) -> None:
    with doors.database.transaction() as session:
        event = make_store_event(session, session.get_one(Store, owner[0].id))
    reader = desk_of(doors, join(doors, owner[0], Role.ANALYST))
    page = reader.get(f"/desk/events/{event.id}").text
    assert "/edit" not in page
    assert send(reader, NEW, form()).status_code == 403


def test_the_list_shows_who_was_seen(
    doors: Doors, desk: FlaskClient, owner: tuple[Store, Member]
) -> None:
    with doors.database.transaction() as session:
        store = session.get_one(Store, owner[0].id)
        event = make_store_event(session, store, capacity=1)
        for name, seen in (("Ann Lee", NOW), ("Bob Roy", None)):
            person = PersonFact(f"{name[0]}@x.example", name)
            take(session, store, AttendeeFact(event.key, person, seen), NOW)
    page = desk.get(f"/desk/events/{event.id}?lang=en").text
    assert page.index("Ann Lee") < page.index("seen") < page.index("Bob Roy")
    assert "not seen" in page
    assert "More people are on the list than there is room for." in page
