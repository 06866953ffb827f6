"""The ledger follows the store's settings, leaves people alone, and keeps a day they chose."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.clock import tick
from core import events as e
from core.doors import Doors
from core.errors import Conflict, InvalidInput
from core.models import Customer, MomentSetting, Occasion, Solicitation, Store
from core.states import Moment, Reason, SolicitationState
from solicitation import handlers, jobs
from solicitation.operations import postponing
from tests.factories import (
    NOW,
    make_customer,
    make_occasion,
    make_order,
    make_product,
    make_solicitation,
    make_store,
)
from tests.houses import clock_of

DAY = timedelta(days=1)
_S = SolicitationState


@pytest.fixture
def bought(doors: Doors) -> Occasion:
    """An order delivered five days ago, its asks planned."""
    with doors.database.transaction() as session:
        store = make_store(session)
        customer = make_customer(session, store, timezone="Europe/Paris")
        order = make_order(session, customer, [make_product(session, store)])
        occasion = make_occasion(session, customer, order=order)
    handlers.plan(doors, e.OccasionRecorded(occasion.store_id, occasion.id))
    return occasion


def asks(doors: Doors, moment: Moment = Moment.AFTER_PURCHASE) -> list[Solicitation]:
    with doors.database.reading() as session:
        wanted = select(Solicitation).where(Solicitation.moment == moment)
        return list(session.scalars(wanted.order_by(Solicitation.sequence, Solicitation.id)))


def change(doors: Doors, store_id: int, moment: Moment, **values: object) -> None:
    """Change a moment's settings, and let the plan follow twice: the second changes nothing."""
    with doors.database.transaction() as session:
        setting = session.scalars(
            select(MomentSetting).where(
                MomentSetting.store_id == store_id, MomentSetting.moment == moment
            )
        ).one()
        for name, value in values.items():
            setattr(setting, name, value)
    for _ in range(2):
        handlers.replan_moment(doors, e.MomentChanged(store_id, moment.value))


def send_due(doors: Doors) -> None:
    for _ in range(3):
        tick(doors)


def steps(doors: Doors, ask_id: int) -> int:
    with doors.database.reading() as session:
        return len(session.get_one(Solicitation, ask_id).moves)


def test_a_new_delay_moves_what_is_planned_once(doors: Doors, bought: Occasion) -> None:
    (before,) = asks(doors, Moment.ONE_MONTH)
    change(doors, bought.store_id, Moment.ONE_MONTH, delay_hours=40 * 24)
    (after,) = asks(doors, Moment.ONE_MONTH)
    assert after.due_at - before.due_at > 8 * DAY
    assert after.reason is Reason.REPLANNED
    assert steps(doors, after.id) == 1


def test_a_delay_and_a_usefulness_that_cancel_out_still_move_it(
    doors: Doors, bought: Occasion
) -> None:
    (before,) = asks(doors, Moment.SIX_MONTHS)
    change(doors, bought.store_id, Moment.SIX_MONTHS, delay_hours=175 * 24, useful_days=97)
    assert asks(doors, Moment.SIX_MONTHS)[0].due_at < before.due_at


def test_a_moment_off_stops_its_asks_and_on_again_calls_them_back(
    doors: Doors, bought: Occasion
) -> None:
    change(doors, bought.store_id, Moment.ONE_MONTH, is_on=False)
    assert asks(doors, Moment.ONE_MONTH)[0].reason is Reason.MOMENT_OFF
    change(doors, bought.store_id, Moment.ONE_MONTH, is_on=True)
    assert asks(doors, Moment.ONE_MONTH)[0].state is _S.PLANNED


def test_a_moment_on_again_leaves_what_is_past_its_use(doors: Doors, bought: Occasion) -> None:
    change(doors, bought.store_id, Moment.ONE_MONTH, is_on=False)
    clock_of(doors).move(200 * DAY)
    change(doors, bought.store_id, Moment.ONE_MONTH, is_on=True)
    assert asks(doors, Moment.ONE_MONTH)[0].reason is Reason.MOMENT_OFF


def test_reminders_follow_their_spacing_and_their_number(doors: Doors, bought: Occasion) -> None:
    send_due(doors)
    change(doors, bought.store_id, Moment.AFTER_PURCHASE, reminders=3, reminder_days=5)
    first, reminder = asks(doors)
    assert first.handed_over_at is not None
    assert reminder.due_at == datetime(2026, 6, 15, 9, tzinfo=UTC)
    change(doors, bought.store_id, Moment.AFTER_PURCHASE, reminders=0)
    assert asks(doors)[1].reason is Reason.REMINDER_OFF


@pytest.mark.parametrize("wanted", [0, 1, 2, 3])
def test_as_many_reminders_as_the_moment_wants(sqlite_doors: Doors, wanted: int) -> None:
    doors = sqlite_doors
    with doors.database.transaction() as session:
        store = make_store(session, short_cap_days=1, long_cap=20)
        customer = make_customer(session, store)
        order = make_order(session, customer, [make_product(session, store)])
        occasion = make_occasion(session, customer, order=order)
    change(doors, store.id, Moment.AFTER_PURCHASE, reminders=wanted, reminder_days=4)
    handlers.plan(doors, e.OccasionRecorded(store.id, occasion.id))
    for _ in range(24):
        send_due(doors)
        clock_of(doors).move(DAY)
    sent = [one.sequence for one in asks(doors) if one.state is _S.SENT]
    assert sent == list(range(wanted + 1))


