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
