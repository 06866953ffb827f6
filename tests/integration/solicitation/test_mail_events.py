"""SendGrid tells what became of mails: believed when signed, kept once, drawn to its end."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.deliveries import MailEventKind
from core.doors import Doors
from core.events import SolicitationSent, WebhookReceived
from core.models import (
    Customer,
    MailEvent,
    OutboxEvent,
    Solicitation,
    Store,
    Suppression,
    WebhookReceipt,
)
from core.states import Reason, SolicitationState, SuppressionReason
from solicitation import jobs
from solicitation.handlers import read_webhook
from tests.factories import (
    NOW,
    make_customer,
    make_occasion,
    make_order,
    make_product,
    make_solicitation,
    make_store,
)
from tests.mailing import add_events, hold_keys, mail_event, tell

REF = "f" * 32
_S = SolicitationState
_WHY = SuppressionReason


@pytest.fixture(autouse=True)
def keys(doors: Doors, store: Store) -> None:
    """Two keys hold: SendGrid's is being changed."""
    hold_keys(doors, store)


def handed_over(
    doors: Doors, store: Store, ref: str = REF, state: SolicitationState = _S.UNKNOWN
) -> int:
    """Léa's request that left as `ref`, and her number; a second one of hers is planned."""
    with doors.database.transaction() as session:
        lea = make_customer(session, store, email="lea@example.com")
        asked = make_occasion(
            session, lea, order=make_order(session, lea, [make_product(session, store)])
        )
        make_solicitation(
            session,
            asked,
            state=state,
            reason=Reason.OUTCOME_UNKNOWN,
            send_ref=ref,
            handed_over_at=NOW - timedelta(minutes=10),
        )
        make_solicitation(session, make_occasion(session, lea), due_at=NOW + timedelta(days=30))
        return lea.id


def read_all(doors: Doors) -> None:
    """The handler meets every message twice."""
    with doors.database.reading() as rows:
        receipts = rows.scalars(select(WebhookReceipt).order_by(WebhookReceipt.id)).all()
    for receipt in receipts:
        for _ in range(2):
            read_webhook(doors, WebhookReceived(receipt.store_id, receipt.id))


def ask_of(doors: Doors, ref: str = REF) -> Solicitation:
    with doors.database.reading() as rows:
        return rows.scalars(select(Solicitation).where(Solicitation.send_ref == ref)).one()


def planned_of(doors: Doors, ref: str = REF) -> Solicitation:
    with doors.database.reading() as rows:
        return rows.scalars(select(Solicitation).where(Solicitation.send_ref != ref)).one()


def suppressions(doors: Doors) -> list[SuppressionReason]:
    with doors.database.reading() as rows:
        return list(rows.scalars(select(Suppression.reason)))


def test_an_unknown_request_becomes_sent_once_and_its_reminder_is_called_for(
    doors: Doors, store: Store, client: FlaskClient
) -> None:
    handed_over(doors, store)
    for event in ("processed", "delivered", "click"):
        assert tell(client, mail_event(REF, event)).status_code == 200
    read_all(doors)
    assert (ask_of(doors).state, ask_of(doors).reason) == (_S.SENT, Reason.CONFIRMED)
    assert suppressions(doors) == []
    with doors.database.reading() as rows:
        assert len(rows.scalars(select(MailEvent)).all()) == 3
        names = rows.scalars(select(OutboxEvent.name)).all()
    assert names.count(SolicitationSent.__name__) == 1


@pytest.mark.parametrize(
    ("event", "why", "has_objected", "planned"),
    [
        ({"event": "bounce", "status": "5.1.1"}, _WHY.HARD_BOUNCE, False, Reason.SUPPRESSED),
        ({"event": "dropped", "reason": "Bounced Address"}, _WHY.HARD_BOUNCE, False,
         Reason.SUPPRESSED),
        ({"event": "bounce", "status": "5.4.4"}, None, False, Reason.MOMENT_ARRIVES),
        ({"event": "spamreport"}, _WHY.COMPLAINT, True, Reason.OBJECTED),
        ({"event": "unsubscribe"}, _WHY.OBJECTION, True, Reason.OBJECTED),
        ({"event": "group_resubscribe"}, None, False, Reason.MOMENT_ARRIVES),
    ],
)  # fmt: skip
def test_what_is_told_of_an_address_has_its_consequence(
    doors: Doors,
    store: Store,
    client: FlaskClient,
    event: dict[str, Any],
    why: SuppressionReason | None,
    has_objected: bool,
    planned: Reason,
) -> None:
    lea = handed_over(doors, store, state=_S.SENT)
    tell(client, mail_event(REF, **event))
    read_all(doors)
    assert suppressions(doors) == ([why] if why else [])
    assert planned_of(doors).reason is planned
    with doors.database.reading() as rows:
        assert (rows.get_one(Customer, lea).objected_at is not None) is has_objected


