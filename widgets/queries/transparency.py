"""The live settings and figures that the transparency page is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from core.models import (
    Consent,
    Contest,
    Customer,
    MomentSetting,
    Outcome,
    PublicationRule,
    Submission,
    SubmissionLabel,
)
from core.states import Label, Moment, SubmissionKind, SubmissionState, Use

YEAR = timedelta(days=365)
OPEN = "open"
"""The origin of what nobody asked for: written through an open address."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of the reviews with so many stars."""

    stars: int
    accepted: int
    refused: int

    @property
    def share(self) -> float | None:
        """The accepted part of what was decided, from 0 to 1; None of nothing."""
        decided = self.accepted + self.refused
        return self.accepted / decided if decided else None


@dataclass(frozen=True, slots=True)
class Contested:
    """What became of the refusals that were contested within a year."""

    received: int
    upheld: int
    reversed: int
    late: int
    """Settled after the promised day, or open beyond it."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is shown today, by where it came from. `origins`: a moment, `imported` or `open`."""

    shown: int
    verified: int
    testimonials: int
    origins: Mapping[str, int]
    labels: Mapping[Label, int]
    acceptance: tuple[Accepted, ...]
    contests: Contested


def moments_of(session: Session, store_id: int) -> Sequence[MomentSetting]:
    """How the store asks, in the order of the moments."""
    rows = session.scalars(select(MomentSetting).where(MomentSetting.store_id == store_id)).all()
    order = list(Moment)
    return sorted(rows, key=lambda row: order.index(row.moment))


def has_rules(session: Session, store_id: int) -> bool:
    """Whether some submissions are published without a person (DSA art. 14(1))."""
    found = select(PublicationRule.id).where(
        PublicationRule.store_id == store_id, PublicationRule.is_on
    )
    return session.scalar(found.limit(1)) is not None


def figures_of(session: Session, store_id: int, now: datetime) -> Figures:
    """Counts over what shoppers can see now, and over the decisions of a year that stand."""
    origins = _origins(session, store_id)
    return Figures(
        shown=sum(origins.values()),
        verified=session.scalar(_shown(store_id).where(_is_verified())) or 0,
        testimonials=session.scalar(_shown(store_id, SubmissionKind.TESTIMONIAL)) or 0,
        origins=origins,
        labels=_labels(session, store_id),
        acceptance=tuple(_acceptance(session, store_id, now)),
        contests=_contests(session, store_id, now),
    )


def _shown(store_id: int, kind: SubmissionKind = SubmissionKind.REVIEW) -> Select[int]:
    """The same conditions as `widgets.policy.hidden_because`, counted by the database."""
    consented = select(Consent.id).where(
        Consent.submission_id == Submission.id,
        Consent.use == Use.SITE,
        Consent.withdrawn_at.is_(None),
    )
    return (
        select(func.count(Submission.id))
        .join(Customer, Customer.id == Submission.customer_id)
        .where(
            Submission.store_id == store_id,
            Submission.kind == kind,
            Submission.state == SubmissionState.APPROVED,
            Customer.erased_at.is_(None),
            consented.exists(),
        )
    )


def _is_verified() -> ColumnElement[bool]:
    """As `Submission.is_verified` says it."""
    return or_(
        Submission.order_line_id.is_not(None),
        and_(Submission.occasion_id.is_not(None), Submission.product_id.is_(None)),
    )


def _has(label: Label) -> ColumnElement[bool]:
    return (
        select(SubmissionLabel.id)
        .where(SubmissionLabel.submission_id == Submission.id, SubmissionLabel.label == label)
        .exists()
    )


def _origins(session: Session, store_id: int) -> dict[str, int]:
    was_asked = or_(Submission.solicitation_id.is_not(None), Submission.occasion_id.is_not(None))
    origin = case(
        (_has(Label.IMPORTED), Label.IMPORTED.value),
        (was_asked, type_coerce(Submission.moment, String)),
        else_=OPEN,
    ).label("origin")
    # Grouped outside: PostgreSQL takes two spellings of one parameter for two expressions.
    origins = _shown(store_id).with_only_columns(origin).subquery()
    counted = select(origins.c.origin, func.count()).group_by(origins.c.origin)
    return {str(name): int(number) for name, number in session.execute(counted)}


def _labels(session: Session, store_id: int) -> dict[Label, int]:
    found = {label: session.scalar(_shown(store_id).where(_has(label))) for label in Label}
    return {label: number for label, number in found.items() if number}


def _contests(session: Session, store_id: int, now: datetime) -> Contested:
    rows = session.scalars(
        select(Contest).where(Contest.store_id == store_id, Contest.contested_at >= now - YEAR)
    ).all()
    outcomes = Counter(row.outcome for row in rows)
    late = sum((row.settled_at or now) > row.due_at for row in rows)
    return Contested(len(rows), outcomes[Outcome.UPHELD], outcomes[Outcome.REVERSED], late)


def _acceptance(session: Session, store_id: int, now: datetime) -> list[Accepted]:
    rows = session.execute(
        select(Submission.rating, Submission.state, func.count(Submission.id))
        .where(
            Submission.store_id == store_id,
            Submission.kind == SubmissionKind.REVIEW,
            Submission.decided_at >= now - YEAR,
        )
        .group_by(Submission.rating, Submission.state)
    )
    found: Counter[tuple[int | None, SubmissionState]] = Counter()
    for rating, state, number in rows:
        found[rating, state] += number
    return [
        Accepted(
            stars,
            found[stars, SubmissionState.APPROVED] + found[stars, SubmissionState.SUPERSEDED],
            found[stars, SubmissionState.REFUSED],
        )
        for stars in range(5, 0, -1)
    ]