def test_who_is_held_out_is_never_asked_nor_reminded(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store = make_store(session)
        product = make_product(session, store)
        people = [make_customer(session, store) for _ in range(24)]
        made = [
            make_occasion(session, one, order=make_order(session, one, [product])) for one in people
        ]
    for moment in Moment:
        change(doors, store.id, moment, holdout_percent=50)
    for occasion in made:
        handlers.plan(doors, e.OccasionRecorded(store.id, occasion.id))
    for _ in range(6):
        send_due(doors)
        clock_of(doors).move(10 * DAY)
    planned = [one for moment in Moment for one in asks(doors, moment)]
    held = [one for one in planned if one.reason is Reason.HELD_OUT]
    sent = [one for one in planned if one.handed_over_at]
    assert held
    assert sent
    assert {one.state for one in held} == {_S.DROPPED}
    assert not {(o.customer_id, o.moment) for o in held} & {(o.customer_id, o.moment) for o in sent}


def test_a_share_set_later_takes_back_what_is_planned(doors: Doors, bought: Occasion) -> None:
    with doors.database.transaction() as session:
        store = session.get_one(Store, bought.store_id)
        for _ in range(12):
            person = make_customer(session, store)
            order = make_order(session, person, [make_product(session, store)])
            make_solicitation(
                session, make_occasion(session, person, order=order), due_at=NOW + DAY
            )
    change(doors, bought.store_id, Moment.AFTER_PURCHASE, holdout_percent=50)
    assert Reason.HELD_OUT in {one.reason for one in asks(doors)}


def put_off(doors: Doors, ask_id: int, days: int) -> None:
    with doors.database.transaction() as session:
        postponing.postpone(session, session.get_one(Solicitation, ask_id), days, doors.now())


def test_later_moves_what_has_not_left_to_the_day_chosen(doors: Doors, bought: Occasion) -> None:
    put_off(doors, asks(doors)[0].id, 7)
    put_off(doors, asks(doors)[0].id, 30)
    (ask,) = asks(doors)
    assert ask.reason is Reason.CUSTOMER_CHOSE_LATER
    assert ask.due_at == NOW + 30 * DAY
    handlers.plan(doors, e.OccasionRecorded(bought.store_id, bought.id))
    assert asks(doors)[0].due_at == NOW + 30 * DAY, "the day chosen stays when the order changes"


def test_later_after_the_mail_comes_on_its_day_in_place_of_the_reminder(
    doors: Doors, bought: Occasion
) -> None:
    """The two mails count once: the caps would otherwise move the day that was chosen."""
    jobs.claim_due(doors)
    send_due(doors)
    put_off(doors, asks(doors)[0].id, 7)
    clock_of(doors).move(7 * DAY)
    send_due(doors)
    _first, later = asks(doors)
    assert (later.sequence, later.state) == (1, _S.SENT)
    assert later.handed_over_at == NOW + 7 * DAY
    clock_of(doors).move(8 * DAY)
    send_due(doors)
    assert len(asks(doors)) == 2, "no reminder beside it"


def test_later_lands_outside_quiet_hours(doors: Doors, bought: Occasion) -> None:
    clock_of(doors).moment = datetime(2026, 6, 13, 19, 30, tzinfo=UTC)
    put_off(doors, asks(doors)[0].id, 7)
    assert asks(doors)[0].due_at == datetime(2026, 6, 22, 7, tzinfo=UTC), "Saturday night"


def test_later_leaves_a_pause_as_it_is(doors: Doors, bought: Occasion) -> None:
    with doors.database.transaction() as session:
        session.get_one(Customer, bought.customer_id).paused_until = NOW + 20 * DAY
    put_off(doors, asks(doors)[0].id, 7)
    clock_of(doors).move(8 * DAY)
    send_due(doors)
    (ask,) = asks(doors)
    assert (ask.state, ask.reason) == (_S.PLANNED, Reason.PAUSED)


@pytest.mark.parametrize(
    ("field", "told"), [("objected_at", "no more mails"), ("answered_at", "answered already")]
)
def test_later_is_refused_when_nothing_more_comes(
    doors: Doors, bought: Occasion, field: str, told: str
) -> None:
    with doors.database.transaction() as session:
        ask = session.get_one(Solicitation, asks(doors)[0].id)
        setattr(ask if field == "answered_at" else ask.customer, field, NOW)
    with pytest.raises(Conflict, match=told):
        put_off(doors, asks(doors)[0].id, 7)


def test_later_knows_two_answers_only(doors: Doors, bought: Occasion) -> None:
    with pytest.raises(InvalidInput):
        put_off(doors, asks(doors)[0].id, 8)
