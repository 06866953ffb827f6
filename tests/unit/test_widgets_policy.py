"""Which submissions shoppers see, and which count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as holds
from hypothesis import strategies as st

from core.states import Label, MediaKind, SubjectKind, SubmissionKind, SubmissionState
from widgets.policy import (
    Given,
    Hidden,
    Picture,
    Sort,
    arranged,
    average_of,
    hidden_because,
    may_count,
    off_the_wall_because,
    paged,
    summary_of,
    voices,
)

NOW = datetime(2026, 6, 10, 9, tzinfo=UTC)
A_PHOTO = Picture(MediaKind.PHOTO, 4, 3, None, "", "", ())
PLAIN = Given(
    id=1,
    ref="r1",
    customer_id=1,
    amends_id=None,
    kind=SubmissionKind.REVIEW,
    state=SubmissionState.APPROVED,
    subject=SubjectKind.PRODUCT,
    subject_id=7,
    submitted_at=NOW,
    was_decided=True,
    is_consented=True,
    is_customer_erased=False,
    is_verified=True,
    is_confirmed=True,
    rating=4,
    title="",
    words="",
    answers={},
    language="fr",
    author="A.",
    experience_on=date(2026, 6, 1),
    day=9,
    moment=None,
)


@pytest.mark.parametrize(
    ("change", "as_earlier", "expected", "_why"),
    [
        ({}, False, None, "approved and consented to"),
        ({"kind": SubmissionKind.TESTIMONIAL}, False, Hidden.TESTIMONIAL, "rule 6, mode B"),
        ({"state": SubmissionState.WAITING}, False, Hidden.NOT_APPROVED, "nobody decided yet"),
        ({"state": SubmissionState.REFUSED}, False, Hidden.NOT_APPROVED, "refused on a ground"),
        ({"state": SubmissionState.WITHDRAWN}, False, Hidden.NOT_APPROVED, "its author's wish"),
        ({"state": SubmissionState.SUPERSEDED}, False, Hidden.NOT_APPROVED, "not by itself"),
        ({"state": SubmissionState.SUPERSEDED}, True, None, "rule 8: the earlier text stays"),
        (
            {"state": SubmissionState.SUPERSEDED, "was_decided": False},
            True,
            Hidden.NEVER_APPROVED,
            "amended before anybody read it",
        ),
        ({"state": SubmissionState.APPROVED}, True, None, "two approved words of one chain"),
        ({"state": SubmissionState.REFUSED}, True, Hidden.NOT_APPROVED, "refused in its time"),
        ({"is_consented": False}, False, Hidden.NO_CONSENT, "rule 13"),
        (
            {"is_consented": False, "state": SubmissionState.SUPERSEDED},
            True,
            Hidden.NO_CONSENT,
            "consent is per text",
        ),
        ({"is_customer_erased": True}, False, Hidden.ERASED, "erasure reaches everything"),
        ({"rating": 1}, False, None, "one star is shown like five"),
        ({"labels": frozenset({Label.REWARDED})}, False, None, "labelled, not hidden"),
    ],
)
def test_what_is_shown(
    change: dict[str, object], as_earlier: bool, expected: Hidden | None, _why: str
) -> None:
    assert hidden_because(replace(PLAIN, **change), as_earlier=as_earlier) is expected  # type: ignore[arg-type]  # a table of changes


OF_THE_STORE = {"subject": SubjectKind.STORE, "subject_id": None, "words": "Accueil parfait."}


@pytest.mark.parametrize(
    ("change", "expected", "_why"),
    [
        ({}, None, "words about the store itself"),
        ({"rating": 1}, None, "its stars decide nothing"),
        ({"is_verified": False, "is_confirmed": False}, None, "shown as not verified"),
        ({"subject": SubjectKind.EVENT, "subject_id": 3}, None, "words about its event"),
        ({"subject": SubjectKind.PRODUCT}, Hidden.ABOUT_A_PRODUCT, "these stand with the product"),
        ({"kind": SubmissionKind.TESTIMONIAL, "rating": None}, None, "a testimonial"),
        (
            {"kind": SubmissionKind.TESTIMONIAL, "subject": SubjectKind.PRODUCT},
            None,
            "a testimonial has no other place",
        ),
        ({"state": SubmissionState.WAITING}, Hidden.NOT_APPROVED, "nobody decided yet"),
        ({"state": SubmissionState.SUPERSEDED}, Hidden.NOT_APPROVED, "its newer version stands"),
        ({"state": SubmissionState.WITHDRAWN}, Hidden.NOT_APPROVED, "its author's wish"),
        ({"is_consented": False}, Hidden.NO_CONSENT, "rule 13"),
        ({"is_customer_erased": True}, Hidden.ERASED, "forgotten"),
        ({"words": " \n"}, Hidden.SILENT, "stars alone are nothing to read"),
        ({"words": "", "pictures": (A_PHOTO,)}, None, "a picture speaks"),
    ],
)
def test_the_wall_holds_what_was_said_of_the_store(
    change: dict[str, object], expected: Hidden | None, _why: str
) -> None:
    assert off_the_wall_because(replace(PLAIN, **(OF_THE_STORE | change))) is expected  # type: ignore[arg-type] # a table of changes


@pytest.mark.parametrize(
    ("change", "expected", "_why"),
    [
        ({}, True, "tied to an order"),
        ({"is_verified": False}, True, "confirmed without an order"),
        ({"is_verified": False, "is_confirmed": False}, False, "nothing stands behind it"),
        *(
            ({"labels": frozenset({label})}, False, f"{label}: outside the average (rule 11)")
            for label in Label
        ),
    ],
)
def test_what_counts(change: dict[str, object], expected: bool, _why: str) -> None:
    assert may_count(replace(PLAIN, **change)) is expected  # type: ignore[arg-type]  # a table of changes


@pytest.mark.parametrize(
    ("ratings", "expected", "_why"),
    [
        ([], None, "no reviews, no average"),
        ([5], 5.0, "one"),
        ([4, 5, 5], 4.67, "rounded up"),
        ([1, 1, 2], 1.33, "rounded down"),
        ([4] * 7 + [5], 4.13, "4.125: halves go up"),
    ],
)
def test_the_average(ratings: list[int], expected: float | None, _why: str) -> None:
    assert average_of(ratings) == expected


def test_a_person_counts_once_by_their_latest_rating() -> None:
    first = replace(PLAIN, id=1, rating=1, submitted_at=NOW - timedelta(days=9))
    again = replace(PLAIN, id=2, rating=5)
    summary = summary_of(voices([first, again]))
    assert (summary.count, summary.average, summary.outside) == (1, 5.0, 1)


def test_a_person_counts_once_for_each_product() -> None:
    one, other = replace(PLAIN, id=1, rating=1), replace(PLAIN, id=2, rating=5, subject_id=8)
    assert summary_of(voices([one, other])).count == 2


def test_an_amendment_that_waits_leaves_the_former_in_its_place() -> None:
    waiting = replace(PLAIN, id=2, amends_id=1, state=SubmissionState.WAITING)
    (voice,) = voices([PLAIN, waiting])
    assert (voice.given.id, voice.earlier) == (1, ())


def test_a_withdrawn_word_in_the_middle_leaves_no_gap_to_its_elders() -> None:
    chain = [
        replace(PLAIN, id=1, state=SubmissionState.SUPERSEDED, submitted_at=NOW - timedelta(9)),
        replace(PLAIN, id=2, state=SubmissionState.WITHDRAWN, amends_id=1, submitted_at=NOW),
        replace(PLAIN, id=3, amends_id=2, submitted_at=NOW + timedelta(9)),
    ]
    (voice,) = voices(chain)
    assert (voice.given.id, [one.id for one in voice.earlier]) == (3, [1])


def test_a_chain_whose_latest_is_gone_shows_nothing() -> None:
    former = replace(PLAIN, id=1, state=SubmissionState.SUPERSEDED)
    latest = replace(PLAIN, id=2, amends_id=1, state=SubmissionState.WITHDRAWN)
    assert voices([former, latest]) == []


def test_a_ring_of_amendments_is_no_endless_work() -> None:
    ring = [replace(PLAIN, id=1, amends_id=2), replace(PLAIN, id=2, amends_id=1)]
    assert len(voices(ring)) <= 2


@pytest.mark.parametrize(
    ("sort", "expected", "_why"),
    [
        (Sort.NEWEST, [4, 3, 2, 1], "the latest first"),
        (Sort.HIGHEST, [3, 2, 4, 1], "then the newest"),
        (Sort.LOWEST, [4, 1, 2, 3], "then the newest"),
        (Sort.MEDIA, [2, 4, 3, 1], "pictures first, then the newest"),
        (Sort.STARS_1, [4, 1], "one rating alone"),
        (Sort.STARS_2, [], "nobody gave two"),
    ],
)
def test_the_orders(sort: Sort, expected: list[int], _why: str) -> None:
    givens = [
        replace(PLAIN, id=at, customer_id=at, rating=rating, submitted_at=NOW + timedelta(at))
        for at, rating in ((1, 1), (2, 4), (3, 5), (4, 1))
    ]
    givens[1] = replace(givens[1], pictures=(A_PHOTO,))
    assert [voice.given.id for voice in arranged(voices(givens), sort)] == expected


@pytest.mark.parametrize(("number", "sizes"), [(0, [0]), (1, [1]), (10, [10]), (11, [10, 1])])
def test_pages_hold_ten(number: int, sizes: list[int]) -> None:
    shown = voices([replace(PLAIN, id=at, customer_id=at) for at in range(1, number + 1)])
    assert [len(page) for page in paged(shown)] == sizes


def _many() -> st.SearchStrategy[list[Given]]:
    one = st.builds(
        lambda **fields: replace(PLAIN, **fields),
        customer_id=st.integers(1, 4),
        subject_id=st.integers(1, 2),
        rating=st.integers(1, 5),
        state=st.sampled_from([SubmissionState.APPROVED, SubmissionState.WITHDRAWN]),
        submitted_at=st.integers(0, 5).map(lambda days: NOW + timedelta(days=days)),
        labels=st.sampled_from([frozenset[Label](), frozenset({Label.INSIDER})]),
        is_consented=st.booleans(),
        is_verified=st.booleans(),
        is_confirmed=st.booleans(),
    )
    return st.lists(one, max_size=25).map(
        lambda many: [replace(given, id=at) for at, given in enumerate(many, 1)]
    )


def _naively(givens: list[Given]) -> list[int]:
    """The latest rating of every pair of customer and product, of what may be shown and counts."""
    latest: dict[tuple[int, int | None], Given] = {}
    for given in sorted(givens, key=lambda one: (one.submitted_at, one.id)):
        shown = given.state is SubmissionState.APPROVED and given.is_consented
        if shown and not given.labels and (given.is_verified or given.is_confirmed):
            latest[given.customer_id, given.subject_id] = given
    return sorted(given.rating or 0 for given in latest.values())


@holds(_many())
def test_the_aggregate_equals_a_naive_recount(givens: list[Given]) -> None:
    ratings = _naively(givens)
    summary = summary_of(voices(givens))
    assert summary.count == len(ratings) == sum(summary.histogram.values())
    assert summary.average == average_of(ratings)
    assert summary.count + summary.outside == len(voices(givens))


@holds(_many(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(givens: list[Given], random: object) -> None:
    shuffled = sorted(givens, key=lambda _one: random.random())  # type: ignore[attr-defined]  # hypothesis' Random
    assert voices(shuffled) == voices(givens)


@holds(_many())
def test_a_thousand_testimonials_change_nothing(givens: list[Given]) -> None:
    selected = [
        replace(PLAIN, id=1000 + at, kind=SubmissionKind.TESTIMONIAL, rating=None)
        for at in range(1000)
    ]
    assert voices(givens + selected) == voices(givens)