def test_three_soft_bounces_in_a_month_suppress_and_a_delivery_lifts_nothing(
    doors: Doors, store: Store, client: FlaskClient
) -> None:
    handed_over(doors, store)
    for days in (0, 10, 20):
        assert suppressions(doors) == []
        moment = NOW - timedelta(days=days)
        tell(client, mail_event(REF, "bounce", moment, status="4.2.2"))
        read_all(doors)
    tell(client, mail_event(REF, "delivered"))
    read_all(doors)
    assert suppressions(doors) == [_WHY.HARD_BOUNCE]
    assert ask_of(doors).state is _S.FAILED


STORY = (
    mail_event(REF, "delivered", NOW - timedelta(hours=3)),
    mail_event(REF, "spamreport", NOW - timedelta(hours=2)),
    mail_event(REF, "bounce", NOW - timedelta(hours=1), status="5.1.1"),
    mail_event(REF, "unsubscribe", NOW),
)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::8])
def test_late_shuffled_and_repeated_events_settle_an_unknown_request_alike(
    doors: Doors, store: Store, client: FlaskClient, order: Sequence[int]
) -> None:
    """Fault: the answer to the call was lost, and the events come in any order, several times."""
    lea = handed_over(doors, store)
    for place in order:
        tell(client, STORY[place], STORY[order[0]])
        read_all(doors)
    tell(client, *STORY)
    read_all(doors)
    assert ask_of(doors).state is _S.FAILED
    assert suppressions(doors) == [_WHY.COMPLAINT]
    assert planned_of(doors).state is _S.STOPPED
    with doors.database.reading() as rows:
        assert len(rows.scalars(select(MailEvent)).all()) == len(STORY)
        assert rows.get_one(Customer, lea).objected_at is not None


def test_events_that_overtake_the_senders_own_note_are_applied_after_it(
    doors: Doors, store: Store, client: FlaskClient
) -> None:
    handed_over(doors, store, state=_S.ATTEMPTED)
    tell(client, mail_event(REF, "delivered"))
    read_all(doors)
    assert jobs.settle_left(doors) == 0
    assert ask_of(doors).state is _S.ATTEMPTED
    with doors.database.transaction() as session:
        ask = session.scalars(select(Solicitation).where(Solicitation.send_ref == REF)).one()
        ask.move_to(_S.UNKNOWN, Reason.OUTCOME_UNKNOWN, NOW)
    assert jobs.settle_left(doors) == 1
    assert ask_of(doors).state is _S.SENT
    assert jobs.settle_left(doors) == 0


def test_a_bounce_of_an_address_that_was_changed_since_suppresses_nobody(
    doors: Doors, store: Store, client: FlaskClient
) -> None:
    handed_over(doors, store)
    tell(client, mail_event(REF, "bounce", status="5.1.1", email="old@example.com"))
    read_all(doors)
    assert ask_of(doors).state is _S.FAILED
    assert suppressions(doors) == []


def test_an_objection_that_was_lifted_here_does_not_come_back_with_other_news(
    doors: Doors, store: Store, client: FlaskClient
) -> None:
    lea = handed_over(doors, store)
    tell(client, mail_event(REF, "unsubscribe"))
    read_all(doors)
    with doors.database.transaction() as session:
        session.get_one(Customer, lea).objected_at = None
    tell(client, mail_event(REF, "unsubscribe"), mail_event(REF, "click"))
    read_all(doors)
    with doors.database.reading() as rows:
        assert rows.get_one(Customer, lea).objected_at is None


def test_mails_of_another_store_are_none_of_this_ones_business(
    doors: Doors, store: Store, client: FlaskClient
) -> None:
    with doors.database.transaction() as session:
        other = make_store(session)
    handed_over(doors, other)
    assert tell(client, mail_event(REF, "spamreport")).status_code == 200
    read_all(doors)
    assert ask_of(doors).state is _S.UNKNOWN
    assert suppressions(doors) == []


def test_a_store_whose_mails_are_reported_too_often_sends_no_more(
    doors: Doors, store: Store, client: FlaskClient
) -> None:
    handed_over(doors, store, state=_S.SENT)
    add_events(doors, store, MailEventKind.DELIVERED, 1_000)
    add_events(doors, store, MailEventKind.SPAM_REPORT, 2)
    assert jobs.guard_sending(doors) == 0
    tell(client, mail_event(REF, "spamreport"))
    read_all(doors)
    with doors.database.reading() as rows:
        paused = rows.get_one(Store, store.id)
    assert paused.is_sending_paused
    assert paused.sending_paused_at == NOW
    assert jobs.guard_sending(doors) == 0
