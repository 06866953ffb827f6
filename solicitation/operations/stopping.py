"""Stop asking: refunds, reopened tickets, answers, objections; and the pause a customer chooses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.errors import N_, InvalidInput
from core.events import CustomerObjected
from core.ledger import note_person
from core.models import Customer, NoteKind, Occasion, Solicitation, Submission, Suppression
from core.outbox import record
from core.signing import address_hmac
from core.states import Moment, Reason, SolicitationState, SuppressionReason
from solicitation.queries.on_the_spot import answered_on_the_spot

PAUSES = (30, 90, 365)
"""Days a customer may pause our mails for (rule 4)."""
_OPEN = (SolicitationState.PLANNED, SolicitationState.CLAIMED)
_ANSWERABLE = (
    SolicitationState.PLANNED,
    SolicitationState.CLAIMED,
    SolicitationState.ATTEMPTED,
    SolicitationState.UNKNOWN,
    SolicitationState.SENT,
)


def stop_occasion(session: Session, occasion: Occasion, now: datetime) -> int:
    """Stop every request of an occasion that itself stopped; returns how many."""
    if occasion.stop_reason is None:
        return 0
    asks = session.scalars(
        _held().where(
            Solicitation.store_id == occasion.store_id,
            Solicitation.occasion_id == occasion.id,
            Solicitation.state.in_(_OPEN),
        )
    )
    return _stop(asks, occasion.stop_reason, now)


def stop_customer(session: Session, customer: Customer, reason: Reason, now: datetime) -> int:
    """Stop every request to a person; returns how many."""
    asks = session.scalars(
        _held().where(
            Solicitation.store_id == customer.store_id,
            Solicitation.customer_id == customer.id,
            Solicitation.state.in_(_OPEN),
        )
    )
    return _stop(asks, reason, now)


def close_answered(session: Session, ask: Solicitation, now: datetime) -> None:
    """The person answered: this request and its reminders ask no more."""
    family = session.scalars(
        _held().where(
            Solicitation.store_id == ask.store_id,
            Solicitation.occasion_id == ask.occasion_id,
            Solicitation.moment == ask.moment,
            Solicitation.kind == ask.kind,
            Solicitation.is_media_only.is_(ask.is_media_only),
        )
    )
    for one in family:
        if one.id == ask.id and one.state in _ANSWERABLE:
            one.move_to(SolicitationState.ANSWERED, Reason.ANSWERED, now)
            one.answered_at = now
        elif one.state in _OPEN:
            one.move_to(SolicitationState.STOPPED, Reason.ANSWERED, now)


def stop_at_event(session: Session, submission: Submission, now: datetime) -> int:
    """Whoever wrote about an event on the spot is not asked about it by mail; how many stopped."""
    if submission.store_event_id is None or submission.solicitation_id is not None:
        return 0
    asks = session.scalars(
        select(Solicitation)
        .join(Solicitation.occasion)
        .where(
            Solicitation.store_id == submission.store_id,
            Solicitation.customer_id == submission.customer_id,
            Solicitation.moment == Moment.EVENT,
            Solicitation.state.in_(_OPEN),
            Occasion.store_event_id == submission.store_event_id,
        )
    )
    return _stop(asks, Reason.ANSWERED_ON_THE_SPOT, now)


def stop_answered_at_event(session: Session, occasion: Occasion, now: datetime) -> int:
    """The same when the list of attendees comes after the words; how many stopped."""
    if occasion.store_event_id is None:
        return 0
    asks = session.scalars(
        _held().where(
            Solicitation.store_id == occasion.store_id,
            Solicitation.occasion_id == occasion.id,
            Solicitation.state.in_(_OPEN),
        )
    ).all()
    said = answered_on_the_spot(session, occasion.store_id, asks)
    return _stop((ask for ask in asks if ask.id in said), Reason.ANSWERED_ON_THE_SPOT, now)


def object_to_mails(session: Session, customer: Customer, secret_key: str, now: datetime) -> None:
    """The customer wants no more mails: absolute and at once (GDPR art. 21(3)); safe to repeat."""
    if customer.objected_at is None:
        customer.objected_at = customer.acted_at = now
        note_person(session, NoteKind.OBJECTED, customer, secret_key, now)
        record(session, CustomerObjected(customer.store_id, customer.id), now)
    if customer.email:
        suppress(session, customer, SuppressionReason.OBJECTION, secret_key, now)
    stop_customer(session, customer, Reason.OBJECTED, now)


def suppress(
    session: Session,
    customer: Customer,
    reason: SuppressionReason,
    secret_key: str,
    now: datetime,
) -> None:
    """Never write to this address again; only its HMAC is kept."""
    digest = address_hmac(secret_key, customer.store_id, customer.email or "")
    known = session.scalar(
        select(Suppression).where(
            Suppression.store_id == customer.store_id, Suppression.address_hmac == digest
        )
    )
    if known is None:
        session.add(
            Suppression(
                store_id=customer.store_id, address_hmac=digest, reason=reason, created_at=now
            )
        )
    elif reason is SuppressionReason.ERASURE:
        known.reason = reason  # whoever objected first and is forgotten later must not come back
    if reason is not SuppressionReason.OBJECTION:  # noted as such, since it may be lifted
        note_person(session, NoteKind.SUPPRESSED, customer, secret_key, now, reason.value)


def resume_mails(session: Session, customer: Customer, secret_key: str, now: datetime) -> None:
    """The customer changed their mind: an objection is lifted; a bounce or complaint is not."""
    is_lifted = customer.objected_at is not None
    customer.objected_at, customer.acted_at = None, now
    digest = address_hmac(secret_key, customer.store_id, customer.email or "")
    for row in session.scalars(
        select(Suppression).where(
            Suppression.store_id == customer.store_id,
            Suppression.address_hmac == digest,
            Suppression.reason == SuppressionReason.OBJECTION,
        )
    ):
        session.delete(row)
        is_lifted = True
    if is_lifted:
        note_person(session, NoteKind.RESUMED, customer, secret_key, now)


def pause_mails(customer: Customer, days: int, now: datetime) -> None:
    """No mails for 30, 90 or 365 days; 0 ends a pause."""
    if days not in (0, *PAUSES):
        raise InvalidInput(N_("A pause lasts 30, 90 or 365 days."), field="days")
    customer.paused_until = now + timedelta(days=days) if days else None
    customer.acted_at = now


def _held() -> Select[Solicitation]:
    """Requests as they stand once a sender at work on them has committed, and held until we do.

    Without it an objection that races the send would write "stopped" over what just left.
    """
    locked = select(Solicitation).order_by(Solicitation.id).with_for_update(key_share=True)
    return locked.execution_options(populate_existing=True)


def _stop(asks: Iterable[Solicitation], reason: Reason, now: datetime) -> int:
    count = 0
    for ask in asks:
        ask.move_to(SolicitationState.STOPPED, reason, now)
        ask.claim_token = ask.claimed_until = None
        count += 1
    return count
