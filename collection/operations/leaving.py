"""Words left on an open page: kept apart, confirmed by their author, or deleted (rule 11)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from collection.operations.drafting import drop_drafts
from collection.operations.submitting import grant
from collection.policy import Answer, local_day
from collection.queries.open import (
    Place,
    bought_line,
    check_in_of,
    customer_at,
    is_known_otherwise,
    left_since,
    standing_words,
    unproven_words,
)
from core.events import PresentationChanged, SubmissionLeft, SubmissionReceived
from core.models import (
    Attendee,
    Consent,
    Customer,
    Letter,
    Link,
    Media,
    Occasion,
    Order,
    Submission,
)
from core.outbox import record
from core.signing import LIFETIMES, normal_address, random_ref
from core.states import (
    LetterKind,
    LetterState,
    LinkPurpose,
    Moment,
    OccasionKind,
    SubmissionKind,
    SubmissionState,
)

KEPT = LIFETIMES[LinkPurpose.CONFIRM]
"""How long words wait for their author; their link lives as long."""
MOST_A_DAY = 3
"""Mails that one address can be sent by whoever types it, in a day."""
DAY = timedelta(days=1)


def leave_words(
    session: Session, place: Place, email: str, answer: Answer, now: datetime
) -> Submission | None:
    """Keep the words until their author confirms them; None when this address has had enough."""
    customer = _customer(session, place, normal_address(email), answer, now)
    if left_since(session, customer, now - DAY) >= MOST_A_DAY:
        return None
    submission = _unconfirmed(place, customer, answer, now)
    session.add(submission)
    session.flush()  # the consents, the letter and the event carry its id
    grant(session, submission, answer, now)
    letter = _letter(submission, now)
    session.add(letter)
    session.flush()  # the event carries its id
    record(session, SubmissionLeft(place.store.id, submission.id, letter.id), now)
    return submission


def confirm_words(session: Session, submission: Submission, now: datetime) -> bool:
    """The author says they are theirs: now they can be read; False when they were confirmed before.

    A check-in or an order makes them verified (rule 11). What the person said of the same thing
    before is amended, so that one person counts once (rule 8).
    """
    if submission.state is not SubmissionState.UNCONFIRMED:
        return False
    prove(session, submission)
    before = standing_words(session, submission)
    submission.amends_id = before.id if before else None
    submission.move_to(SubmissionState.RECEIVED)
    record(session, SubmissionReceived(submission.store_id, submission.id), now)
    return True


def prove(session: Session, submission: Submission) -> bool:
    """Tie words to their author's check-in or order line, if there is one."""
    if submission.product_id is not None and submission.order_line_id is None:
        line = bought_line(session, submission)
        submission.order_line_id = line.id if line else None
        return line is not None
    if submission.store_event_id is None or submission.occasion_id is not None:
        return False
    found = check_in_of(
        session, submission.store_id, submission.customer_id, submission.store_event_id
    )
    submission.occasion_id = found.id if found else None
    return found is not None


def prove_late(session: Session, occasion: Occasion, now: datetime) -> int:
    """The check-in or the order came after the words: they are verified now; how many were not."""
    if occasion.kind is OccasionKind.SUPPORT:
        return 0
    proven = [one for one in unproven_words(session, occasion) if prove(session, one)]
    if proven:
        record(session, PresentationChanged(occasion.store_id, None), now)
    return len(proven)


def forget_unconfirmed(session: Session, now: datetime, limit: int) -> int:
    """Delete words nobody confirmed in 14 days, and people known by nothing else; how many."""
    rows = session.scalars(
        select(Submission)
        .where(
            Submission.state == SubmissionState.UNCONFIRMED,
            Submission.submitted_at <= now - KEPT,
        )
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for submission in rows:
        _forget(session, submission)
    return len(rows)


def _forget(session: Session, submission: Submission) -> None:
    customer = session.get_one(Customer, submission.customer_id)
    for row in (Letter, Consent, Link):
        session.execute(
            delete(row).where(
                row.store_id == submission.store_id, row.submission_id == submission.id
            )
        )
    session.delete(submission)
    session.flush()  # what is left of the customer is asked of the database
    if not _is_somebody(session, customer):
        drop_drafts(session, customer.store_id, customer.id)
        session.execute(
            delete(Link).where(Link.store_id == customer.store_id, Link.customer_id == customer.id)
        )
        session.delete(customer)


def _is_somebody(session: Session, customer: Customer) -> bool:
    """Whether the person bought, came, was asked, objected, or said anything else."""
    if customer.objected_at or customer.paused_until or is_known_otherwise(session, customer):
        return True
    return any(
        session.scalar(
            select(row.id)
            .where(row.store_id == customer.store_id, row.customer_id == customer.id)
            .limit(1)
        )
        for row in (Attendee, Order, Media)
    )


def _customer(
    session: Session, place: Place, email: str, answer: Answer, now: datetime
) -> Customer:
    """The person of that address; a name typed by anybody never replaces one we know."""
    known = customer_at(session, place.store.id, email)
    if known is not None:
        return known
    customer = Customer(
        store_id=place.store.id,
        email=email,
        name=answer.display_name,
        language=answer.language,
        created_at=now,
        acted_at=now,
    )
    try:
        with session.begin_nested():
            session.add(customer)
    except IntegrityError:  # pressed twice at once: the other one made the row
        return session.scalars(
            select(Customer).where(Customer.store_id == place.store.id, Customer.email == email)
        ).one()
    return customer


def _unconfirmed(place: Place, customer: Customer, answer: Answer, now: datetime) -> Submission:
    day = _happened_on(place, answer, now)
    return Submission(
        store_id=place.store.id,
        ref=random_ref(),
        customer_id=customer.id,
        kind=SubmissionKind.REVIEW,
        subject=place.subject,
        store_event_id=place.event.id if place.event else None,
        product_id=place.product.id if place.product else None,
        moment=Moment.EVENT if place.event else Moment.AFTER_PURCHASE,
        state=SubmissionState.UNCONFIRMED,
        rating=answer.rating,
        words=answer.words or None,
        answers=dict(answer.answers),
        language=answer.language,
        display_name=answer.display_name,
        experience_basis=OccasionKind.EVENT if place.event else OccasionKind.PURCHASE,
        experience_on=day,
        experience_day=max(0, (local_day(now, place.store.timezone) - day).days),
        submitted_at=now,
        range_hmac=answer.origin.range_hmac or None,
        device_hmac=answer.origin.device_hmac or None,
    )


def _happened_on(place: Place, answer: Answer, now: datetime) -> date:
    """The day of the experience (rule 12): the event's own, else the one its author told."""
    if answer.happened_on is not None:
        return answer.happened_on
    begun = place.event.starts_at if place.event else None
    return local_day(begun or now, place.store.timezone)


def _letter(submission: Submission, now: datetime) -> Letter:
    return Letter(
        store_id=submission.store_id,
        submission_id=submission.id,
        customer_id=submission.customer_id,
        kind=LetterKind.CONFIRM,
        state=LetterState.RELEASED,
        dedupe_key=f"confirm:{submission.id}",
        send_ref=random_ref(),
        created_at=now,
    )
