"""A store's rules, what they are told of a submission, and what they would have done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.errors import N_, NotFound
from core.models import PublicationRule, Submission
from core.signals import Signal
from core.states import Moment, SubmissionState
from moderation.rules import Case, Pictures, Rule, publishes

LATEST = 500
"""Decisions of people that a rule is tried on."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a rule would have published of the latest decided, and what people refused of that."""

    published: int
    refused: int
    of: int


def rules_of(session: Session, store_id: int) -> Sequence[PublicationRule]:
    """The store's rules, the oldest first: the first that fits publishes."""
    return session.scalars(
        select(PublicationRule)
        .where(PublicationRule.store_id == store_id)
        .order_by(PublicationRule.id)
    ).all()


def rule_at(session: Session, store_id: int, rule_id: int) -> PublicationRule:
    """One of them; NotFound otherwise."""
    found = session.scalar(
        select(PublicationRule).where(
            PublicationRule.store_id == store_id, PublicationRule.id == rule_id
        )
    )
    if found is None:
        raise NotFound(N_("There is no such rule."))
    return found


def rule_of(row: PublicationRule) -> Rule:
    """What a row means; a moment or signal that is no more is left out."""
    return Rule(
        row.needs_verified,
        frozenset(Moment(one) for one in row.moments if one in set(Moment)),
        Pictures(row.pictures),
        frozenset(Signal(one) for one in row.ignored if one in set(Signal)),
    )


def case_of(submission: Submission, signals: Iterable[Signal]) -> Case:
    """A submission as rules see it: without its stars."""
    return Case(
        submission.is_verified, submission.moment, bool(submission.media), frozenset(signals)
    )


def tried(session: Session, store_id: int, rules: Sequence[Rule]) -> Sequence[Tried]:
    """Each rule on what was last decided and had been looked through before."""
    rows = session.scalars(
        select(Submission)
        .where(
            Submission.store_id == store_id,
            Submission.state.in_((SubmissionState.APPROVED, SubmissionState.REFUSED)),
            Submission.screened_at.is_not(None),
        )
        .options(selectinload(Submission.media), selectinload(Submission.signals))
        .order_by(Submission.decided_at.desc(), Submission.id.desc())
        .limit(LATEST)
    ).all()
    cases = [
        (case_of(row, (one.signal for one in row.signals)), row.state is SubmissionState.REFUSED)
        for row in rows
    ]
    return [_tried(rule, cases) for rule in rules]


def _tried(rule: Rule, cases: Sequence[tuple[Case, bool]]) -> Tried:
    refused = [is_refused for case, is_refused in cases if publishes(rule, case)]
    return Tried(len(refused), sum(refused), len(cases))
