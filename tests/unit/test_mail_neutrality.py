"""Bait is found in both languages, neutral words pass, and our own words are neutral."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from core.states import Moment, SubmissionKind
from solicitation.mail import Ask, compose
from solicitation.neutrality import SOURCES, WHY, Bait, Complaint, complaints
from tests.unit.neutrality_rows import BAITS, NEUTRAL


@pytest.mark.parametrize(("text", "bait"), [pytest.param(*row, id=row[0]) for row in BAITS])
def test_bait_is_found_and_named(text: str, bait: Bait) -> None:
    assert bait in {complaint.bait for complaint in complaints(text)}


@pytest.mark.parametrize("text", [pytest.param(text, id=why) for why, text in NEUTRAL])
def test_neutral_words_pass(text: str) -> None:
    assert complaints(text) == []


def test_a_complaint_quotes_the_words_as_they_stand() -> None:
    text = "Bonjour, laissez un AVIS POSITIF."
    assert complaints(text) == [Complaint(Bait.PRAISE, "AVIS POSITIF", 20)]


def test_several_complaints_come_in_reading_order() -> None:
    found = complaints("A 5-star review? A discount if you leave a review.")
    assert [complaint.start for complaint in found] == sorted(one.start for one in found)
    assert {complaint.bait for complaint in found} >= {Bait.STARS, Bait.REWARD}


def test_decomposed_accents_hide_nothing() -> None:
    assert complaints("cinq e\u0301toiles")


def test_every_bait_says_how_to_mend_it_and_where_it_is_written() -> None:
    assert set(WHY) == set(SOURCES) == set(Bait)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("moment", list(Moment))
def test_our_own_requests_are_neutral(moment: Moment, language: str) -> None:
    testimonials = moment is Moment.SUPPORT_RESOLVED
    kinds = list(SubmissionKind) if testimonials else [SubmissionKind.REVIEW]
    for kind, sequence, many, earlier in product(kinds, (0, 1, 2, 3), (0, 1, 3), (0, 1)):
        letter = compose(Ask(moment, kind, language, sequence, many, bool(earlier)))
        assert complaints(f"{letter.subject}\n{letter.text}") == []


def test_the_search_is_quick_on_long_hostile_text() -> None:
    assert complaints("if you " * 5_000 + date(2026, 1, 1).isoformat()) == []
