"""Words left at an event are kept apart until their author confirms them by mail."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from collection.handlers import prove_words, send_confirmation, settle_submission
from collection.jobs import forget_unconfirmed
from core import events as e
from core.doors import Doors
from core.mail import read_outbox
from core.models import (
    Consent,
    Customer,
    Letter,
    Link,
    Occasion,
    Solicitation,
    Store,
    StoreEvent,
    Submission,
)
from core.states import (
    LetterState,
    Moment,
    OccasionKind,
    Reason,
    SolicitationState,
    SubmissionState,
    SuppressionReason,
)
from solicitation.handlers import close_answered, plan, stop_at_event
from solicitation.operations.stopping import suppress
from solicitation.queries.due import load_asks
from solicitation.queries.facts import facts_of, surroundings
from tests.factories import (
    NOW,
    make_customer,
    make_occasion,
    make_solicitation,
    make_submission,
)
from tests.houses import SECRET, clock_of
from tests.integration.collection.leaving import EMAIL, PAGE, WORDS, leave, left, make_open_event


@pytest.fixture
def event(doors: Doors) -> StoreEvent:
    return make_open_event(doors)


def letters(doors: Doors) -> list[Letter]:
    with doors.database.reading() as rows:
        return list(rows.scalars(select(Letter).order_by(Letter.id)))


def mail_left(doors: Doors) -> None:
    for letter in letters(doors):
        send_confirmation(doors, e.SubmissionLeft(letter.store_id, letter.submission_id, letter.id))


def outbox(doors: Doors) -> list[str]:
    folder = Path(doors.settings.mail_url.removeprefix("outbox://"))
    return [one.text for one in read_outbox(folder)]


def confirmation_link(doors: Doors) -> str:
    mail_left(doors)
    found = re.search(r"http://vivavoce\.test(/v/[\w-]+)", outbox(doors)[0])
    assert found
    return found[1]


def test_words_wait_unread_until_their_author_confirms_them(
    doors: Doors, client: FlaskClient, event: StoreEvent
) -> None:
    assert leave(client).headers["Location"] == f"{PAGE}/thanks"
    (submission,) = left(doors)
    assert submission.state is SubmissionState.UNCONFIRMED
    assert submission.words == WORDS
    link = confirmation_link(doors)
    page = client.get(link).text
    assert "Il penche, et on le garde." in page
    assert left(doors)[0].state is SubmissionState.UNCONFIRMED, "a GET changes nothing"
    answer = client.post(link)
    assert "done=confirmed" in answer.headers["Location"]
    assert client.get(answer.headers["Location"]).status_code == 200
    settle_submission(doors, e.SubmissionReceived(event.store_id, submission.id))
    (submission,) = left(doors)
    assert submission.state is SubmissionState.WAITING
    assert not submission.is_verified
    assert submission.words == WORDS


def test_confirming_twice_changes_nothing(
    doors: Doors, client: FlaskClient, event: StoreEvent
) -> None:
    leave(client)
    link = confirmation_link(doors)
    client.post(link)
    assert client.post(link).status_code == 303
    assert client.get(link).status_code == 200
    assert [one.state for one in left(doors)] == [SubmissionState.RECEIVED]


def test_the_mail_holds_nothing_that_was_typed_and_leaves_once(
    doors: Doors, client: FlaskClient, event: StoreEvent
) -> None:
    leave(client, words="Win a phone at evil.example", own_name="evil.example")
    mail_left(doors)
    mail_left(doors)
    (text,) = outbox(doors)
    assert "evil" not in text
    assert letters(doors)[0].state is LetterState.SENT


def test_a_suppressed_address_gets_the_same_answer_and_no_mail(
    doors: Doors, client: FlaskClient, event: StoreEvent
) -> None:
    with doors.database.transaction() as session:
        customer = make_customer(
            session, session.get_one(Store, event.store_id), email="no@x.example"
        )
        suppress(session, customer, SuppressionReason.OBJECTION, SECRET, NOW)
    known, fresh = leave(client, email="No@x.example"), leave(client, email="new@x.example")
    assert (known.status_code, known.headers["Location"]) == (
        fresh.status_code,
        fresh.headers["Location"],
    )
    assert [one.customer_id == customer.id for one in left(doors)] == [False]


def test_an_address_suppressed_meanwhile_gets_no_mail(
    doors: Doors, client: FlaskClient, event: StoreEvent
) -> None:
    leave(client)
    with doors.database.transaction() as session:
        customer = session.scalars(select(Customer)).one()
        suppress(session, customer, SuppressionReason.COMPLAINT, SECRET, NOW)
    mail_left(doors)
    assert letters(doors)[0].state is LetterState.DROPPED


def test_one_address_is_mailed_three_times_a_day_at_most(
    doors: Doors, client: FlaskClient, event: StoreEvent
) -> None:
    answers = {leave(client).headers["Location"] for _ in range(5)}
    assert answers == {f"{PAGE}/thanks"}
    assert len(left(doors)) == 3


def test_the_kiosk_keeps_words_like_the_phone_and_goes_back_by_itself(
    doors: Doors, client: FlaskClient, event: StoreEvent
) -> None:
    answer = leave(client, f"{PAGE}/kiosk")
    assert answer.headers["Location"] == f"{PAGE}/kiosk/thanks"
    page = client.get(answer.headers["Location"]).text
    assert f'content="15;url={PAGE}/kiosk' in page
    assert len(left(doors)) == 1


def test_words_nobody_confirms_are_deleted_with_whom_they_invented(
    doors: Doors, client: FlaskClient, event: StoreEvent
) -> None:
    leave(client)
    mail_left(doors)
    clock_of(doors).move(timedelta(days=14, minutes=-1))
    assert forget_unconfirmed(doors) == 0
    clock_of(doors).move(timedelta(minutes=1))
    assert forget_unconfirmed(doors) == 1
    assert forget_unconfirmed(doors) == 0
    with doors.database.reading() as rows:
        for row in (Submission, Letter, Link, Consent, Customer):
            assert rows.scalar(select(func.count()).select_from(row)) == 0, row


def test_deleting_unconfirmed_words_leaves_a_known_customer_alone(
    doors: Doors, client: FlaskClient, event: StoreEvent
) -> None:
    with doors.database.transaction() as session:
        customer = make_customer(
            session, session.get_one(Store, event.store_id), email=EMAIL.lower()
        )
        make_occasion(session, customer, kind=OccasionKind.EVENT, store_event=event)
    leave(client)
    clock_of(doors).move(timedelta(days=14))
    assert forget_unconfirmed(doors) == 1
    with doors.database.reading() as rows:
        assert rows.scalars(select(Customer)).one().id == customer.id


def attend(doors: Doors, event: StoreEvent) -> tuple[Occasion, Customer]:
    with doors.database.transaction() as session:
        store = session.get_one(Store, event.store_id)
        known = session.scalar(select(Customer).where(Customer.email == EMAIL.lower()))
        customer = known or make_customer(session, store, email=EMAIL.lower())
        return make_occasion(
            session, customer, kind=OccasionKind.EVENT, store_event=event
        ), customer


def test_an_attendee_who_wrote_on_the_spot_is_verified_and_not_mailed(
    doors: Doors, client: FlaskClient, event: StoreEvent
) -> None:
    occasion, _customer = attend(doors, event)
    with doors.database.transaction() as session:
        row = session.get_one(Occasion, occasion.id)
        ask = make_solicitation(session, row, moment=Moment.EVENT)
    leave(client)
    (submission,) = left(doors)
    for _ in range(2):
        stop_at_event(doors, e.SubmissionLeft(event.store_id, submission.id, letters(doors)[0].id))
    with doors.database.reading() as rows:
        stopped = rows.get_one(Solicitation, ask.id)
        assert stopped.state is SolicitationState.STOPPED
        assert stopped.reason is Reason.ANSWERED_ON_THE_SPOT
    client.post(confirmation_link(doors))
    (submission,) = left(doors)
    assert submission.occasion_id == occasion.id
    assert submission.is_verified


def test_who_is_imported_as_an_attendee_afterwards_is_not_asked_and_becomes_verified(
    doors: Doors, client: FlaskClient, event: StoreEvent
) -> None:
    leave(client)
    client.post(confirmation_link(doors))
    occasion, _customer = attend(doors, event)
    known = e.OccasionRecorded(event.store_id, occasion.id)
    for _ in range(2):
        plan(doors, known)
        prove_words(doors, known)
    with doors.database.reading() as rows:
        asks = rows.scalars(select(Solicitation)).all()
    assert [(one.state, one.reason) for one in asks] == [
        (SolicitationState.STOPPED, Reason.ANSWERED_ON_THE_SPOT)
    ]
    assert left(doors)[0].is_verified


def test_the_claim_sees_words_that_no_handler_saw_yet(
    doors: Doors, client: FlaskClient, event: StoreEvent
) -> None:
    occasion, _customer = attend(doors, event)
    with doors.database.transaction() as session:
        ask = make_solicitation(
            session, session.get_one(Occasion, occasion.id), moment=Moment.EVENT
        )
    leave(client)
    with doors.database.transaction() as session:
        around = surroundings(session, session.get_one(Store, event.store_id))
        asks = load_asks(session, event.store_id, [ask.id])
        facts = facts_of(session, around, asks, [SECRET], NOW)
    assert facts[ask.id].stop_reason is Reason.ANSWERED_ON_THE_SPOT


def test_a_second_confirmed_answer_amends_the_first(
    doors: Doors, client: FlaskClient, event: StoreEvent
) -> None:
    with doors.database.transaction() as session:
        customer = make_customer(
            session, session.get_one(Store, event.store_id), email=EMAIL.lower()
        )
        before = make_submission(session, customer, store_event_id=event.id, moment=Moment.EVENT)
    leave(client)
    client.post(confirmation_link(doors))
    assert left(doors)[-1].amends_id == before.id


def test_confirmed_words_stop_what_was_planned_meanwhile(
    doors: Doors, client: FlaskClient, event: StoreEvent
) -> None:
    leave(client)
    client.post(confirmation_link(doors))
    occasion, _customer = attend(doors, event)
    with doors.database.transaction() as session:
        ask = make_solicitation(
            session, session.get_one(Occasion, occasion.id), moment=Moment.EVENT
        )
    close_answered(doors, e.SubmissionReceived(event.store_id, left(doors)[0].id))
    with doors.database.reading() as rows:
        assert rows.get_one(Solicitation, ask.id).reason is Reason.ANSWERED_ON_THE_SPOT
