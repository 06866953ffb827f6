"""What each hour of the day brought, counted from the ledger."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.models import Customer, Solicitation, Store
from core.states import Moment, SubmissionKind
from solicitation.experiments import ANSWERS_WITHIN, Count
from solicitation.hours import COUNTED_DAYS
from solicitation.zones import zone_of

_PORTION = 5000


def hours_counted(
    session: Session, store: Store, moment: Moment, now: datetime
) -> dict[int, Count]:
    """Asked and answered by hour of the customer's day, over the last half year.

    Only what left at the hour drawn for it counts: what caps or a pause moved says nothing about
    that hour, and hours that nobody drew depend on when parcels arrive.
    """
    rows = session.execute(
        select(
            Solicitation.learned_hour,
            Solicitation.handed_over_at,
            Solicitation.answered_at,
            Customer.timezone,
            Customer.country,
            Customer.region,
        )
        .join(Customer, Customer.id == Solicitation.customer_id)
        .where(
            Solicitation.store_id == store.id,
            Solicitation.moment == moment,
            Solicitation.learned_hour.is_not(None),
            Solicitation.kind == SubmissionKind.REVIEW,
            Solicitation.sequence == 0,
            Solicitation.is_media_only.is_(False),
            Solicitation.handed_over_at > now - timedelta(days=COUNTED_DAYS),
            Solicitation.handed_over_at <= now - ANSWERS_WITHIN,
        )
        .execution_options(yield_per=_PORTION)
    )
    asked: Counter[int] = Counter()
    answered: Counter[int] = Counter()
    for hour, sent_at, answered_at, zone, country, region in rows:
        if hour is None or sent_at is None:
            continue  # the statement leaves none such; the columns could
        if sent_at.astimezone(zone_of(zone, country, store.timezone, region)).hour == hour:
            asked[hour] += 1
            answered[hour] += answered_at is not None and answered_at - sent_at <= ANSWERS_WITHIN
    return {hour: Count(asked[hour], answered[hour]) for hour in sorted(asked)}
