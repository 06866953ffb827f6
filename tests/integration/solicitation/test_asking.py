"""Asks are planned, sent at most once, reminded once, and stop by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.clock import tick
from core import events as e
from core.doors import Doors
from core.mail import Accepted, MailBatch, NotSent, Outcome, Refused, Unknown, read_outbox
from core.models import Customer, MomentSetting, Occasion, Solicitation, Store
from core.outbox import record
from core.states import Moment, OccasionKind, Reason, SolicitationState, SubmissionKind
from solicitation import handlers, jobs
from solicitation.operations import stopping
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


class Mail:
    """A mail door that answers what it is told and remembers what it was handed."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.batches: list[MailBatch] = []

    def send(self, batch: MailBatch) -> list[Outcome]:
        self.batches.append(batch)
        return [
            self.outcomes.pop(0) if self.outcomes else Accepted(person.send_ref)
            for person in batch.recipients
        ]

    def check(self) -> None:
        """Always there."""


@pytest.fixture
def bought(doors: Doors) -> Occasion:
    """An order delivered five days ago, its occasion recorded."""
    with doors.database.transaction() as session:
        store = make_store(session)
        customer = make_customer(session, store, timezone="Europe/Paris")
        order = make_order(session, customer, [make_product(session, store)])
        occasion = make_occasion(session, customer, order=order)
        record(session, e.OccasionRecorded(store.id, occasion.id), NOW)
    return occasion


def asks(doors: Doors) -> list[Solicitation]:
    with doors.database.reading() as session:
        return list(session.scalars(select(Solicitation).order_by(Solicitation.id)))


def letters(doors: Doors) -> list[str]:
    folder = Path(doors.settings.mail_url.removeprefix("outbox://"))
    return [letter.to for letter in read_outbox(folder)]


def test_a_purchase_plans_its_three_moments_once(doors: Doors, bought: Occasion) -> None:
    handlers.plan(doors, e.OccasionRecorded(bought.store_id, bought.id))
    handlers.plan(doors, e.OccasionRecorded(bought.store_id, bought.id))
    planned = {ask.moment: ask for ask in asks(doors)}
    assert set(planned) == {Moment.AFTER_PURCHASE, Moment.ONE_MONTH, Moment.SIX_MONTHS}
    assert len(asks(doors)) == 3
    monday = datetime(2026, 7, 6, 7, tzinfo=UTC)
    assert planned[Moment.ONE_MONTH].due_at == monday, "the thirtieth day is a Sunday"


def test_a_due_request_is_sent_once_with_one_click_unsubscribe(
    doors: Doors, bought: Occasion
) -> None:
    tick(doors)
    tick(doors)
    tick(doors)
    first = asks(doors)[0]
    assert (first.state, first.reason) == (SolicitationState.SENT, Reason.HANDED_OVER)
    (letter,) = read_outbox(Path(doors.settings.mail_url.removeprefix("outbox://")))
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "stars=5" in letter.html


def test_one_reminder_follows_and_no_second(doors: Doors, bought: Occasion) -> None:
    for _ in range(5):
        tick(doors)
        clock_of(doors).move(8 * DAY)
    sequences = [a.sequence for a in asks(doors) if a.moment is Moment.AFTER_PURCHASE]
    assert sequences == [0, 1]


def test_a_refund_stops_the_rest_with_its_reason(doors: Doors, bought: Occasion) -> None:
    tick(doors)
    tick(doors)
    with doors.database.transaction() as session:
        occasion = session.get_one(Occasion, bought.id)
        occasion.stopped_at, occasion.stop_reason = NOW, Reason.REFUNDED
        record(session, e.OccasionStopped(bought.store_id, bought.id), NOW)
    tick(doors)
    clock_of(doors).move(200 * DAY)
    tick(doors)
    later = [a for a in asks(doors) if a.moment is not Moment.AFTER_PURCHASE]
    assert {(a.state, a.reason) for a in later} == {(SolicitationState.STOPPED, Reason.REFUNDED)}
    assert len(letters(doors)) == 1


def test_an_objection_between_claim_and_send_wins(doors: Doors, bought: Occasion) -> None:
    """Requirement G3: the objection is checked inside the transaction that precedes the send."""
    handlers.plan(doors, e.OccasionRecorded(bought.store_id, bought.id))
    assert jobs.claim_due(doors) == 1
    token = next(a.claim_token for a in asks(doors) if a.claim_token)
    with doors.database.transaction() as session:
        customer = session.get_one(Customer, bought.customer_id)
        customer.objected_at = NOW
    handlers.send_batch(doors, e.SolicitationsClaimed(bought.store_id, token or ""))
    assert letters(doors) == []
    assert asks(doors)[0].reason is Reason.OBJECTED


def test_objecting_stops_everything_and_is_remembered_as_a_hash(
    doors: Doors, bought: Occasion
) -> None:
    handlers.plan(doors, e.OccasionRecorded(bought.store_id, bought.id))
    for _ in range(2):
        with doors.database.transaction() as session:
            customer = session.get_one(Customer, bought.customer_id)
            stopping.object_to_mails(session, customer, doors.settings.secret_key, NOW)
    tick(doors)
    assert {a.state for a in asks(doors)} == {SolicitationState.STOPPED}
    assert letters(doors) == []


