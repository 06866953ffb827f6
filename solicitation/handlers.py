"""Reactions of asking; each may run twice without harm."""

from __future__ import annotations

from sqlalchemy.orm import Session, joinedload

from core import events as e
from core.deliveries import MailEventKind
from core.doors import Doors
from core.ledger import keep_outside
from core.models import (
    Customer,
    Occasion,
    PrivacyDemand,
    Solicitation,
    Store,
    Submission,
    WebhookReceipt,
)
from core.states import Moment, Reason
from solicitation.following import follow
from solicitation.inbound.systems import TICKETING
from solicitation.lanes import send_beside
from solicitation.operations import (
    demanding,
    erasing,
    guarding,
    picturing,
    planning,
    receiving,
    replanning,
    sending,
    settling,
    stopping,
    trying,
)
from solicitation.posting import post
from solicitation.senders import may_leave


def read_webhook(doors: Doors, event: e.WebhookReceived) -> None:
    """Translate a kept message and take what it says, or what its sender answers about it."""
    with doors.database.transaction() as session:
        receipt = session.get_one(WebhookReceipt, event.receipt_id)
        is_looked_up = receipt.system in TICKETING
        if receipt.system == "sendgrid":
            _read_mail_events(session, receipt, doors)
        elif not is_looked_up:
            receiving.read_receipt(session, receipt, doors.now(), doors.secret_keys())
    if is_looked_up:
        follow(doors, receipt.id)


def _read_mail_events(session: Session, receipt: WebhookReceipt, doors: Doors) -> None:
    """Complaints count at once: mails that leave meanwhile would draw more of them."""
    news = settling.read_mail_events(session, receipt, doors.settings.secret_key, doors.now())
    if MailEventKind.SPAM_REPORT in news:
        store = session.get_one(Store, receipt.store_id)
        guarding.guard_sending(session, store, doors.now())


_WITH_PERSON = (joinedload(Occasion.customer), joinedload(Occasion.order))


def plan(doors: Doors, event: e.OccasionRecorded) -> None:
    """Plan the requests that an occasion calls for."""
    with doors.database.transaction() as session:
        occasion = session.get_one(Occasion, event.occasion_id, options=_WITH_PERSON)
        planning.plan_solicitations(session, occasion, doors.now())
        stopping.stop_answered_at_event(session, occasion, doors.now())


def stop_occasion(doors: Doors, event: e.OccasionStopped) -> None:
    """Stop the requests of a refunded order or a reopened ticket."""
    with doors.database.transaction() as session:
        stopping.stop_occasion(session, session.get_one(Occasion, event.occasion_id), doors.now())


def send_batches(doors: Doors, event: e.SolicitationsClaimed) -> None:
    """Send the claimed batch, and beside it others of its store that wait for a sender."""

    def send(claim_token: str) -> None:
        send_batch(doors, e.SolicitationsClaimed(event.store_id, claim_token))

    send_beside(doors, event.store_id, event.claim_token, send)


def send_batch(doors: Doors, event: e.SolicitationsClaimed) -> None:
    """Hand one claimed batch to the provider: attempt committed, one call, outcomes written."""
    is_held = not may_leave(doors, event.store_id)
    with doors.database.transaction() as session:
        outgoing = sending.begin_attempts(
            session,
            event.store_id,
            event.claim_token,
            doors.secret_keys(),
            doors.now(),
            is_held=is_held,
        )
        asks = [one.ask for one in outgoing]
        subjects = trying.try_subjects(session, event.store_id, asks) if asks else {}
    if not outgoing:
        return
    outcomes = post(doors, event.store_id, outgoing, subjects)
    with doors.database.transaction() as session:
        sending.finish_attempts(session, event.store_id, outcomes, doors.now())


def plan_reminder(doors: Doors, event: e.SolicitationSent) -> None:
    """Plan the reminder of a request that left."""
    with doors.database.transaction() as session:
        ask = session.get_one(Solicitation, event.solicitation_id)
        planning.plan_reminder(session, ask, doors.now())


def plan_reminders(doors: Doors, event: e.SolicitationsSent) -> None:
    """Plan the reminders of a batch that left, a hundred in one transaction."""
    ids = list(event.solicitation_ids)
    for start in range(0, len(ids), 100):
        with doors.database.transaction() as session:
            for key in ids[start : start + 100]:
                planning.plan_reminder(session, session.get_one(Solicitation, key), doors.now())


def stop_customer(doors: Doors, event: e.CustomerObjected) -> None:
    """Stop whatever was planned while the objection was being written."""
    with doors.database.transaction() as session:
        customer = session.get_one(Customer, event.customer_id)
        if customer.objected_at is not None:
            stopping.stop_customer(session, customer, Reason.OBJECTED, doors.now())


def obey_demand(doors: Doors, event: e.PrivacyDemanded) -> None:
    """Whoever is to be erased is asked nothing more from now on."""
    with doors.database.transaction() as session:
        demand = session.get_one(PrivacyDemand, event.demand_id)
        demanding.obey_demand(session, demand, doors.settings.secret_key, doors.now())


def erase_customer(doors: Doors, event: e.ErasureWanted) -> None:
    """Forget the address, the name and the links of somebody, and enter it in the ledger."""
    with doors.database.transaction() as session:
        customer = session.get_one(Customer, event.customer_id)
        erasing.erase_customer(session, customer, doors.settings.secret_key, doors.now())
    keep_outside(doors.database, doors.storage, doors.now())


def close_answered(doors: Doors, event: e.SubmissionReceived) -> None:
    """The person answered: the request and its reminders are done."""
    with doors.database.transaction() as session:
        submission = session.get_one(Submission, event.submission_id)
        if submission.solicitation_id is not None:
            ask = session.get_one(Solicitation, submission.solicitation_id)
            stopping.close_answered(session, ask, doors.now())
        else:
            stopping.stop_at_event(session, submission, doors.now())


def stop_at_event(doors: Doors, event: e.SubmissionLeft) -> None:
    """Whoever left words at an event is not asked about it by mail."""
    with doors.database.transaction() as session:
        submission = session.get_one(Submission, event.submission_id)
        stopping.stop_at_event(session, submission, doors.now())


def replan_moment(doors: Doors, event: e.MomentChanged) -> None:
    """Let what is planned at a moment follow its settings, portion by portion."""
    seen: int | None = 0
    while seen is not None:
        with doors.database.transaction() as session:
            seen = replanning.replan_moment(
                session, event.store_id, Moment(event.moment), seen, doors.now()
            )


def ask_for_picture(doors: Doors, event: e.SubmissionReceived) -> None:
    """Whoever wrote without a picture is asked for one, whatever the rating."""
    with doors.database.transaction() as session:
        submission = session.get_one(Submission, event.submission_id)
        picturing.ask_for_picture(session, submission, doors.now())


def drop_picture_request(doors: Doors, event: e.SubmissionWithdrawn) -> None:
    """Who took their words back is not asked to add a picture to them."""
    with doors.database.transaction() as session:
        submission = session.get_one(Submission, event.submission_id)
        picturing.drop_picture_request(session, submission, doors.now())
