"""A store changed a moment: what is planned there follows, portion by portion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.models import MomentSetting, Occasion, Solicitation, Store
from core.states import Moment, Reason, SolicitationState
from solicitation.operations.planning import (
    UNMOVED,
    plan_solicitations,
    reminder_due,
    reminder_useful_until,
    setting_of,
)

PORTION = 500
"""Occasions followed in one transaction."""


def count_planned(session: Session, store_id: int, moments: Iterable[Moment]) -> int:
    """How many planned requests a change of these moments concerns."""
    return (
        session.scalar(
            select(func.count(Solicitation.id)).where(
                Solicitation.store_id == store_id,
                Solicitation.moment.in_(list(moments)),
                Solicitation.state == SolicitationState.PLANNED,
            )
        )
        or 0
    )


def replan_moment(
    session: Session, store_id: int, moment: Moment, after: int, now: datetime
) -> int | None:
    """Follow the setting for the next portion of occasions numbered above `after`.

    Returns the number of the last occasion seen, None when none is left. Safe to repeat.
    """
    setting = setting_of(session, store_id, moment)
    occasions = _occasions(session, store_id, moment, after)
    if setting is None or not occasions:
        return None
    store = session.get_one(Store, store_id)
    for occasion in occasions:
        if setting.is_on:
            plan_solicitations(session, occasion, now)
    asks = _planned(session, store_id, moment, [one.id for one in occasions])
    for ask in asks:
        _follow(session, store, setting, ask, now)
    return occasions[-1].id


def _occasions(session: Session, store_id: int, moment: Moment, after: int) -> Sequence[Occasion]:
    """Those with something planned at the moment, or stopped because it was off."""
    wanted = (
        select(Solicitation.occasion_id)
        .where(
            Solicitation.store_id == store_id,
            Solicitation.moment == moment,
            Solicitation.occasion_id > after,
            (Solicitation.state == SolicitationState.PLANNED)
            | (Solicitation.reason == Reason.MOMENT_OFF),
        )
        .distinct()
        .order_by(Solicitation.occasion_id)
        .limit(PORTION)
    )
    ids = session.scalars(wanted).all()
    return session.scalars(
        select(Occasion)
        .where(Occasion.store_id == store_id, Occasion.id.in_(ids))
        .order_by(Occasion.id)
    ).all()


def _planned(
    session: Session, store_id: int, moment: Moment, occasion_ids: list[int]
) -> Sequence[Solicitation]:
    return session.scalars(
        select(Solicitation).where(
            Solicitation.store_id == store_id,
            Solicitation.moment == moment,
            Solicitation.occasion_id.in_(occasion_ids),
            Solicitation.state == SolicitationState.PLANNED,
        )
    ).all()


def _follow(
    session: Session, store: Store, setting: MomentSetting, ask: Solicitation, now: datetime
) -> None:
    """Stop what the moment no longer wants, and move its reminders."""
    if not setting.is_on:
        ask.move_to(SolicitationState.STOPPED, Reason.MOMENT_OFF, now)
    elif ask.is_media_only:
        if not setting.is_media_asked:
            ask.move_to(SolicitationState.STOPPED, Reason.REMINDER_OFF, now)
    elif ask.sequence > 0 and ask.later_at is None:
        _follow_reminder(session, store, setting, ask, now)


def _follow_reminder(
    session: Session, store: Store, setting: MomentSetting, ask: Solicitation, now: datetime
) -> None:
    if ask.sequence > setting.reminders:
        ask.move_to(SolicitationState.STOPPED, Reason.REMINDER_OFF, now)
        return
    before = _mail_before(session, ask)
    if before is None:
        return
    due = reminder_due(store, before, setting)
    if ask.reason in UNMOVED and ask.due_at != due:
        ask.due_at, ask.useful_until = due, reminder_useful_until(before, due)
        ask.move_to(SolicitationState.PLANNED, Reason.REPLANNED, now)


def _mail_before(session: Session, ask: Solicitation) -> Solicitation | None:
    return session.scalar(
        select(Solicitation).where(
            Solicitation.store_id == ask.store_id,
            Solicitation.occasion_id == ask.occasion_id,
            Solicitation.moment == ask.moment,
            Solicitation.kind == ask.kind,
            Solicitation.is_media_only.is_(False),
            Solicitation.sequence == ask.sequence - 1,
        )
    )
