"""What one statement lets leave without a verdict: never more than a verdict would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.doors import Doors
from core.models import Customer, MomentSetting, OrderLine, Solicitation, Store
from core.states import Moment, OccasionKind, Reason, SolicitationState, SubmissionKind
from solicitation.judging import Course, judge
from solicitation.operations import stopping
from solicitation.queries.due import load_asks
from solicitation.queries.facts import facts_of, surroundings
from solicitation.queries.plain import plain_asks
from tests.factories import (
    NOW,
    make_customer,
    make_occasion,
    make_order,
    make_product,
    make_solicitation,
    make_store,
)
from tests.houses import SECRET

S = SolicitationState
DAY = timedelta(days=1)
Change = Callable[[Session, Solicitation], object]


def of_customer(**values: object) -> Change:
    """The customer is so."""

    def change(session: Session, ask: Solicitation) -> None:
        customer = session.get_one(Customer, ask.customer_id)
        for name, value in values.items():
            setattr(customer, name, value)

    return change


def of_ask(**values: object) -> Change:
    """The request is so."""

    def change(_session: Session, ask: Solicitation) -> None:
        for name, value in values.items():
            setattr(ask, name, value)

    return change


def beside(**values: object) -> Change:
    """Another request to the same person, about something else."""

    def change(session: Session, ask: Solicitation) -> None:
        occasion = make_occasion(
            session, session.get_one(Customer, ask.customer_id), kind=OccasionKind.SUPPORT
        )
        make_solicitation(session, occasion, **values)

    return change


def again(**values: object) -> Change:
    """Another request about the same."""
    return lambda session, ask: make_solicitation(session, ask.occasion, **values)


def suppressed(session: Session, ask: Solicitation) -> None:
    """The same address objected under another account."""
    customer = session.get_one(Customer, ask.customer_id)
    store = session.get_one(Store, ask.store_id)
    twin = make_customer(session, store, email=f"{customer.email}".upper())
    stopping.object_to_mails(session, twin, SECRET, NOW)


def refunded(session: Session, ask: Solicitation) -> None:
    """Nothing of the order was kept."""
    for line in session.scalars(
        select(OrderLine).where(OrderLine.order_id == ask.occasion.order_id)
    ):
        line.refunded_at = NOW


def about_a_ticket(session: Session, ask: Solicitation) -> None:
    """A ticket needs no goods."""
    ask.occasion.kind, ask.occasion.order_id = OccasionKind.SUPPORT, None


def of_a_moment_turned_off(session: Session, ask: Solicitation) -> None:
    ask.moment = Moment.ONE_MONTH
    settings = select(MomentSetting).where(MomentSetting.moment == Moment.ONE_MONTH)
    session.scalars(settings.where(MomentSetting.store_id == ask.store_id)).one().is_on = False


SENT = {"state": S.SENT, "handed_over_at": NOW - 100 * DAY}
PLAIN: list[Change] = [
    of_customer(),
    of_customer(paused_until=NOW - DAY),
    of_customer(language="xx", country="", timezone="", region=""),
    of_ask(sequence=1),
    about_a_ticket,
    beside(due_at=NOW + 20 * DAY),
    beside(state=S.STOPPED, due_at=NOW),
    beside(state=S.SENT, handed_over_at=NOW - 181 * DAY, answered_at=NOW - 179 * DAY),
    again(moment=Moment.SIX_MONTHS, due_at=NOW + 170 * DAY),
]
FOR_A_VERDICT: list[Change] = [
    of_customer(objected_at=NOW),
    of_customer(erased_at=NOW),
    of_customer(email=None),
    of_customer(email=""),
    of_customer(paused_until=NOW + DAY),
    of_customer(is_asked_less=True),
    of_customer(timezone="Pacific/Auckland"),
    of_ask(useful_until=NOW - DAY),
    of_ask(is_media_only=True),
    suppressed,
    refunded,
    of_a_moment_turned_off,
    lambda _session, ask: setattr(ask.occasion, "stop_reason", Reason.CANCELLED),
    beside(due_at=NOW + 13 * DAY),
    beside(state=S.CLAIMED, due_at=NOW),
    beside(state=S.ATTEMPTED, handed_over_at=NOW),
    beside(**SENT),
    again(sequence=1, **SENT),
    again(kind=SubmissionKind.REVIEW, sequence=2, answered_at=NOW - 300 * DAY, **SENT),
]


def people(session: Session, store: Store) -> list[int]:
    """One person for each circumstance, with a request that is due; the requests' ids."""
    product, found = make_product(session, store), []
    for change in (*PLAIN, *FOR_A_VERDICT):
        customer = make_customer(session, store)
        order = make_order(session, customer, [product])
        ask = make_solicitation(session, make_occasion(session, customer, order=order))
        found.append(ask.id)
        change(session, ask)
    session.flush()
    return found


def test_only_what_a_verdict_would_let_go_is_plain(doors: Doors) -> None:
    keys = tuple(doors.secret_keys())
    with doors.database.transaction() as session:
        store = make_store(session)
        due = people(session, store)
        plain = [ask.id for ask in plain_asks(session, store, due, keys, NOW)]
        asks = load_asks(session, store.id, due)
        facts = facts_of(session, surroundings(session, store), asks, keys, NOW, claimed_at=NOW)
    assert plain == due[: len(PLAIN)]
    assert {judge(facts[key], NOW).course for key in plain} == {Course.GO}


def test_a_store_that_mails_nobody_has_nothing_plain(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store = make_store(session, short_cap=0)
        due = people(session, store)
        assert plain_asks(session, store, due, doors.secret_keys(), NOW) == []
