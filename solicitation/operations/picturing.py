"""Ask who wrote a review without a picture for one: once, and whatever the rating."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.models import Customer, Occasion, Solicitation, Store, Submission
from core.states import Reason, SolicitationState, SubjectKind, SubmissionKind
from solicitation.operations.planning import new_ask, setting_of, zone_for
from solicitation.policy import due_at
from solicitation.queries.hindrances import quiet_of
from solicitation.queries.pictures import has_picture

_SENT = (SolicitationState.SENT, SolicitationState.UNKNOWN, SolicitationState.ATTEMPTED)


def ask_for_picture(session: Session, submission: Submission, now: datetime) -> None:
    """Plan the request for a picture, or settle it when a picture came. Safe to repeat."""
    if submission.occasion_id is None or submission.kind is not SubmissionKind.REVIEW:
        return
    known = _known(session, submission)
    if has_picture(session, submission):
        _settle(known, now)
    elif known is None and submission.subject is SubjectKind.PRODUCT:
        _plan(session, submission, now)


def drop_picture_request(session: Session, submission: Submission, now: datetime) -> None:
    """What was written is taken back: nothing is left to add a picture to."""
    known = _known(session, submission) if submission.occasion_id is not None else None
    if known is not None and known.state is SolicitationState.PLANNED:
        known.move_to(SolicitationState.STOPPED, Reason.WORDS_TAKEN_BACK, now)


def _plan(session: Session, submission: Submission, now: datetime) -> None:
    setting = setting_of(session, submission.store_id, submission.moment)
    if setting is None or not (setting.is_on and setting.is_media_asked):
        return
    store = session.get_one(Store, submission.store_id)
    customer = session.get_one(Customer, submission.customer_id)
    occasion = session.get_one(Occasion, submission.occasion_id)
    hours = setting.reminder_days * 24
    due = due_at(submission.submitted_at, hours, zone_for(customer, store), quiet_of(store))
    ask = new_ask(occasion, setting, submission.kind, due, now)
    ask.is_media_only = True
    session.add(ask)


def _settle(known: Solicitation | None, now: datetime) -> None:
    if known is None or known.answered_at is not None:
        return
    if known.state in (SolicitationState.PLANNED, SolicitationState.CLAIMED):
        known.move_to(SolicitationState.STOPPED, Reason.PICTURE_ADDED, now)
        known.claim_token = known.claimed_until = None
    elif known.state in _SENT:
        known.move_to(SolicitationState.ANSWERED, Reason.ANSWERED, now)
        known.answered_at = now


def _known(session: Session, submission: Submission) -> Solicitation | None:
    """The newest request for a picture to this review."""
    return session.scalar(
        select(Solicitation)
        .where(
            Solicitation.store_id == submission.store_id,
            Solicitation.occasion_id == submission.occasion_id,
            Solicitation.moment == submission.moment,
            Solicitation.kind == submission.kind,
            Solicitation.is_media_only,
        )
        .order_by(Solicitation.sequence.desc())
        .limit(1)
    )
