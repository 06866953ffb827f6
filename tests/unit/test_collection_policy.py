"""What is asked when, which names may be shown, and what each consent says."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from collection.consent_texts import consent_texts
from collection.media.refusals import MediaRefused
from collection.policy import NameStyle, Question, local_day, questions_of, shown_names, steps_for
from collection.public.incoming import promised
from collection.reasons import GROUNDS, MEDIA_STATES, STATES
from core.states import Ground, MediaKind, MediaState, Moment, SubmissionKind, SubmissionState, Use

REVIEW, TESTIMONIAL = SubmissionKind.REVIEW, SubmissionKind.TESTIMONIAL
Q = Question


@pytest.mark.parametrize(
    ("moment", "asked", "not_asked"),
    [
        (Moment.AFTER_PURCHASE, {Q.RATING, Q.WORDS}, {Q.ATTRIBUTES, Q.PROS_CONS, Q.TITLE}),
        (Moment.ONE_MONTH, {Q.ATTRIBUTES, Q.PROS_CONS, Q.MEDIA}, {Q.BEFORE, Q.AGAIN}),
        (Moment.SIX_MONTHS, {Q.EARLIER, Q.BEFORE, Q.SINCE, Q.CHANGED, Q.AGAIN}, {Q.ATTRIBUTES}),
        (Moment.SUPPORT_RESOLVED, {Q.RATING, Q.WORDS, Q.MEDIA}, {Q.ATTRIBUTES}),
        (Moment.EVENT, {Q.RATING, Q.WORDS, Q.MEDIA}, {Q.PROS_CONS}),
    ],
)
def test_each_moment_asks_its_own_questions(
    moment: Moment, asked: set[Question], not_asked: set[Question]
) -> None:
    """The table of product.md."""
    found = questions_of(steps_for(moment, REVIEW))
    assert asked <= found
    assert not not_asked & found


@pytest.mark.parametrize("moment", Moment)
def test_every_form_ends_with_the_authors_name_and_permission(moment: Moment) -> None:
    assert steps_for(moment, REVIEW)[-1] == (Q.VOICE,)
    assert Q.RATING in questions_of(steps_for(moment, REVIEW))


def test_a_testimonial_is_video_first_and_without_stars() -> None:
    steps = steps_for(Moment.SUPPORT_RESOLVED, TESTIMONIAL)
    assert steps[0] == (Q.MEDIA,)
    assert Q.RATING not in questions_of(steps)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana Lima", ["Ana L.", "Ana", "A. L.", ""]),
        ("  ana   de  souza ", ["ana S.", "ana", "A. S.", ""]),
        ("Cher", ["Cher", ""]),
        ("", [""]),
        ("X" * 300, ["X" * 60, ""]),
        ("李 明", ["李 明.", "李", "李. 明.", ""]),
    ],
)
def test_a_name_is_shown_in_part_only(name: str, shown: list[str]) -> None:
    names = shown_names(name)
    assert list(names.values()) == shown
    assert list(names)[-1] is NameStyle.ANONYMOUS


@pytest.mark.parametrize(
    ("zones", "day"),
    [
        (("Pacific/Auckland",), date(2026, 6, 11)),
        (("America/Los_Angeles",), date(2026, 6, 10)),
        (("", "Pacific/Auckland"), date(2026, 6, 11)),
        (("Not/AZone", "../etc/passwd", "UTC"), date(2026, 6, 10)),
        ((), date(2026, 6, 10)),
    ],
)
def test_a_day_is_the_customers_own(zones: tuple[str, ...], day: date) -> None:
    assert local_day(datetime(2026, 6, 10, 20, 30, tzinfo=UTC), *zones) == day


@pytest.mark.parametrize("language", ["fr", "en", "fr-BE", "de", ""])
@pytest.mark.parametrize("kind", SubmissionKind)
def test_each_use_has_a_text_of_its_own(language: str, kind: SubmissionKind) -> None:
    texts = consent_texts(language, "{where} & Söhne", kind)
    assert [text.use for text in texts] == list(Use)
    assert len({text.stored for text in texts}) == len(Use)
    for text in texts:
        assert "{where} & Söhne" in text.text
        assert "{store}" not in text.stored
        is_testimonial = "testimonial" in text.text or "témoignage" in text.text
        assert is_testimonial is (kind is TESTIMONIAL)


def test_every_state_and_ground_has_its_sentence() -> None:
    assert set(STATES) == set(SubmissionState)
    assert set(GROUNDS) == set(Ground)
    assert set(MEDIA_STATES) == set(MediaState)


@pytest.mark.parametrize(
    ("name", "claim", "size", "kind"),
    [
        ("a.jpg", "image/jpeg", 25_000_000, MediaKind.PHOTO),
        ("a.JPEG", "IMAGE/JPEG; q=1", 1, MediaKind.PHOTO),
        ("a.heic", "", 1, MediaKind.PHOTO),
        ("a.heic", "application/octet-stream", 1, MediaKind.PHOTO),
        ("a.mov", "video/mp4", 500_000_000, MediaKind.VIDEO),
        ("a.jpg", "image/jpeg", 25_000_001, "media_too_big"),
        ("a.webm", "video/webm", 500_000_001, "media_too_big"),
        ("a.jpg", "image/jpeg", 0, "media_empty"),
        ("a.jpg", "image/jpeg", -5, "media_empty"),
        ("a", "image/jpeg", 1, "media_wrong_type"),
        ("a.jpg.exe", "image/jpeg", 1, "media_wrong_type"),
        ("a.png", "image/jpeg", 1, "media_wrong_type"),
    ],
)
def test_a_file_is_judged_before_a_byte_is_sent(
    name: str, claim: str, size: int, kind: MediaKind | str
) -> None:
    try:
        found: MediaKind | str = promised(name, claim, size).kind
    except MediaRefused as refused:
        found = refused.code
    assert found == kind
