"""From an occasion to the requests it calls for, and their reminders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.models import Customer, MomentSetting, Occasion, Solicitation, Store
from core.signing import ordered_ref
from core.states import Moment, OccasionKind, Reason, SolicitationState, SubmissionKind, Varied
from solicitation.operations.timing import Timing, circumstances_of, timing_of
from solicitation.policy import (
    UNITED_KINGDOM,
    due_at,
    is_held_out,
    kinds_asked,
    moments_of,
    next_open,
)
from solicitation.queries.hindrances import quiet_of
from solicitation.queries.trials import running_trials
from solicitation.zones import zone_of

_Slot = tuple[Moment, SubmissionKind]
_REVIVABLE = frozenset(
    {
        Reason.REOPENED,
        Reason.CANCELLED,
        Reason.RETURNED,
        Reason.REFUNDED,
        Reason.MOMENT_OFF,
        Reason.CHECK_IN_TAKEN_BACK,
    }
)

UNMOVED = frozenset({Reason.MOMENT_ARRIVES, Reason.REPLANNED})
"""Reasons of a request that still stands on the day its moment gave it."""


def plan_solicitations(session: Session, occasion: Occasion, now: datetime) -> int:
    """Plan what is missing and move what is planned; running twice changes nothing.

    Returns how many requests were planned or moved.
    """
    if occasion.stopped_at is not None:
        return 0
    store = session.get_one(Store, occasion.store_id)
    known, trials = _known(session, occasion), running_trials(session, store.id, Varied.DELAY)
    about, changed = circumstances_of(occasion), 0
    settings = settings_of(session, store.id)
    for setting, kind in wanted(store, settings, about.kind, about.country, occasion.satisfaction):
        ask = known.get((setting.moment, kind))
        timing = timing_of(store, about, setting, ask, trials.get(setting.moment))
        if ask is None:
            session.add(_planned(occasion, setting, kind, timing, now))
            changed += 1
        else:
            changed += _move(store, ask, timing, setting, now)
    return changed


def plan_reminder(session: Session, ask: Solicitation, now: datetime) -> None:
    """Plan the next reminder of a sent request, unless it exists or its moment wants none."""
    setting = setting_of(session, ask.store_id, ask.moment)
    if setting is None or ask.handed_over_at is None or ask.is_media_only:
        return
    if ask.sequence >= setting.reminders or _has_reminder(session, ask):
        return
    due = reminder_due(session.get_one(Store, ask.store_id), ask, setting)
    reminder = new_ask(ask.occasion, setting, ask.kind, due, now)
    reminder.sequence = ask.sequence + 1
    reminder.useful_until = reminder_useful_until(ask, due)
    session.add(reminder)


def reminder_due(store: Store, ask: Solicitation, setting: MomentSetting) -> datetime:
    """When the reminder of a mail handed over should arrive."""
    since = ask.handed_over_at or ask.due_at
    return due_at(since, setting.reminder_days * 24, zone_for(ask.customer, store), quiet_of(store))


def reminder_useful_until(ask: Solicitation, due: datetime) -> datetime:
    """A reminder is of use as long as its request, and never for less than three days."""
    return max(ask.useful_until, due + timedelta(days=3))


def setting_of(session: Session, store_id: int, moment: Moment) -> MomentSetting | None:
    """The store's setting of one moment."""
    return session.scalar(
        select(MomentSetting).where(
            MomentSetting.store_id == store_id, MomentSetting.moment == moment
        )
    )


def settings_of(session: Session, store_id: int) -> dict[Moment, MomentSetting]:
    """The store's setting of every moment, in one statement."""
    rows = session.scalars(select(MomentSetting).where(MomentSetting.store_id == store_id))
    return {setting.moment: setting for setting in rows}


def new_ask(
    occasion: Occasion, setting: MomentSetting, kind: SubmissionKind, due: datetime, now: datetime
) -> Solicitation:
    """A planned request of one occasion and moment; the caller adds it."""
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
        send_ref=ordered_ref(now),
        planned_at=now,
    )


