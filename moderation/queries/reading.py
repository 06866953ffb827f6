"""One submission with everything a member weighs before deciding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.errors import N_, NotFound
from core.models import Decision, Occasion, OrderLine, Publication, Reply, Submission
from core.states import SubmissionState
from moderation.queries.log import history
from moderation.queries.submissions import current_reply

MOST_OTHERS = 8


@dataclass(frozen=True, slots=True)
class Opened:
    """What the reading pane shows."""

    submission: Submission
    line: OrderLine | None
    occasion: Occasion | None
    versions: Sequence[Submission]
    """Earlier words of the same living review, newest first."""
    newer: Submission | None
    others: Sequence[Submission]
    """The same person's other submissions."""
    decisions: Sequence[Decision]
    reply: Reply | None
    replaced: Sequence[Reply]


def opened(session: Session, store_id: int, submission_id: int) -> Opened:
    """The submission and its surroundings; NotFound when this store has none of that number.

    Words whose author has not confirmed them are nobody's to read, whoever knows their number.
    """
    found = session.scalar(
        select(Submission)
        .where(
            Submission.store_id == store_id,
            Submission.id == submission_id,
            Submission.state != SubmissionState.UNCONFIRMED,
        )
        .options(
            joinedload(Submission.customer),
            joinedload(Submission.product),
            joinedload(Submission.store_event),
            selectinload(Submission.media),
            selectinload(Submission.labels),
            selectinload(Submission.consents),
            selectinload(Submission.signals),
            selectinload(Submission.masks),
        )
    )
    if found is None:
        raise NotFound(N_("There is no such submission."))
    versions = _versions(session, found)
    newer = _newer(session, found)
    left_out = {found.id, newer.id if newer else 0, *(one.id for one in versions)}
    return Opened(
        submission=found,
        line=_line(session, found),
        occasion=_occasion(session, found),
        versions=versions,
        newer=newer,
        others=_others(session, found, left_out),
        decisions=history(session, store_id, submission_id),
        reply=current_reply(session, store_id, submission_id),
        replaced=_replaced(session, found),
    )


def _line(session: Session, of: Submission) -> OrderLine | None:
    if of.order_line_id is None:
        return None
    return session.scalar(
        select(OrderLine)
        .where(OrderLine.store_id == of.store_id, OrderLine.id == of.order_line_id)
        .options(joinedload(OrderLine.order))
    )


def _occasion(session: Session, of: Submission) -> Occasion | None:
    if of.occasion_id is None:
        return None
    return session.scalar(
        select(Occasion)
        .where(Occasion.store_id == of.store_id, Occasion.id == of.occasion_id)
        .options(joinedload(Occasion.store_event), joinedload(Occasion.order))
    )


def _versions(session: Session, of: Submission) -> list[Submission]:
    found: list[Submission] = []
    key = of.amends_id
    while key is not None and len(found) < MOST_OTHERS:
        earlier = session.scalars(
            select(Submission).where(Submission.store_id == of.store_id, Submission.id == key)
        ).one()
        found.append(earlier)
        key = earlier.amends_id
    return found


def _newer(session: Session, of: Submission) -> Submission | None:
    return session.scalar(
        select(Submission)
        .where(
            Submission.store_id == of.store_id,
            Submission.amends_id == of.id,
            Submission.state != SubmissionState.UNCONFIRMED,
        )
        .order_by(Submission.id.desc())
    )


def _others(session: Session, of: Submission, left_out: set[int]) -> Sequence[Submission]:
    return session.scalars(
        select(Submission)
        .where(
            Submission.store_id == of.store_id,
            Submission.customer_id == of.customer_id,
            Submission.id.not_in(left_out),
            Submission.state != SubmissionState.UNCONFIRMED,
        )
        .options(joinedload(Submission.product), joinedload(Submission.store_event))
        .order_by(Submission.submitted_at.desc(), Submission.id.desc())
        .limit(MOST_OTHERS)
    ).all()


def _replaced(session: Session, of: Submission) -> Sequence[Reply]:
    return session.scalars(
        select(Reply)
        .where(
            Reply.store_id == of.store_id,
            Reply.submission_id == of.id,
            Reply.replaced_at.is_not(None),
        )
        .order_by(Reply.id.desc())
    ).all()


def publication_of(session: Session, store_id: int, submission_id: int) -> Publication | None:
    """Where it is or was shown, once it ever was."""
    return session.scalar(
        select(Publication).where(
            Publication.store_id == store_id, Publication.submission_id == submission_id
        )
    )
