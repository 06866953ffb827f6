"""Keep what a customer gave, word for word; the same form sent twice is kept once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from collection.operations.files import attach_files
from collection.policy import Answer, local_day
from collection.queries.asked import Asked, earlier_words
from core.errors import N_, Conflict
from core.events import SubmissionReceived
from core.models import Channel, Consent, Product, Submission
from core.outbox import record
from core.signing import random_ref
from core.states import SubjectKind, SubmissionState


def submit(
    session: Session, asked: Asked, product: Product | None, answer: Answer, now: datetime
) -> Submission:
    """The submission of this request about this product; the one already there if any.

    `asked` must be locked (see `asked_by`), so that two presses at once cannot both be first.
    """
    known = asked.answer_to(product.id if product else None)
    if known is not None:
        return known
    before = earlier_words(session, asked, product)
    submission = _about(asked, product, now)
    submission.amends_id = before.id if before else None
    return _keep(session, submission, answer, now)


def amend(session: Session, former: Submission, answer: Answer, now: datetime) -> Submission:
    """A new version of `former`, which stays as it is until the new one is decided (rule 9)."""
    if former.state in (SubmissionState.WITHDRAWN, SubmissionState.ERASED):
        raise Conflict(N_("You took this back; it cannot be changed any more."))
    submission = Submission(
        store_id=former.store_id,
        customer_id=former.customer_id,
        solicitation_id=former.solicitation_id,
        occasion_id=former.occasion_id,
        kind=former.kind,
        subject=former.subject,
        product_id=former.product_id,
        store_event_id=former.store_event_id,
        moment=former.moment,
        order_line_id=former.order_line_id,
        experience_basis=former.experience_basis,
        experience_on=former.experience_on,
        experience_day=former.experience_day,
        amends_id=former.id,
    )
    return _keep(session, submission, answer, now)


def _about(asked: Asked, product: Product | None, now: datetime) -> Submission:
    occasion, ask = asked.occasion, asked.ask
    zones = (asked.customer.timezone, asked.store.timezone)
    happened_on = local_day(occasion.happened_at, *zones)
    line = asked.line_of(product.id) if product else None
    return Submission(
        store_id=ask.store_id,
        customer_id=ask.customer_id,
        solicitation_id=ask.id,
        occasion_id=occasion.id,
        kind=ask.kind,
        subject=asked.subject,
        product_id=product.id if product else None,
        store_event_id=occasion.store_event_id,
        moment=ask.moment,
        order_line_id=line.id if line else None,
        experience_basis=occasion.kind,
        experience_on=happened_on,
        experience_day=max(0, (local_day(now, *zones) - happened_on).days),
    )


def _keep(session: Session, submission: Submission, answer: Answer, now: datetime) -> Submission:
    submission.ref, submission.state = random_ref(), SubmissionState.RECEIVED
    submission.rating = answer.rating
    submission.title, submission.words = answer.title or None, answer.words or None
    submission.answers = dict(answer.answers)
    submission.language, submission.display_name = answer.language, answer.display_name
    submission.submitted_at = now
    submission.range_hmac = answer.origin.range_hmac or None
    submission.device_hmac = answer.origin.device_hmac or None
    session.add(submission)
    session.flush()  # the consents, the files and the event carry its id
    grant(session, submission, answer, now)
    attach_files(session, submission, answer, now)
    record(session, SubmissionReceived(submission.store_id, submission.id), now)
    return submission


def grant(session: Session, submission: Submission, answer: Answer, now: datetime) -> None:
    """Note each use the author allowed, in the words they ticked."""
    for given in answer.uses:
        session.add(
            Consent(
                store_id=submission.store_id,
                submission_id=submission.id,
                customer_id=submission.customer_id,
                use=given.use,
                text_version=given.version,
                text=given.text,
                language=answer.language,
                channel=_channel(submission),
                granted_at=now,
            )
        )


def _channel(submission: Submission) -> Channel:
    if submission.solicitation_id is not None:
        return Channel.MAILED_LINK
    is_at_event = submission.subject is SubjectKind.EVENT
    return Channel.EVENT_PAGE if is_at_event else Channel.OPEN_PAGE