def zone_for(customer: Customer, store: Store) -> ZoneInfo:
    """Where this customer's day is."""
    return zone_of(customer.timezone, customer.country, store.timezone, customer.region)


def _known(session: Session, occasion: Occasion) -> Mapping[_Slot, Solicitation]:
    rows = session.scalars(
        select(Solicitation).where(
            Solicitation.store_id == occasion.store_id,
            Solicitation.occasion_id == occasion.id,
            Solicitation.sequence == 0,
            Solicitation.is_media_only.is_(False),
        )
    )
    return {(row.moment, row.kind): row for row in rows}


def wanted(
    store: Store,
    settings: Mapping[Moment, MomentSetting],
    kind: OccasionKind,
    country: str,
    satisfaction: float | None,
) -> list[tuple[MomentSetting, SubmissionKind]]:
    """Each moment and kind that an occasion calls for, of a customer in that country.

    Testimonials stay off for the UK (rule 6).
    """
    is_testimonial_on = store.is_testimonial_asked and UNITED_KINGDOM not in (
        store.country,
        country,
    )
    found: list[tuple[MomentSetting, SubmissionKind]] = []
    for moment in moments_of(kind):
        setting = settings.get(moment)
        if setting is not None:
            kinds = kinds_asked(
                moment,
                satisfaction,
                is_testimonial_on=is_testimonial_on,
                is_review_on=setting.is_on,
            )
            found.extend((setting, one) for one in kinds)
    return found


def _planned(
    occasion: Occasion, setting: MomentSetting, kind: SubmissionKind, timing: Timing, now: datetime
) -> Solicitation:
    """A first request; who is held out gets a row that says so and nothing else."""
    ask = new_ask(occasion, setting, kind, timing.due_at, now)
    timing.note_on(ask)
    if _is_held_out(ask, setting):
        ask.state, ask.reason = SolicitationState.DROPPED, Reason.HELD_OUT
    return ask


def _is_held_out(ask: Solicitation, setting: MomentSetting) -> bool:
    return is_held_out(ask.store_id, ask.moment, ask.customer_id, setting.holdout_percent)


def _move(
    store: Store, ask: Solicitation, timing: Timing, setting: MomentSetting, now: datetime
) -> int:
    """Follow the occasion: a new date moves the plan, a ground that fell away revives it.

    The day a customer chose stays, unless the request now comes later by itself.
    """
    due = timing.due_at
    if ask.later_at is not None:
        zone = zone_for(ask.customer, store)
        due = max(due, next_open(ask.later_at, zone, quiet_of(store)))
    useful = due + timedelta(days=setting.useful_days)
    if ask.state is SolicitationState.PLANNED and _is_held_out(ask, setting):
        ask.move_to(SolicitationState.DROPPED, Reason.HELD_OUT, now)
        return 1
    if ask.state is SolicitationState.PLANNED:
        timing.note_on(ask)
    if not _follows(ask, due, useful, now):
        return 0
    ask.due_at, ask.useful_until = due, useful
    ask.move_to(SolicitationState.PLANNED, Reason.REPLANNED, now)
    return 1


def _follows(ask: Solicitation, due: datetime, useful: datetime, now: datetime) -> bool:
    """Whether the plan moves; a moment switched on again calls back only what is still of use."""
    if ask.state is SolicitationState.PLANNED:
        is_elsewhere = ask.reason in UNMOVED and ask.due_at != due
        return is_elsewhere or useful != ask.useful_until
    is_of_use = ask.reason is not Reason.MOMENT_OFF or useful >= now
    return ask.state is SolicitationState.STOPPED and ask.reason in _REVIVABLE and is_of_use


def _has_reminder(session: Session, ask: Solicitation) -> bool:
    """Whether the next slot is taken, be it by a day that the customer chose."""
    found = session.scalar(
        select(Solicitation.id).where(
            Solicitation.store_id == ask.store_id,
            Solicitation.occasion_id == ask.occasion_id,
            Solicitation.moment == ask.moment,
            Solicitation.kind == ask.kind,
            Solicitation.sequence == ask.sequence + 1,
            Solicitation.is_media_only.is_(False),
        )
    )
    return found is not None
