"""Events at the desk: written down with sense, counted honestly, printed on a poster."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.doors import Doors
from core.models import Attendee, Customer, Member, Occasion, OutboxEvent, Store, StoreEvent
from core.states import Moment, OccasionKind, SolicitationState, SubjectKind
from solicitation.inbound.facts import AttendeeFact, PersonFact
from solicitation.operations.taking import take
from solicitation.queries.events import events_told
from tests.desks import desk_of, make_desk, send
from tests.factories import (
    NOW,
    make_customer,
    make_occasion,
    make_solicitation,
    make_store,
    make_store_event,
    make_submission,
)

NEW = "/desk/events/new"


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


def test_an_event_is_written_down_in_the_hours_of_the_store(
    doors: Doors, desk: FlaskClient
) -> None:
    answer = send(desk, NEW, form())
    assert answer.status_code == 303
    (event,) = events(doors)
    assert (event.key, event.capacity) == ("open-day-in-the-workshop", 40)
    assert event.starts_at == datetime(2026, 6, 20, 8, 0, tzinfo=UTC)
    page = desk.get(f"{answer.headers['Location']}?lang=en").text
    assert "http://vivavoce.test/c/maison/open-day-in-the-workshop" in page
    assert "Nobody is on the list yet." in page


def test_two_events_of_one_name_would_share_a_poster(doors: Doors, desk: FlaskClient) -> None:
    send(desk, NEW, form())
    answer = send(desk, f"{NEW}?lang=en", form())
    assert answer.status_code == 422
    assert "There is an event of this name already." in answer.text


def test_moving_an_event_moves_what_is_planned_and_keeps_its_address(
    doors: Doors, desk: FlaskClient, owner: tuple[Store, Member]
) -> None:
    send(desk, NEW, form())
    (event,) = events(doors)
    with doors.database.transaction() as session:
        customer = make_customer(session, session.get_one(Store, owner[0].id))
        occasion = make_occasion(session, customer, kind=OccasionKind.EVENT, store_event=event)
    path = f"/desk/events/{event.id}/edit"
    assert "2026-06-20T10:00" in desk.get(path).text
    answer = send(desk, path, form(name="Another name", ends_at="2026-06-21T18:00"))
    assert answer.status_code == 303
    (event,) = events(doors)
    assert (event.key, event.name) == ("open-day-in-the-workshop", "Another name")
    with doors.database.reading() as rows:
        moved = rows.get_one(Occasion, occasion.id)
        told = rows.scalars(select(OutboxEvent.name)).all()
    assert moved.happened_at == datetime(2026, 6, 21, 16, 0, tzinfo=UTC)
    assert told == ["OccasionRecorded"]


def test_a_list_puts_everybody_on_it_and_asks_only_who_was_seen(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store = make_store(session)
        event = make_store_event(session, store, key="fair", name="Fair")
        seen = AttendeeFact("Fair", PersonFact("a@x.example", "Ann"), NOW - timedelta(hours=27))
        absent = AttendeeFact("fair", PersonFact("b@x.example", "Bob"))
        assert take(session, store, seen, NOW)
        assert take(session, store, absent, NOW)
        assert not take(session, store, seen, NOW)
        assert not take(session, store, absent, NOW)
    with doors.database.reading() as rows:
        listed = rows.scalars(select(Attendee).order_by(Attendee.id)).all()
        assert [bool(one.checked_in_at) for one in listed] == [True, False]
        assert [one.customer_id for one in rows.scalars(select(Occasion))] == [
            listed[0].customer_id
        ]
        assert {one.store_event_id for one in listed} == {event.id}
    with doors.database.transaction() as session:
        late = AttendeeFact("Fair", PersonFact("b@x.example", "Bob"), NOW - timedelta(hours=1))
        assert take(session, session.get_one(Store, store.id), late, NOW)
    with doors.database.reading() as rows:
        assert len(rows.scalars(select(Occasion)).all()) == 2


def test_the_figures_count_people_of_this_event_alone(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store = make_store(session)
        event, other = make_store_event(session, store), make_store_event(session, store)
        for place in range(3):
            fact = AttendeeFact(
                event.key, PersonFact(f"{place}@x.example", "Ann"), NOW if place else None
            )
            take(session, store, fact, NOW)
        customer = session.scalars(select(Customer).where(Customer.email == "1@x.example")).one()
        occasion = session.scalars(
            select(Occasion).where(Occasion.customer_id == customer.id)
        ).one()
        make_solicitation(
            session,
            occasion,
            moment=Moment.EVENT,
            state=SolicitationState.SENT,
            handed_over_at=NOW,
        )
        make_submission(session, customer, subject=SubjectKind.EVENT, store_event_id=event.id)
    with doors.database.reading() as rows:
        told = {one.event.id: one for one in events_told(rows, store.id)}
    first = told[event.id]
    assert (first.attendees, first.checked_in, first.asked, first.answered) == (3, 2, 1, 1)
    rest = told[other.id]
    assert (rest.attendees, rest.checked_in, rest.asked, rest.answered) == (0, 0, 0, 0)


def test_an_event_takes_its_number_at_a_ticketing_system_once(
    sqlite_doors: Doors,
) -> None:
    _, owner = make_desk(sqlite_doors, key="maison", language="en")
    desk = desk_of(sqlite_doors, owner)
    address = "https://www.eventbrite.fr/e/billets-soiree-16113455780"
    assert send(desk, NEW, form(external_ref=address), NEW).status_code == 303
    [made] = events(sqlite_doors)
    assert made.external_ref == "eventbrite:16113455780"
    edit = f"/desk/events/{made.id}/edit"
    assert "eventbrite:16113455780" in desk.get(edit).text
    for told, sentence in (
        ("16113455780", "Another event of yours has this number: Open day in the workshop."),
        ("the wheel", "Write Eventbrite’s number"),
    ):
        answer = send(desk, NEW, form(name="Another", external_ref=told), NEW)
        assert (answer.status_code, sentence in answer.text) == (422, True), told
    assert (
        send(desk, NEW, form(name="Another", external_ref="maison/soiree"), NEW).status_code == 303
    )
    other = events(sqlite_doors)[1]
    answer = send(desk, f"/desk/events/{other.id}/edit", form(external_ref=address), edit)
    assert answer.status_code == 422
    assert events(sqlite_doors)[1].external_ref == "pretix:maison/soiree"
    assert send(desk, edit, form(external_ref=""), edit).status_code == 303
    assert events(sqlite_doors)[0].external_ref is None
