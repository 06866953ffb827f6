"""When each moment asks, and when a mail may arrive: facts in, moments out. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from core.states import Moment, OccasionKind, SubmissionKind
from solicitation.beta import quantile


@dataclass(frozen=True, slots=True)
class MomentDefault:
    """What a new store starts with at one moment (product.md, the five moments).

    `answer_rate` is the middle of what practitioners report: a prior, not a promise.
    """

    occasion: OccasionKind
    delay_hours: int
    delay_hours_abroad: int
    useful_days: int
    answer_rate: float
    reminders: int = 1
    reminder_days: int = 7
    is_media_asked: bool = False


DEFAULTS: Mapping[Moment, MomentDefault] = {
    Moment.AFTER_PURCHASE: MomentDefault(OccasionKind.PURCHASE, 3 * 24, 4 * 24, 21, 0.075),
    Moment.ONE_MONTH: MomentDefault(
        OccasionKind.PURCHASE, 30 * 24, 30 * 24, 45, 0.175, is_media_asked=True
    ),
    Moment.SIX_MONTHS: MomentDefault(OccasionKind.PURCHASE, 182 * 24, 182 * 24, 90, 0.275),
    Moment.SUPPORT_RESOLVED: MomentDefault(OccasionKind.SUPPORT, 2 * 24, 2 * 24, 21, 0.375),
    Moment.EVENT: MomentDefault(OccasionKind.EVENT, 2, 2, 14, 0.55, reminder_days=4),
}

PRIOR_WEIGHT = 50
"""How many sent requests the prior weighs against a store's own results."""
REMINDER_SHARE = 0.4
POSITIVE = 0.75
"""A ticket's score, as a share of its maximum, from which it counts as positive (rule 6)."""
DAY = timedelta(days=1)
UNITED_KINGDOM = "GB"
MOST_REMINDERS = 3
LATER = (7, 30)
"""Days after which a customer may ask to be asked again."""
MOST_HELD_OUT = 50
"""Per cent: more than half left alone would measure nothing better."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """When no mail may arrive, in the customer's own time."""

    from_hour: int
    until_hour: int
    is_sunday_quiet: bool


@dataclass(frozen=True, slots=True)
class Transit:
    """Days a parcel travels when nobody tells us that it arrived."""

    domestic_days: int
    abroad_days: int


def expected_answer(moment: Moment, sent: int, answered: int) -> float:
    """The answer rate to expect: the prior, moved by what this store measured (rule 1)."""
    prior = DEFAULTS[moment].answer_rate * PRIOR_WEIGHT
    return (prior + answered) / (PRIOR_WEIGHT + sent)


def answer_range(moment: Moment, sent: int, answered: int) -> tuple[float, float]:
    """Between which rates the expected answer lies with nine chances in ten.

    The store's results move a Beta prior that weighs `PRIOR_WEIGHT` requests.
    """
    prior = DEFAULTS[moment].answer_rate * PRIOR_WEIGHT
    yes, no = prior + answered, PRIOR_WEIGHT - prior + max(0, sent - answered)
    return quantile(0.05, yes, no), quantile(0.95, yes, no)


def of_reminder(expected: float, sequence: int) -> float:
    """What is left to expect of a reminder: it must not crowd out a first request."""
    return expected * REMINDER_SHARE**sequence


def experience_begins(
    fulfilled_at: datetime | None,
    delivered_at: datetime | None,
    *,
    is_abroad: bool,
    transit: Transit,
) -> tuple[datetime, bool] | None:
    """When the customer had the goods, and whether that is an estimate; None when not yet known.

    From delivery, else from fulfilment plus the days of transit (rule 2; ISO 20488 5.4.3).
    """
    if delivered_at is not None:
        return delivered_at, False
    if fulfilled_at is not None:
        days = transit.abroad_days if is_abroad else transit.domestic_days
        return fulfilled_at + days * DAY, True
    return None


def is_held_out(store_id: int, moment: Moment, customer_id: int, percent: int) -> bool:
    """Whether this person belongs to the share never asked at this moment.

    The same person stays in or out for good: a share that grows only adds people.
    """
    if percent <= 0:
        return False
    name = f"{store_id}:{moment.value}:{customer_id}".encode()
    place = int.from_bytes(blake2b(name, digest_size=8).digest(), "big") % 10_000
    return place < percent * 100


def due_at(happened_at: datetime, delay_hours: int, zone: ZoneInfo, quiet: Quiet) -> datetime:
    """When the request should arrive: after its delay, outside quiet hours."""
    return next_open(happened_at + timedelta(hours=delay_hours), zone, quiet)


def next_open(moment: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    """`moment`, or the first one after it at which mail may arrive; aware, in UTC.

    A local time that a clock change skips becomes the first valid one after it (requirement M12).
    """
    local = moment.astimezone(zone)
    if _is_night(local.hour, quiet):
        day = local.date() if local.hour < quiet.until_hour else local.date() + DAY
        local = datetime.combine(day, time(quiet.until_hour), zone)
    if quiet.is_sunday_quiet and local.isoweekday() == 7:
        local = datetime.combine(local.date() + DAY, time(quiet.until_hour), zone)
    opened = local.astimezone(UTC)
    return max(opened, moment.astimezone(UTC))


def _is_night(hour: int, quiet: Quiet) -> bool:
    if quiet.from_hour == quiet.until_hour:
        return False
    if quiet.from_hour < quiet.until_hour:
        return quiet.from_hour <= hour < quiet.until_hour
    return hour >= quiet.from_hour or hour < quiet.until_hour


def kinds_asked(
    moment: Moment, satisfaction: float | None, *, is_testimonial_on: bool, is_review_on: bool
) -> tuple[SubmissionKind, ...]:
    """What a moment asks for. Mode A: everybody, a review. Mode B: the content, a testimonial too.

    Mode B never runs without mode A (rule 6): everybody was asked for a review first.
    """
    if not is_review_on:
        return ()
    wants_words = moment is Moment.SUPPORT_RESOLVED and is_testimonial_on
    if wants_words and satisfaction is not None and satisfaction >= POSITIVE:
        return (SubmissionKind.REVIEW, SubmissionKind.TESTIMONIAL)
    return (SubmissionKind.REVIEW,)


def moments_of(kind: OccasionKind) -> tuple[Moment, ...]:
    """The moments that an occasion of this kind calls for."""
    return tuple(moment for moment, default in DEFAULTS.items() if default.occasion is kind)
