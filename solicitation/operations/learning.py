"""Which moments learn their hour of the day, and what they know of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.errors import N_, NotFound
from core.events import MomentChanged
from core.models import MomentSetting, Store
from core.outbox import record
from core.states import Moment
from solicitation.operations.planning import setting_of
from solicitation.queries.facts import Rates, answer_counts, expected_rates
from solicitation.queries.hours import hours_counted

COUNTED_EVERY = timedelta(hours=20)


def learn_hour(
    session: Session, store_id: int, moment: Moment, *, is_on: bool, now: datetime
) -> None:
    """Switch learning on or off; what is planned at the moment follows. Safe to repeat."""
    setting = setting_of(session, store_id, moment)
    if setting is None:
        raise NotFound(N_("This store has no such moment."))
    if setting.is_hour_learned == is_on:
        return
    setting.is_hour_learned = is_on
    if is_on:
        count_hours(session, setting, now)
    record(session, MomentChanged(store_id, moment.value), now)


def count_hours(session: Session, setting: MomentSetting, now: datetime) -> None:
    """Copy what the ledger tells of each hour to the moment, where planning reads it."""
    store = session.get_one(Store, setting.store_id)
    counts = hours_counted(session, store, setting.moment, now)
    setting.hour_counts = {
        str(hour): [count.asked, count.answered] for hour, count in counts.items()
    }
    setting.hours_counted_at = now


def rates_of(session: Session, store_id: int, now: datetime) -> Rates:
    """The answer rates that settle collisions, from mails and answers counted once a day.

    Counting looks at every mail the store sent, which a claim every few seconds could not afford.
    """
    settings = session.scalars(select(MomentSetting).where(MomentSetting.store_id == store_id))
    by_moment = {setting.moment: setting for setting in settings}
    if any(_is_old(setting, now) for setting in by_moment.values()):
        counts = answer_counts(session, store_id)
        for moment, setting in by_moment.items():
            setting.asked_count, setting.answered_count = counts.get(moment, (0, 0))
            setting.answers_counted_at = now
    kept = {m: (s.asked_count or 0, s.answered_count or 0) for m, s in by_moment.items()}
    return expected_rates(kept)


def _is_old(setting: MomentSetting, now: datetime) -> bool:
    counted_at = setting.answers_counted_at
    return counted_at is None or not now - COUNTED_EVERY < counted_at <= now


def settings_to_count(session: Session, now: datetime) -> list[int]:
    """Moments that learn and were not counted for most of a day, of every store."""
    is_old = MomentSetting.hours_counted_at <= now - COUNTED_EVERY
    return list(
        session.scalars(
            select(MomentSetting.id)
            .where(
                MomentSetting.is_hour_learned,
                or_(MomentSetting.hours_counted_at.is_(None), is_old),
            )
            .order_by(MomentSetting.id)
        )
    )
