"""Which submissions shoppers see, which of them count, and in what order. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from core.states import Label, MediaKind, Moment, SubjectKind, SubmissionKind, SubmissionState

PER_PAGE = 10


class Sort(StrEnum):
    """The orders a shopper may choose; newest is the default (C. conso. D111-17 1°c)."""

    NEWEST = "newest"
    HIGHEST = "highest"
    LOWEST = "lowest"
    MEDIA = "media"
    STARS_1 = "stars-1"
    STARS_2 = "stars-2"
    STARS_3 = "stars-3"
    STARS_4 = "stars-4"
    STARS_5 = "stars-5"


class Hidden(StrEnum):
    """Why shoppers do not see a submission; none of it is about what it says."""

    TESTIMONIAL = "testimonial"
    NOT_APPROVED = "not_approved"
    NEVER_APPROVED = "never_approved"
    NO_CONSENT = "no_consent"
    ERASED = "erased"
    ABOUT_A_PRODUCT = "about_a_product"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Picture:
    """A prepared photo or video; `renditions` as the media row keeps them."""

    kind: MediaKind
    width: int
    height: int
    duration_s: float | None
    colour: str
    alt: str
    renditions: tuple[Mapping[str, Any], ...]
    placeholder: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The store's public reply."""

    words: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """One submission with all that decides its showing, whatever its state.

    `is_confirmed`: its author answered a link of ours or an occasion of ours stands behind it.
    `moment` is None when nobody asked. `day` counts from the occasion to the words.
    """

    id: int
    ref: str
    customer_id: int
    amends_id: int | None
    kind: SubmissionKind
    state: SubmissionState
    subject: SubjectKind
    subject_id: int | None
    submitted_at: datetime
    was_decided: bool
    is_consented: bool
    is_customer_erased: bool
    is_verified: bool
    is_confirmed: bool
    rating: int | None
    title: str
    words: str
    answers: Mapping[str, Any]
    language: str
    author: str
    experience_on: date
    day: int | None
    moment: Moment | None
    labels: frozenset[Label] = frozenset()
    pictures: tuple[Picture, ...] = ()
    reply: Answered | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """A customer's word on one subject as shoppers meet it: the latest, and what came before."""

    given: Given
    earlier: tuple[Given, ...]
    is_counted: bool

    @property
    def rating(self) -> int:
        """Stars; a review always has them."""
        return self.given.rating or 0


@dataclass(frozen=True, slots=True)
class Summary:
    """What every page and every order says of all reviews (requirement L11)."""

    count: int
    average: float | None
    histogram: Mapping[int, int]
    outside: int
    media: int


def hidden_because(given: Given, *, as_earlier: bool = False) -> Hidden | None:
    """Why this is not shown, or None when it is.

    `as_earlier` asks for its place in the timeline of a later word (product.md, rule 8): there a
    superseded text stays, provided that it was approved in its time.
    """
    if given.kind is not SubmissionKind.REVIEW:
        return Hidden.TESTIMONIAL
    if as_earlier and given.state is SubmissionState.SUPERSEDED:
        if not given.was_decided:
            return Hidden.NEVER_APPROVED
    elif given.state is not SubmissionState.APPROVED:
        return Hidden.NOT_APPROVED
    if given.is_customer_erased:
        return Hidden.ERASED
    return None if given.is_consented else Hidden.NO_CONSENT


def off_the_wall_because(given: Given) -> Hidden | None:
    """Why this does not stand on the wall of the store, or None when it does.

    There stand testimonials and what was said of the store itself or of its events, whatever the
    stars: only a submission without any words or pictures has nothing to put there.
    """
    if given.kind is SubmissionKind.REVIEW and given.subject is SubjectKind.PRODUCT:
        return Hidden.ABOUT_A_PRODUCT
    if given.state is not SubmissionState.APPROVED:
        return Hidden.NOT_APPROVED
    if given.is_customer_erased:
        return Hidden.ERASED
    if not given.is_consented:
        return Hidden.NO_CONSENT
    return None if given.words.strip() or given.pictures else Hidden.SILENT


