"""From an occasion to the requests it calls for, and their reminders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.models import MomentSetting, Occasion, Solicitation, Store
from core.signing import random_ref
from core.states import Moment, OccasionKind, Reason, SolicitationState, SubmissionKind
from solicitation.policy import UNITED_KINGDOM, due_at, kinds_asked, moments_of
from solicitation.queries.facts import quiet_of
from solicitation.zones import zone_of

_Slot = tuple[Moment, SubmissionKind]
_REVIVABLE = frozenset({Reason.REOPENED, Reason.CANCELLED, Reason.RETURNED, Reason.REFUNDED})


def plan_solicitations(session: Session, occasion: Occasion, now: datetime) -> int:
    """Plan what is missing and move what is planned; running twice changes nothing.

    Returns how many requests were planned or moved.
    """
    if occasion.stopped_at is not None:
        return 0
    store = session.get_one(Store, occasion.store_id)
    known = _known(session, occasion)
    changed = 0
    for setting, kind in _wanted(session, store, occasion):
        due = _due(store, occasion, setting)
        ask = known.get((setting.moment, kind))
        if ask is None:
            session.add(_new(occasion, setting, kind, due, now))
            changed += 1
        else:
            changed += _move(ask, due, setting, now)
    return changed


def plan_reminder(session: Session, ask: Solicitation, now: datetime) -> None:
    """Plan the next reminder of a sent request, unless it exists or its moment wants none."""
    setting = _setting(session, ask.store_id, ask.moment)
    if setting is None or ask.sequence >= setting.reminders or ask.handed_over_at is None:
        return
    key = (ask.store_id, ask.occasion_id, ask.moment, ask.kind, ask.sequence + 1)
    if _slot_is_taken(session, key):
        return
    store = session.get_one(Store, ask.store_id)
    due = due_at(
        ask.handed_over_at,
        setting.reminder_days * 24,
        zone_of(ask.customer.timezone, ask.customer.country, store.timezone),
        quiet_of(store),
    )
    reminder = _new(ask.occasion, setting, ask.kind, due, now)
    reminder.sequence = ask.sequence + 1
    reminder.useful_until = max(ask.useful_until, due + timedelta(days=3))
    session.add(reminder)


def _known(session: Session, occasion: Occasion) -> Mapping[_Slot, Solicitation]:
    rows = session.scalars(
        select(Solicitation).where(
            Solicitation.store_id == occasion.store_id,
            Solicitation.occasion_id == occasion.id,
            Solicitation.sequence == 0,
        )
    )
    return {(row.moment, row.kind): row for row in rows}


def _wanted(
    session: Session, store: Store, occasion: Occasion
) -> list[tuple[MomentSetting, SubmissionKind]]:
    """Each moment and kind the occasion calls for; testimonials stay off for the UK (rule 6)."""
    is_testimonial_on = store.is_testimonial_asked and UNITED_KINGDOM not in (
        store.country,
        occasion.customer.country,
    )
    wanted: list[tuple[MomentSetting, SubmissionKind]] = []
    for moment in moments_of(occasion.kind):
        setting = _setting(session, store.id, moment)
        if setting is not None:
            kinds = kinds_asked(
                moment,
                occasion.satisfaction,
                is_testimonial_on=is_testimonial_on,
                is_review_on=setting.is_on,
            )
            wanted.extend((setting, kind) for kind in kinds)
    return wanted


def _setting(session: Session, store_id: int, moment: Moment) -> MomentSetting | None:
    return session.scalar(
        select(MomentSetting).where(
            MomentSetting.store_id == store_id, MomentSetting.moment == moment
        )
    )


def _due(store: Store, occasion: Occasion, setting: MomentSetting) -> datetime:
    customer = occasion.customer
    country = occasion.order.country if occasion.order else customer.country
    is_abroad = (
        occasion.kind is OccasionKind.PURCHASE and bool(country) and country != store.country
    )
    return due_at(
        occasion.happened_at,
        setting.delay_hours_abroad if is_abroad else setting.delay_hours,
        zone_of(customer.timezone, customer.country, store.timezone),
        quiet_of(store),
    )


def _new(
    occasion: Occasion, setting: MomentSetting, kind: SubmissionKind, due: datetime, now: datetime
) -> Solicitation:
    return Solicitation(
        store_id=occasion.store_id,
        customer_id=occasion.customer_id,
        occasion_id=occasion.id,
        moment=setting.moment,
        kind=kind,
        state=SolicitationState.PLANNED,
        reason=Reason.MOMENT_ARRIVES,
        due_at=due,
        useful_until=due + timedelta(days=setting.useful_days),
        send_ref=random_ref(),
        planned_at=now,
    )


def _move(ask: Solicitation, due: datetime, setting: MomentSetting, now: datetime) -> int:
    """Follow the occasion: a new date moves the plan, a ground that fell away revives it."""
    is_revived = ask.state is SolicitationState.STOPPED and ask.reason in _REVIVABLE
    is_planned = ask.state is SolicitationState.PLANNED
    useful = due + timedelta(days=setting.useful_days)
    if not is_revived and not (is_planned and useful != ask.useful_until):
        return 0
    ask.due_at, ask.useful_until = due, useful
    ask.move_to(SolicitationState.PLANNED, Reason.REPLANNED, now)
    return 1


def _slot_is_taken(session: Session, key: tuple[int, int, Moment, SubmissionKind, int]) -> bool:
    store_id, occasion_id, moment, kind, sequence = key
    found = session.scalar(
        select(Solicitation.id).where(
            Solicitation.store_id == store_id,
            Solicitation.occasion_id == occasion_id,
            Solicitation.moment == moment,
            Solicitation.kind == kind,
            Solicitation.sequence == sequence,
        )
    )
    return found is not None
