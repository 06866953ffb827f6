"""May this request leave now? One pure question, asked again in the claim before every send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from core.states import Reason
from solicitation.policy import Quiet, next_open


class Course(StrEnum):
    """What becomes of a request that was looked at."""

    GO = "go"
    WAIT = "wait"
    STOP = "stop"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The course, its reason, and for WAIT the moment to look again."""

    course: Course
    reason: Reason
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Cap:
    """At most `most` requests in `days`; reminders count (rule 1)."""

    most: int
    days: int


@dataclass(frozen=True, slots=True)
class Rival:
    """Another planned request to the same person."""

    due_at: datetime
    expected_answer: float
    key: int


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the verdict looks at. How happy the customer is is not among it (rule 5)."""

    key: int
    due_at: datetime
    useful_until: datetime
    expected_answer: float
    zone: ZoneInfo
    quiet: Quiet
    caps: tuple[Cap, ...]
    has_address: bool = True
    is_erased: bool = False
    is_objecting: bool = False
    is_suppressed: bool = False
    stop_reason: Reason | None = None
    is_moment_on: bool = True
    is_answered: bool = False
    has_subject: bool = True
    paused_until: datetime | None = None
    handed_over: tuple[datetime, ...] = ()
    rivals: tuple[Rival, ...] = field(default=())


def judge(facts: Facts, now: datetime) -> Verdict:
    """The one verdict on a due request."""
    if (reason := must_stop(facts)) is not None:
        return Verdict(Course.STOP, reason)
    if now > facts.useful_until:
        return Verdict(Course.DROP, Reason.PAST_ITS_USE)
    wait = _must_wait(facts, now)
    if wait is None:
        return Verdict(Course.GO, Reason.HANDED_OVER)
    until, reason = wait
    opened = next_open(until, facts.zone, facts.quiet)
    if opened > facts.useful_until:
        return Verdict(Course.DROP, reason)
    return Verdict(Course.WAIT, reason, opened)


def must_stop(facts: Facts) -> Reason | None:
    """Why it may never leave, if so (rule 3); the gravest reason first."""
    grounds = (
        (facts.is_erased, Reason.ERASED),
        (facts.is_objecting, Reason.OBJECTED),
        (facts.is_suppressed, Reason.SUPPRESSED),
        (not facts.has_address, Reason.NO_ADDRESS),
        (facts.stop_reason is not None, facts.stop_reason),
        (facts.is_answered, Reason.ANSWERED),
        (not facts.is_moment_on, Reason.MOMENT_OFF),
        (not facts.has_subject, Reason.NO_PRODUCT_LEFT),
    )
    return next((reason for holds, reason in grounds if holds), None)


def _must_wait(facts: Facts, now: datetime) -> tuple[datetime, Reason] | None:
    if facts.paused_until is not None and facts.paused_until > now:
        return facts.paused_until, Reason.PAUSED
    if (freed := _freed_at(facts, now)) is not None:
        return freed, Reason.FATIGUE_CAP
    if (rival := _stronger_rival(facts, now)) is not None:
        span = timedelta(days=facts.caps[0].days)
        return max(rival.due_at, now) + span, Reason.STRONGER_ASK
    if next_open(now, facts.zone, facts.quiet) > now:
        return now, Reason.QUIET_HOURS
    return None


def _freed_at(facts: Facts, now: datetime) -> datetime | None:
    """When every cap has room again, if one has none now."""
    freed = [moment for cap in facts.caps if (moment := _cap_freed_at(facts, cap, now))]
    return max(freed) if freed else None


def _cap_freed_at(facts: Facts, cap: Cap, now: datetime) -> datetime | None:
    span = timedelta(days=cap.days)
    within = sorted(moment for moment in facts.handed_over if moment > now - span)
    if len(within) < cap.most:
        return None
    return within[len(within) - cap.most] + span if cap.most else now + span


def moved_by_caps(
    planned: Sequence[datetime], handed_over: Sequence[datetime], caps: Sequence[Cap]
) -> int:
    """How many of one person's planned requests the caps will not let go on their day."""
    sent, moved = list(handed_over), 0
    for due in sorted(planned):
        if any(_is_spent(sent, cap, due) for cap in caps):
            moved += 1
        else:
            sent.append(due)
    return moved


def _is_spent(sent: Sequence[datetime], cap: Cap, due: datetime) -> bool:
    since = due - timedelta(days=cap.days)
    return sum(since < moment <= due for moment in sent) >= cap.most


def _stronger_rival(facts: Facts, now: datetime) -> Rival | None:
    """A request due within the shortest cap that is likelier to be answered than this one."""
    if not facts.caps:
        return None
    horizon = now + timedelta(days=facts.caps[0].days)
    stronger = [
        rival
        for rival in facts.rivals
        if rival.due_at < horizon
        and (rival.expected_answer, -rival.key) > (facts.expected_answer, -facts.key)
    ]
    return max(stronger, key=lambda rival: rival.expected_answer, default=None)