def may_count(given: Given) -> bool:
    """Whether the rating is one for the average (rule 11; requirements L12, L13, L23)."""
    return (given.is_verified or given.is_confirmed) and not given.labels


def voices(givens: Iterable[Given]) -> list[Voice]:
    """All that shoppers see, newest first; each customer counts once per subject."""
    shown = [voice for chain in _chains(givens) if (voice := _voice(chain)) is not None]
    shown.sort(key=_age, reverse=True)
    counted: set[tuple[int, SubjectKind, int | None]] = set()
    return [_counted_once(voice, counted) for voice in shown]


def summary_of(shown: Sequence[Voice]) -> Summary:
    """Count, average and histogram over what counts; equal weight for all."""
    ratings = [voice.rating for voice in shown if voice.is_counted]
    return Summary(
        count=len(ratings),
        average=average_of(ratings),
        histogram={stars: ratings.count(stars) for stars in range(1, 6)},
        outside=len(shown) - len(ratings),
        media=sum(bool(voice.given.pictures) for voice in shown),
    )


def average_of(ratings: Sequence[int]) -> float | None:
    """The mean to two decimals, halves up; None of nothing."""
    if not ratings:
        return None
    mean = Decimal(sum(ratings)) / len(ratings)
    return float(mean.quantize(Decimal("0.01"), ROUND_HALF_UP))


def arranged(newest_first: Sequence[Voice], sort: Sort) -> list[Voice]:
    """The reviews in an order; newest first wherever the order leaves a choice."""
    if sort.startswith("stars-"):
        return [voice for voice in newest_first if voice.rating == int(sort[-1])]
    rank = _RANKS.get(sort)
    return sorted(newest_first, key=rank) if rank else list(newest_first)


def paged(listed: Sequence[Voice], size: int = PER_PAGE) -> list[Sequence[Voice]]:
    """The list cut into pages; an empty list has one empty page."""
    return [listed[at : at + size] for at in range(0, len(listed), size)] or [[]]


_RANKS: Mapping[Sort, Callable[[Voice], int]] = {
    Sort.HIGHEST: lambda voice: -voice.rating,
    Sort.LOWEST: lambda voice: voice.rating,
    Sort.MEDIA: lambda voice: not voice.given.pictures,
}


def _age(voice: Voice) -> tuple[datetime, int]:
    return voice.given.submitted_at, voice.given.id


def _chains(givens: Iterable[Given]) -> list[list[Given]]:
    """Submissions that amend one another, together, each group oldest first."""
    by_id = {given.id: given for given in givens}
    groups: dict[int, list[Given]] = {}
    for given in by_id.values():
        groups.setdefault(_root(given, by_id), []).append(given)
    return [sorted(group, key=lambda one: (one.submitted_at, one.id)) for group in groups.values()]


def _root(given: Given, by_id: Mapping[int, Given]) -> int:
    """The first of the chain; a ring, which no row should make, ends where it closes."""
    seen = {given.id}
    former = by_id.get(given.amends_id or 0)
    while former is not None and former.id not in seen:
        seen.add(former.id)
        given, former = former, by_id.get(former.amends_id or 0)
    return given.id


def _voice(chain: Sequence[Given]) -> Voice | None:
    """The latest word of a chain that may be shown, over those that came before it."""
    heads = [at for at, given in enumerate(chain) if hidden_because(given) is None]
    if not heads:
        return None
    before = [given for given in chain[: heads[-1]] if not hidden_because(given, as_earlier=True)]
    return Voice(chain[heads[-1]], tuple(before), is_counted=may_count(chain[heads[-1]]))


def _counted_once(voice: Voice, counted: set[tuple[int, SubjectKind, int | None]]) -> Voice:
    given = voice.given
    person = (given.customer_id, given.subject, given.subject_id)
    if voice.is_counted and person in counted:
        return Voice(given, voice.earlier, is_counted=False)
    if voice.is_counted:
        counted.add(person)
    return voice
