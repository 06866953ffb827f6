"""What asking changes: people who may be asked at a moment, beside those left alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CTE, Integer, cast, func, select
from sqlalchemy.orm import Session

from core.models import Order, Solicitation, Submission
from core.states import Moment, Reason, SubmissionKind, SubmissionState


@dataclass(frozen=True, slots=True)
class Group:
    """People of one side, and what they did since the day they were, or would have been, asked."""

    people: int = 0
    reviewers: int = 0
    orders: int = 0

    def per_hundred(self, count: int) -> float:
        """`count` for every hundred of these people."""
        return 100 * count / self.people if self.people else 0.0


@dataclass(frozen=True, slots=True)
class Effect:
    """Both sides of one moment."""

    asked: Group
    left_alone: Group


def effects(session: Session, store_id: int, now: datetime) -> dict[Moment, Effect]:
    """The two sides of every moment that leaves people alone.

    People are compared by the side they fell on and not by what reached them, since the day the
    store first left somebody alone: chance alone parts the two sides.
    """
    people = _people(store_id, now)
    sides = select(people.c.moment, people.c.is_left_alone, func.count())
    counted = _counts(session, sides.group_by(people.c.moment, people.c.is_left_alone))
    reviewers = _counts(session, _reviewers(people, store_id))
    orders = _counts(session, _orders(people, store_id))

    def group(moment: Moment, side: int) -> Group:
        key = (moment, side)
        return Group(counted.get(key, 0), reviewers.get(key, 0), orders.get(key, 0))

    moments = [moment for moment in Moment if (moment, 1) in counted]
    return {moment: Effect(group(moment, 0), group(moment, 1)) for moment in moments}


def _people(store_id: int, now: datetime) -> CTE:
    """Each person once per moment, from the first day on which they were due."""
    begun = (
        select(Solicitation.moment, func.min(Solicitation.planned_at).label("since"))
        .where(Solicitation.store_id == store_id, Solicitation.reason == Reason.HELD_OUT)
        .group_by(Solicitation.moment)
        .cte("begun")
    )
    is_left_alone = cast(Solicitation.reason == Reason.HELD_OUT, Integer)
    return (
        select(
            Solicitation.moment,
            Solicitation.customer_id,
            func.max(is_left_alone).label("is_left_alone"),
            func.min(Solicitation.due_at).label("due_at"),
        )
        .join(begun, begun.c.moment == Solicitation.moment)
        .where(
            Solicitation.store_id == store_id,
            Solicitation.sequence == 0,
            Solicitation.is_media_only.is_(False),
            Solicitation.planned_at >= begun.c.since,
            Solicitation.due_at <= now,
        )
        .group_by(Solicitation.moment, Solicitation.customer_id)
        .cte("people")
    )


def _reviewers(people: CTE, store_id: int):  # type: ignore[no-untyped-def] # a select of three columns
    return (
        select(
            people.c.moment,
            people.c.is_left_alone,
            func.count(Submission.customer_id.distinct()),
        )
        .join(Submission, Submission.customer_id == people.c.customer_id)
        .where(
            Submission.store_id == store_id,
            Submission.kind == SubmissionKind.REVIEW,
            Submission.state.not_in((SubmissionState.UNCONFIRMED, SubmissionState.ERASED)),
            Submission.submitted_at >= people.c.due_at,
        )
        .group_by(people.c.moment, people.c.is_left_alone)
    )


def _orders(people: CTE, store_id: int):  # type: ignore[no-untyped-def] # a select of three columns
    return (
        select(people.c.moment, people.c.is_left_alone, func.count())
        .join(Order, Order.customer_id == people.c.customer_id)
        .where(Order.store_id == store_id, Order.ordered_at >= people.c.due_at)
        .group_by(people.c.moment, people.c.is_left_alone)
    )


def _counts(session: Session, wanted) -> Mapping[tuple[Moment, int], int]:  # type: ignore[no-untyped-def] # a select of three columns
    return {(moment, side): count for moment, side, count in session.execute(wanted)}
