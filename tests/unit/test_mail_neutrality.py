"""Bait is found in both languages, neutral words pass, and our own words are neutral."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from core.states import Moment, SubmissionKind
from solicitation.mail import Ask, compose
from solicitation.neutrality import WHY, Bait, Complaint, complaints

BAITS = [
    ("Laissez-nous 5 étoiles", Bait.STARS),
    ("LAISSEZ-NOUS CINQ ETOILES !", Bait.STARS),
    ("A 5-star review means the world to us", Bait.STARS),
    ("Give us five stars", Bait.STARS),
    ("Vous avez aimé ? ★★★★★", Bait.STARS),
    ("⭐️⭐️⭐️⭐️⭐️", Bait.STARS),
    ("Mettez-nous un 5/5", Bait.STARS),
    ("Merci de nous attribuer la note maximale", Bait.STARS),
    ("We would be glad of the highest rating", Bait.STARS),
    ("Please leave a positive review", Bait.PRAISE),
    ("A good review helps our small team", Bait.PRAISE),
    ("Your kind words keep us going", Bait.PRAISE),
    ("Tell us why you love it", Bait.PRAISE),
    ("Rate us highly!", Bait.PRAISE),
    ("Laissez un avis positif", Bait.PRAISE),
    ("laissez un avis\u00a0très positif", Bait.PRAISE),
    ("Un bon avis nous aide beaucoup", Bait.PRAISE),
    ("Un témoignage élogieux serait le bienvenu", Bait.PRAISE),
    ("Dites du bien de nous", Bait.PRAISE),
    ("Racontez pourquoi vous l’aimez", Bait.PRAISE),
    ("Get a voucher in exchange for a review", Bait.REWARD),
    ("In return for your honest feedback, we thank you", Bait.REWARD),
    ("A discount if you leave a review", Bait.REWARD),
    ("10 loyalty points for every review", Bait.REWARD),
    ("Leave a review and win a teapot", Bait.REWARD),
    ("If you write a review, a gift is on its way", Bait.REWARD),
    ("Un bon d’achat en échange d’un avis", Bait.REWARD),
    ("Une remise si vous déposez un avis", Bait.REWARD),
    ("Déposez un avis et gagnez une théière", Bait.REWARD),
    ("Un cadeau pour chaque avis", Bait.REWARD),
    ("Si vous laissez un avis, un cadeau vous attend", Bait.REWARD),
    ("If you are happy, leave us a review", Bait.GATE),
    ("If you loved it, please post a review", Bait.GATE),
    ("Not satisfied? Please contact us first", Bait.GATE),
    ("Write to us before posting a negative review", Bait.GATE),
    ("Si vous êtes satisfait(e), laissez un avis", Bait.GATE),
    ("Si cela vous a plu, donnez-nous une note", Bait.GATE),
    ("Satisfait ? Laissez un avis", Bait.GATE),
    ("Pas satisfait ? Écrivez-nous d’abord", Bait.GATE),
    ("Prévenez-nous avant de publier un avis négatif", Bait.GATE),
    ("Votre code promo : THE10", Bait.SALE),
    ("-20 % sur tout le site", Bait.SALE),
    ("10% off your next order", Bait.SALE),
    ("Notre nouvelle collection est là", Bait.SALE),
    ("La théière à 49,90 €", Bait.SALE),
]

NEUTRAL = [
    pytest.param("What do you think of it?", id="a plain question"),
    pytest.param("Qu’en pensez-vous ?", id="a plain question in French"),
    pytest.param("Say what is good and what is not", id="both sides are asked for"),
    pytest.param("En bien ou en mal, dites ce que vous en pensez", id="both sides, in French"),
    pytest.param("Every review is published, positive or negative", id="a rule, not a wish"),
    pytest.param("Chaque avis positif ou négatif est publié", id="a rule in French"),
    pytest.param("Votre avis est publié, favorable ou non", id="a rule with `ou non`"),
    pytest.param("Rate it from 1 to 5 stars", id="a scale is not a wish"),
    pytest.param("Notez de 1 à 5 étoiles", id="a scale in French"),
    pytest.param("Note : 5 sur 5", id="a step of the scale"),
    pytest.param("It has no stars and counts in no average", id="about stars, without bait"),
    pytest.param("Your order of 12 October", id="a number that is no price"),
    pytest.param("Bonne journée, et bon retour chez vous", id="`bon` in a greeting"),
    pytest.param("If you would rather not, leave this mail be", id="`if you` without mood"),
    pytest.param("", id="nothing at all"),
]


@pytest.mark.parametrize(("text", "bait"), [pytest.param(*row, id=row[0]) for row in BAITS])
def test_bait_is_found_and_named(text: str, bait: Bait) -> None:
    assert bait in {complaint.bait for complaint in complaints(text)}


@pytest.mark.parametrize("text", NEUTRAL)
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


def test_every_bait_says_how_to_mend_it() -> None:
    assert set(WHY) == set(Bait)


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
