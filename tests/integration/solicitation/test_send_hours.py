"""Hours that are learned: drawn in the plan, counted from the ledger."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import tick
from core.doors import Doors
from core.models import MomentSetting, Occasion, Solicitation, Store
from core.states import Moment, OccasionKind, SolicitationState
from solicitation.experiments import Count
from solicitation.operations.learning import count_hours, learn_hour
from solicitation.operations.planning import plan_solicitations, setting_of
from solicitation.queries.hours import hours_counted
from tests.factories import (
    NOW,
    make_customer,
    make_occasion,
    make_order,
    make_product,
    make_solicitation,
    make_store,
)

PARIS = ZoneInfo("Europe/Paris")
MONTH = Moment.ONE_MONTH


def bought(session: Session, store: Store) -> Occasion:
    customer = make_customer(session, store)
    order = make_order(session, customer, [make_product(session, store)])
    return make_occasion(session, customer, order=order, external_id=f"A-{customer.id}")


def month_ask(session: Session, occasion: Occasion) -> Solicitation:
    return session.scalars(
        select(Solicitation).where(
            Solicitation.occasion_id == occasion.id, Solicitation.moment == MONTH
        )
    ).one()


@pytest.fixture
def store(doors: Doors) -> Store:
    with doors.database.transaction() as session:
        return make_store(session)


@pytest.fixture
def sqlite_store(sqlite_doors: Doors) -> Store:
    with sqlite_doors.database.transaction() as session:
        return make_store(session)


def test_a_learned_hour_is_kept_is_allowed_and_falls_away_with_learning(
    doors: Doors, store: Store
) -> None:
    with doors.database.transaction() as session:
        learn_hour(session, store.id, MONTH, is_on=True, now=NOW)
        occasions = [bought(session, store) for _ in range(12)]
        for occasion in occasions:
            plan_solicitations(session, occasion, NOW)
        asks = [month_ask(session, occasion) for occasion in occasions]
        dues = [ask.due_at for ask in asks]
        assert [due.astimezone(PARIS).hour for due in dues] == [ask.learned_hour for ask in asks]
        assert all(ask.learned_hour in range(9, 20) for ask in asks)
        assert len(set(dues)) > 1
        setting = setting_of(session, store.id, MONTH)
        assert setting is not None
        setting.hour_counts = {"12": [500, 400]}  # what is learned later moves nobody
        assert [plan_solicitations(session, one, NOW) for one in occasions] == [0] * 12
        assert [ask.due_at for ask in asks] == dues
        learn_hour(session, store.id, MONTH, is_on=False, now=NOW)
        for occasion in occasions:
            plan_solicitations(session, occasion, NOW)
        assert {ask.learned_hour for ask in asks} == {None}
        assert len({ask.due_at for ask in asks}) == 1


def test_new_requests_go_where_answers_came_from(sqlite_doors: Doors, sqlite_store: Store) -> None:
    with sqlite_doors.database.transaction() as session:
        learn_hour(session, sqlite_store.id, MONTH, is_on=True, now=NOW)
        setting = setting_of(session, sqlite_store.id, MONTH)
        assert setting is not None
        setting.hour_counts = {str(hour): [200, 80 if hour == 18 else 20] for hour in range(9, 20)}
        hours: Counter[int | None] = Counter()
        for _ in range(20):
            occasion = bought(session, sqlite_store)
            plan_solicitations(session, occasion, NOW)
            hours[month_ask(session, occasion).learned_hour] += 1
    assert hours[18] >= 15


def test_hours_are_counted_from_requests_that_left_at_theirs(doors: Doors, store: Store) -> None:
    def sent(day: int, hour: int) -> datetime:
        return datetime(2026, 5, day, hour, 5, tzinfo=PARIS)

    with doors.database.transaction() as session:
        for left, learned, answer in (
            (sent(4, 18), 18, timedelta(hours=2)),
            (sent(5, 18), 18, None),
            (sent(6, 9), 18, timedelta(hours=2)),  # caps moved it: it left at another hour
            (sent(7, 10), None, timedelta(hours=2)),  # nobody drew its hour
            (sent(8, 10), 10, timedelta(days=9)),
        ):
            make_solicitation(
                session,
                bought(session, store),
                moment=MONTH,
                state=SolicitationState.SENT,
                handed_over_at=left,
                answered_at=left + answer if answer else None,
                learned_hour=learned,
            )
        assert hours_counted(session, store, MONTH, NOW) == {10: Count(1, 0), 18: Count(2, 1)}
        learn_hour(session, store.id, MONTH, is_on=True, now=NOW - timedelta(days=1))
    tick(doors)
    with doors.database.reading() as session:
        setting = session.scalars(select(MomentSetting).where(MomentSetting.is_hour_learned)).one()
        assert setting.hours_counted_at == NOW
        assert setting.hour_counts == {"10": [1, 0], "18": [2, 1]}


def test_learning_changes_no_support_ticket_of_another_store(
    sqlite_doors: Doors, sqlite_store: Store
) -> None:
    with sqlite_doors.database.transaction() as session:
        other = make_store(session)
        learn_hour(session, sqlite_store.id, Moment.SUPPORT_RESOLVED, is_on=True, now=NOW)
        occasion = make_occasion(session, make_customer(session, other), kind=OccasionKind.SUPPORT)
        plan_solicitations(session, occasion, NOW)
        assert set(session.scalars(select(Solicitation.learned_hour))) == {None}
        setting = setting_of(session, other.id, Moment.SUPPORT_RESOLVED)
        assert setting is not None
        count_hours(session, setting, NOW)
        assert setting.hour_counts == {}