def test_the_same_batch_is_never_handed_over_twice(doors: Doors, bought: Occasion) -> None:
    mail = Mail()
    doors = replace(doors, mail=mail)
    handlers.plan(doors, e.OccasionRecorded(bought.store_id, bought.id))
    jobs.claim_due(doors)
    token = next(a.claim_token for a in asks(doors) if a.claim_token)
    event = e.SolicitationsClaimed(bought.store_id, token or "")
    handlers.send_batch(doors, event)
    handlers.send_batch(doors, event)
    assert len(mail.batches) == 1


@pytest.mark.parametrize(
    ("outcome", "state", "reason"),
    [
        (Accepted("m-1"), SolicitationState.SENT, Reason.HANDED_OVER),
        (Refused("no such mailbox"), SolicitationState.FAILED, Reason.PROVIDER_REFUSED),
        (NotSent("connection refused", None), SolicitationState.PLANNED, Reason.PROVIDER_BUSY),
        (Unknown("time-out"), SolicitationState.UNKNOWN, Reason.OUTCOME_UNKNOWN),
    ],
)
def test_each_outcome_has_its_state(
    doors: Doors,
    bought: Occasion,
    outcome: Outcome,
    state: SolicitationState,
    reason: Reason,
) -> None:
    doors = replace(doors, mail=Mail(outcome))
    tick(doors)
    tick(doors)
    first = asks(doors)[0]
    assert (first.state, first.reason) == (state, reason)


def test_an_unknown_outcome_is_never_sent_again(doors: Doors, bought: Occasion) -> None:
    mail = Mail(Unknown("time-out"))
    doors = replace(doors, mail=mail)
    for _ in range(4):
        tick(doors)
        clock_of(doors).move(DAY)
    assert len(mail.batches) == 1


def test_a_sender_that_died_before_the_attempt_gives_its_claim_back(
    doors: Doors, bought: Occasion
) -> None:
    """Fault F1: the lease expires and the request is sent once."""
    mail = Mail()
    doors = replace(doors, mail=mail)
    handlers.plan(doors, e.OccasionRecorded(bought.store_id, bought.id))
    jobs.claim_due(doors)
    clock_of(doors).move(timedelta(minutes=3))
    assert jobs.release_claims(doors) == 1
    tick(doors)
    tick(doors)
    assert len(mail.batches) == 1


def test_a_sender_that_died_after_the_attempt_leaves_it_unknown(
    doors: Doors, bought: Occasion
) -> None:
    """Faults F2 and F3: whether it left is not known, so it is not sent again."""
    with doors.database.transaction() as session:
        ask = make_solicitation(
            session,
            session.get_one(Occasion, bought.id),
            state=SolicitationState.ATTEMPTED,
            handed_over_at=NOW - timedelta(minutes=10),
            claim_token="dead",
        )
    jobs.release_claims(doors)
    with doors.database.reading() as session:
        assert session.get_one(Solicitation, ask.id).state is SolicitationState.UNKNOWN


def test_two_claims_at_once_spend_the_cap_once(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store = make_store(session)
        customer = make_customer(session, store)
        for kind in (OccasionKind.SUPPORT, OccasionKind.EVENT):
            occasion = make_occasion(session, customer, kind=kind)
            make_solicitation(session, occasion, moment=Moment.SUPPORT_RESOLVED)
    assert jobs.claim_due(doors) == 1
    assert jobs.claim_due(doors) == 0


def test_a_store_that_pauses_its_sending_sends_nothing(doors: Doors, bought: Occasion) -> None:
    with doors.database.transaction() as session:
        session.get_one(Store, bought.store_id).is_sending_paused = True
    tick(doors)
    tick(doors)
    assert letters(doors) == []


def test_a_positive_ticket_asks_for_a_review_first_and_a_testimonial_later(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store = make_store(session)
        customer = make_customer(session, store)
        make_occasion(session, customer, kind=OccasionKind.SUPPORT, satisfaction=0.9)
        occasion = session.scalars(select(Occasion)).one()
        record(session, e.OccasionRecorded(store.id, occasion.id), NOW)
    tick(doors)
    tick(doors)
    by_kind = {ask.kind: ask for ask in asks(doors) if ask.sequence == 0}
    assert by_kind[SubmissionKind.REVIEW].state is SolicitationState.SENT
    waiting = by_kind[SubmissionKind.TESTIMONIAL]
    assert (waiting.state, waiting.reason) == (SolicitationState.PLANNED, Reason.FATIGUE_CAP)


def test_testimonials_are_not_asked_in_the_united_kingdom(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store = make_store(session)
        customer = make_customer(session, store, country="GB")
        occasion = make_occasion(session, customer, kind=OccasionKind.SUPPORT, satisfaction=1.0)
        record(session, e.OccasionRecorded(store.id, occasion.id), NOW)
    tick(doors)
    assert [ask.kind for ask in asks(doors)] == [SubmissionKind.REVIEW]


def test_a_moment_switched_off_stops_what_it_planned(doors: Doors, bought: Occasion) -> None:
    handlers.plan(doors, e.OccasionRecorded(bought.store_id, bought.id))
    with doors.database.transaction() as session:
        for setting in session.scalars(select(MomentSetting)):
            setting.is_on = False
    tick(doors)
    assert asks(doors)[0].reason is Reason.MOMENT_OFF
