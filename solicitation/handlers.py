"""Reactions of asking; each may run twice without harm."""

from __future__ import annotations

from core import events as e
from core.doors import Doors
from core.models import Customer, Occasion, Solicitation, Submission, WebhookReceipt
from core.states import Reason
from solicitation.jobs import secret_keys
from solicitation.operations import planning, receiving, sending, stopping
from solicitation.posting import post


def read_webhook(doors: Doors, event: e.WebhookReceived) -> None:
    """Translate a kept message and take what it says."""
    with doors.database.transaction() as session:
        receipt = session.get_one(WebhookReceipt, event.receipt_id)
        receiving.read_receipt(session, receipt, doors.now())


def plan(doors: Doors, event: e.OccasionRecorded) -> None:
    """Plan the requests that an occasion calls for."""
    with doors.database.transaction() as session:
        occasion = session.get_one(Occasion, event.occasion_id)
        planning.plan_solicitations(session, occasion, doors.now())


def stop_occasion(doors: Doors, event: e.OccasionStopped) -> None:
    """Stop the requests of a refunded order or a reopened ticket."""
    with doors.database.transaction() as session:
        stopping.stop_occasion(session, session.get_one(Occasion, event.occasion_id), doors.now())


def send_batch(doors: Doors, event: e.SolicitationsClaimed) -> None:
    """Hand one claimed batch to the provider: attempt committed, one call, outcomes written."""
    with doors.database.transaction() as session:
        outgoing = sending.begin_attempts(
            session, event.store_id, event.claim_token, secret_keys(doors), doors.now()
        )
    if not outgoing:
        return
    outcomes = post(doors, event.store_id, outgoing)
    with doors.database.transaction() as session:
        sending.finish_attempts(session, event.store_id, outcomes, doors.now())


def plan_reminder(doors: Doors, event: e.SolicitationSent) -> None:
    """Plan the reminder of a request that left."""
    with doors.database.transaction() as session:
        ask = session.get_one(Solicitation, event.solicitation_id)
        planning.plan_reminder(session, ask, doors.now())


def stop_customer(doors: Doors, event: e.CustomerObjected) -> None:
    """Stop whatever was planned while the objection was being written."""
    with doors.database.transaction() as session:
        customer = session.get_one(Customer, event.customer_id)
        if customer.objected_at is not None:
            stopping.stop_customer(session, customer, Reason.OBJECTED, doors.now())


def close_answered(doors: Doors, event: e.SubmissionReceived) -> None:
    """The person answered: the request and its reminders are done."""
    with doors.database.transaction() as session:
        submission = session.get_one(Submission, event.submission_id)
        if submission.solicitation_id is not None:
            ask = session.get_one(Solicitation, submission.solicitation_id)
            stopping.close_answered(session, ask, doors.now())
