"""Experiments as the ledger tells them: what runs, who got which variant, what came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.errors import N_, NotFound
from core.models import Experiment, ExperimentVariant, Solicitation
from core.states import Moment, SubmissionKind, Varied
from solicitation.experiments import ANSWERS_WITHIN, Count, Trial, Variant


def running_trials(session: Session, store_id: int, varied: Varied) -> dict[Moment, Trial]:
    """What the store tries now, by moment."""
    rows = session.scalars(
        select(Experiment)
        .where(
            Experiment.store_id == store_id,
            Experiment.ended_at.is_(None),
            Experiment.varied == varied,
        )
        .options(selectinload(Experiment.variants))
    )
    return {row.moment: trial_of(row) for row in rows}


def trial_of(row: Experiment) -> Trial:
    """The experiment as those see it who assign people to its variants."""
    variants = tuple(Variant(one.id, one.subjects, one.delay_hours) for one in row.variants)
    return Trial(row.ref, row.moment, row.varied, variants)


def experiments_of(session: Session, store_id: int) -> Sequence[Experiment]:
    """All experiments of a store, the running ones first, then the newest."""
    return session.scalars(
        select(Experiment)
        .where(Experiment.store_id == store_id)
        .options(selectinload(Experiment.variants))
        .order_by(Experiment.ended_at.is_not(None), Experiment.started_at.desc(), Experiment.id)
    ).all()


def experiment_of(session: Session, store_id: int, experiment_id: int) -> Experiment:
    """One experiment of a store; raises NotFound."""
    row = session.scalar(
        select(Experiment)
        .where(Experiment.store_id == store_id, Experiment.id == experiment_id)
        .options(selectinload(Experiment.variants), joinedload(Experiment.starter))
    )
    if row is None:
        raise NotFound(N_("This store has no such experiment."))
    return row


def counts_of(
    session: Session, store_id: int, experiment: Experiment, now: datetime
) -> list[Count]:
    """What each variant brought, in the order of the variants.

    Only first requests for a review count: a testimonial is asked of the satisfied alone.
    """
    until = now - ANSWERS_WITHIN
    if experiment.ended_at is not None:
        until = min(until, experiment.ended_at)
    left = _left(store_id, experiment, until)
    asked = _asked(session, left)
    answered = _answered(session, left)
    return [Count(asked.get(one.id, 0), answered[one.id]) for one in experiment.variants]


def young_asks(session: Session, store_id: int, experiment: Experiment, now: datetime) -> int:
    """Requests that left too lately to count."""
    found = session.scalar(
        select(func.count(Solicitation.id)).where(
            *_left(store_id, experiment, experiment.ended_at or now),
            Solicitation.handed_over_at > now - ANSWERS_WITHIN,
        )
    )
    return found or 0


def variants_of_asks(
    session: Session, store_id: int, asks: Collection[Solicitation]
) -> dict[int, ExperimentVariant]:
    """The variants that these requests name, with their experiments, by their own number."""
    ids = {ask.variant_id for ask in asks if ask.variant_id is not None}
    if not ids:
        return {}
    rows = session.scalars(
        select(ExperimentVariant)
        .where(ExperimentVariant.store_id == store_id, ExperimentVariant.id.in_(ids))
        .options(joinedload(ExperimentVariant.experiment))
    )
    return {row.id: row for row in rows}


def _left(
    store_id: int, experiment: Experiment, until: datetime
) -> tuple[ColumnElement[bool], ...]:
    """Requests of its variants that left by then."""
    return (
        Solicitation.store_id == store_id,
        Solicitation.variant_id.in_([one.id for one in experiment.variants]),
        Solicitation.kind == SubmissionKind.REVIEW,
        Solicitation.sequence == 0,
        Solicitation.is_media_only.is_(False),
        Solicitation.handed_over_at <= until,
    )


def _asked(session: Session, left: tuple[ColumnElement[bool], ...]) -> Mapping[int, int]:
    rows = session.execute(
        select(Solicitation.variant_id, func.count(Solicitation.id))
        .where(*left)
        .group_by(Solicitation.variant_id)
    )
    return {variant_id or 0: count for variant_id, count in rows}


def _answered(session: Session, left: tuple[ColumnElement[bool], ...]) -> Counter[int]:
    rows = session.execute(
        select(
            Solicitation.variant_id, Solicitation.handed_over_at, Solicitation.answered_at
        ).where(*left, Solicitation.answered_at.is_not(None))
    )
    return Counter(
        variant_id or 0
        for variant_id, sent_at, answered_at in rows
        if sent_at and answered_at and answered_at - sent_at <= ANSWERS_WITHIN
    )
