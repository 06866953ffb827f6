"""What the calendar foretells, and what it measures of people left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from core.doors import Doors
from core.models import Store
from core.states import Moment, Reason, SolicitationState
from solicitation.queries.calendar import answers_to_expect, measured_answers
from solicitation.queries.crowding import caps_will_move
from solicitation.queries.effect import Group, effects
from tests.desks import desk_of, make_desk
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

DAY = timedelta(days=1)
_S = SolicitationState


def asked(session: Session, store: Store, *days: int, sent: tuple[int, ...] = ()) -> None:
    """One person with a request planned `days` from now each, and mails `sent` days ago."""
    person = make_customer(session, store)
    for day in days:
        make_solicitation(session, make_occasion(session, person), due_at=NOW + day * DAY)
    for day in sent:
        make_solicitation(
            session,
            make_occasion(session, person),
            due_at=NOW - day * DAY,
            handed_over_at=NOW - day * DAY,
            state=_S.SENT,
        )


@pytest.mark.parametrize(
    ("days", "sent", "moved", "why"),
    [
        ((3,), (), 0, "one request alone"),
        ((3, 10), (), 1, "two in fourteen days"),
        ((3, 18), (), 0, "two, fifteen days apart"),
        ((3, 10, 18), (), 1, "the second moves, the third can leave"),
        ((3,), (5,), 1, "one left five days ago"),
        ((3,), (20,), 0, "one left long ago"),
        ((20,), (20, 50, 80, 110), 1, "four in half a year"),
        ((45,), (5,), 0, "not within the days that are shown"),
    ],
)
def test_the_calendar_foretells_what_the_caps_will_move(
    doors: Doors, days: tuple[int, ...], sent: tuple[int, ...], moved: int, why: str
) -> None:
    with doors.database.transaction() as session:
        store, other = make_store(session), make_store(session)
        asked(session, store, *days, sent=sent)
        asked(session, store, 2)
        asked(session, other, 2, 3)
        assert caps_will_move(session, store, NOW, NOW + 30 * DAY) == moved, why


def test_reminders_and_pictures_are_no_first_requests_in_the_answers_expected(
    doors: Doors,
) -> None:
    with doors.database.transaction() as session:
        store = make_store(session)
        person = make_customer(session, store)
        for values in ({}, {"sequence": 1}, {"is_media_only": True}, {"due_at": NOW + 60 * DAY}):
            make_solicitation(
                session, make_occasion(session, person), **{"moment": Moment.ONE_MONTH} | values
            )
        measured = measured_answers(session, store.id)
        expected = answers_to_expect(session, store.id, measured, NOW + 30 * DAY)
    assert expected == pytest.approx(0.175 * 1.4)
    assert measured[Moment.ONE_MONTH].least < 0.175 < measured[Moment.ONE_MONTH].most


def sides(session: Session, store: Store) -> None:
    """Three people asked, of whom one reviewed; two left alone, of whom one bought again."""
    product = make_product(session, store)
    for number in range(6):
        person = make_customer(session, store)
        is_held = number in (0, 1)
        make_solicitation(
            session,
            make_occasion(session, person),
            moment=Moment.ONE_MONTH,
            state=_S.DROPPED if is_held else _S.SENT,
            reason=Reason.HELD_OUT if is_held else Reason.HANDED_OVER,
            due_at=NOW - 9 * DAY,
            planned_at=NOW - (60 if number == 5 else 40) * DAY,
        )
        if number in (2, 5):
            make_submission(session, person, product=product, submitted_at=NOW - 2 * DAY)
        if number == 0:
            make_order(session, person, [product], ordered_at=NOW - DAY)
            make_order(session, person, [product], ordered_at=NOW - 30 * DAY)


def test_people_left_alone_stand_beside_those_asked_since_then(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store = make_store(session)
        sides(session, store)
        sides(session, make_store(session))
        found = effects(session, store.id, NOW)
    assert list(found) == [Moment.ONE_MONTH]
    effect = found[Moment.ONE_MONTH]
    assert effect.asked == Group(people=3, reviewers=1, orders=0), "who was planned before is not"
    assert effect.left_alone == Group(people=2, reviewers=0, orders=1)
    assert effect.left_alone.per_hundred(effect.left_alone.orders) == 50


def test_the_calendar_says_all_of_it(doors: Doors) -> None:
    store, owner = make_desk(doors)
    with doors.database.transaction() as session:
        sides(session, store)
        asked(session, store, 3, 10)
    page = desk_of(doors, owner).get("/desk/calendar").text
    assert "1 request will move to a later day" in page
    assert "About 0 answers should come of it" in page
    assert "What asking changes" in page
    assert "left alone" in page
    assert "50" in page
