"""What is asked at which moment, how much is taken, and what a name may look like. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.origins import NOWHERE, Origin
from core.states import Moment, SubmissionKind, SubmissionState, Use

WORDS_LIMIT = 3_000
TITLE_LIMIT = 200
ANSWER_LIMIT = 1_000
CAPTION_LIMIT = 150
NAME_LIMIT = 60
"""Characters, counted as Unicode code points."""

PHOTOS_LIMIT = 8
VIDEOS_LIMIT = 1
"""Per submission."""
PENDING_LIMIT = 30
"""Files of one customer that may wait for their words at once."""

STANDING = (SubmissionState.RECEIVED, SubmissionState.WAITING, SubmissionState.APPROVED)
"""States in which words count as given: neither refused, taken back nor replaced."""
AMENDABLE = (*STANDING, SubmissionState.REFUSED)
WITHDRAWABLE = (*AMENDABLE, SubmissionState.SUPERSEDED)


class Question(StrEnum):
    """One thing we ask; each is a field of the form, or a few that belong together."""

    EARLIER = "earlier"
    RATING = "rating"
    ATTRIBUTES = "attributes"
    TITLE = "title"
    WORDS = "words"
    PROS_CONS = "pros_cons"
    BEFORE = "before"
    SINCE = "since"
    CHANGED = "changed"
    AGAIN = "again"
    RECOMMEND = "recommend"
    HELPED = "what_helped"
    MEDIA = "media"
    VOICE = "voice"


WRITTEN = ("pros", "cons", "before", "since", "changed", "again", "what_helped")
"""Answers in the customer's own words, beside the main ones."""
PEOPLE = ("alone", "agreed", "unsure")
MINORS = ("none", "some")
"""Who can be seen in the pictures (requirement G12)."""
CHOICES = ("yes", "no", "unsure")
"""Of "would you buy it again" and "would you recommend it"."""

Step = tuple[Question, ...]
_Q = Question
_SIGN: Step = (_Q.VOICE,)

STEPS: dict[tuple[Moment, SubmissionKind], tuple[Step, ...]] = {
    (Moment.AFTER_PURCHASE, SubmissionKind.REVIEW): (
        (_Q.RATING,),
        (_Q.WORDS, _Q.MEDIA),
        _SIGN,
    ),
    (Moment.ONE_MONTH, SubmissionKind.REVIEW): (
        (_Q.RATING,),
        (_Q.ATTRIBUTES,),
        (_Q.TITLE, _Q.WORDS),
        (_Q.PROS_CONS, _Q.RECOMMEND),
        (_Q.MEDIA,),
        _SIGN,
    ),
    (Moment.SIX_MONTHS, SubmissionKind.REVIEW): (
        (_Q.EARLIER, _Q.CHANGED),
        (_Q.RATING,),
        (_Q.BEFORE, _Q.SINCE),
        (_Q.AGAIN, _Q.RECOMMEND),
        (_Q.WORDS, _Q.MEDIA),
        _SIGN,
    ),
    (Moment.SUPPORT_RESOLVED, SubmissionKind.REVIEW): (
        (_Q.RATING,),
        (_Q.WORDS, _Q.HELPED),
        (_Q.MEDIA,),
        _SIGN,
    ),
    (Moment.SUPPORT_RESOLVED, SubmissionKind.TESTIMONIAL): (
        (_Q.MEDIA,),
        (_Q.WORDS,),
        _SIGN,
    ),
    (Moment.EVENT, SubmissionKind.REVIEW): (
        (_Q.MEDIA,),
        (_Q.RATING, _Q.WORDS),
        _SIGN,
    ),
}
"""The questions of each moment, a step at a time (product.md, the five moments).

Nothing here knows the rating: one star and five get the same form (requirement L15)."""


def steps_for(moment: Moment, kind: SubmissionKind) -> tuple[Step, ...]:
    """The steps of the form; a testimonial is asked by its kind, whatever its moment."""
    if kind is SubmissionKind.TESTIMONIAL:
        return STEPS[Moment.SUPPORT_RESOLVED, kind]
    return STEPS[moment, kind]


def steps_again(moment: Moment, kind: SubmissionKind) -> tuple[Step, ...]:
    """The steps of a new version: what was said before comes first, and what has changed since."""
    steps = steps_for(moment, kind)
    is_asked = Question.CHANGED in questions_of(steps)
    return steps if is_asked else ((_Q.EARLIER, _Q.CHANGED), *steps)


def questions_of(steps: tuple[Step, ...]) -> frozenset[Question]:
    """Every question of a form."""
    return frozenset(question for step in steps for question in step)


class NameStyle(StrEnum):
    """How an author wishes to be called (requirement G14)."""

    FIRST_INITIAL = "first_initial"
    FIRST = "first"
    INITIALS = "initials"
    ANONYMOUS = "anonymous"


def shown_names(name: str) -> dict[NameStyle, str]:
    """The names a customer may choose from, the default first; nobody's name is nobody's."""
    parts = name.split()
    found: dict[NameStyle, str] = {}
    if len(parts) > 1:
        found[NameStyle.FIRST_INITIAL] = f"{_short(parts[0])} {parts[-1][0].upper()}."
    if parts:
        found[NameStyle.FIRST] = _short(parts[0])
    if len(parts) > 1:
        found[NameStyle.INITIALS] = f"{parts[0][0].upper()}. {parts[-1][0].upper()}."
    return {**found, NameStyle.ANONYMOUS: ""}


def _short(part: str) -> str:
    return part[:NAME_LIMIT]


Span = tuple[float, float]
"""Seconds from a video's beginning: first and last."""


def read_span(text: str, longest: float) -> Span | None:
    """`from-to` as the page writes it; None for anything else."""
    found = re.fullmatch(r"(\d{1,4}(?:\.\d{1,3})?)-(\d{1,4}(?:\.\d{1,3})?)", text)
    span = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
    return span if span[0] < span[1] <= longest else None


@dataclass(frozen=True, slots=True)
class Granted:
    """One use the customer allowed, in the exact words they ticked (rule 13)."""

    use: Use
    text: str
    version: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a customer gave, checked: ready to be kept word for word."""

    rating: int | None
    title: str
    words: str
    answers: dict[str, Any]
    language: str
    display_name: str
    uses: tuple[Granted, ...]
    media: tuple[str, ...] = ()
    """Public names of the photos and videos, in the order they are to be shown."""
    captions: Mapping[str, str] = field(default_factory=dict)
    """What their author says can be seen, by those names."""
    people: str = ""
    minors: str = ""
    """Who can be seen in them, one of PEOPLE and of MINORS; empty where nobody said."""
    happened_on: date | None = None
    origin: Origin = NOWHERE
    """When the experience was, where its author had to tell it."""
    trims: Mapping[str, Span] = field(default_factory=dict)
    """Where a video begins and ends for its author, by those names."""


def local_day(moment: datetime, *zones: str) -> date:
    """The calendar day of `moment` where the customer lives: the first zone that is one."""
    for zone in zones:
        try:
            return moment.astimezone(ZoneInfo(zone)).date()
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return moment.date()
