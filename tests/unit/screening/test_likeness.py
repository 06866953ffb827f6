"""What was given before, and what a crowd or an insider gives, is seen; chance likeness is not."""

from __future__ import annotations

import random

import pytest

from moderation.screening import Facts, Passage, Person, Signal, screen
from moderation.screening.likeness import bands, differing_bits, picture_bands, resemblance
from moderation.screening.shape import Arrivals, Other, Picture

WORDS = (
    "Ce bol est arrivé bien emballé, la couleur est celle de la photo et il tient bien dans la"
    " main ; nous le prenons tous les matins pour le petit déjeuner depuis deux mois."
)
RETOUCHED = WORDS.replace("deux mois", "trois mois").replace("celle de la photo", "très belle")
OTHERS = (
    "Commandé pour un cadeau, reçu en avance, l'émail est régulier et le fond ne raye pas la table"
    " en bois. Ma sœur en a racheté quatre."
)


def signals(facts: Facts) -> set[Signal]:
    return {one.signal for one in screen(facts)}


def test_a_text_given_before_is_seen_and_names_the_other() -> None:
    facts = Facts([Passage("words", RETOUCHED)], texts=[Other("autre", WORDS), Other("x", OTHERS)])
    (seen,) = (one for one in screen(facts) if one.signal is Signal.LIKE_ANOTHER)
    assert (seen.other, seen.field) == ("autre", "")
    assert 50 <= int(seen.detail) < 100


@pytest.mark.parametrize(
    ("one", "other"),
    [(WORDS, OTHERS), ("Très beau bol, livraison rapide", "Très beau bol, livraison rapide")],
    ids=["other words", "too short to say anything"],
)
def test_chance_likeness_is_not_seen(one: str, other: str) -> None:
    assert signals(Facts([Passage("words", one)], texts=[Other("a", other)])) == set()


def test_near_duplicates_share_a_band_and_strangers_hardly_do() -> None:
    assert set(bands(WORDS)) & set(bands(RETOUCHED))
    assert not set(bands(WORDS)) & set(bands(OTHERS))
    assert bands("Très bien") == ()
    assert all(0 <= one < 2**63 for one in bands(WORDS))


def test_bands_find_what_resembles_in_a_crowd() -> None:
    lottery = random.Random(7)  # noqa: S311 -- no secret
    vocabulary = [f"mot{number}" for number in range(400)]
    missed = 0
    for _ in range(60):
        words = lottery.choices(vocabulary, k=60)
        other = list(words)
        for place in lottery.sample(range(60), 3):
            other[place] = "ailleurs"
        one, two = " ".join(words), " ".join(other)
        missed += resemblance(one, two) >= 0.7 and not set(bands(one)) & set(bands(two))
    assert missed == 0


def test_one_picture_twice_is_seen_and_another_is_not() -> None:
    known = [Other("autre", picture="ffff0000ffff0000")]
    again = Picture("m1", "ffff0000ffff0007")
    other = Picture("m2", "0f0f0f0f0f0f0f0f")
    (seen,) = screen(Facts([], pictures=[again, other], known_pictures=known))
    assert (seen.signal, seen.field, seen.other) == (Signal.SAME_PICTURE, "media.m1", "autre")
    assert set(picture_bands(again.picture)) & set(picture_bands(known[0].picture))
    assert differing_bits(again.picture, known[0].picture) == 3


def test_words_of_the_products_page_are_seen_where_they_stand() -> None:
    page = "Bol tourné à la main dans notre atelier de Vallauris, émail sans plomb, lave-vaisselle."
    words = "Je l'aime. " + page + " Voilà."
    (seen,) = screen(Facts([Passage("words", words)], page=page))
    assert seen.signal is Signal.COPIED
    assert words[seen.start : seen.end] == page.rstrip(".")
    assert screen(Facts([Passage("words", "Un bol tourné à la main, émail sans plomb")])) == []


@pytest.mark.parametrize(
    ("email", "detail"),
    [
        ("lea@example.com", None),
        ("Marc@Maison.example", "domain"),
        ("marc@boutique.maison.example", "domain"),
        ("marc@autremaison.example", None),
        ("owner@gmail.com", "member"),
        ("lea@gmail.com", None),
        ("", None),
    ],
)
def test_who_works_for_the_store_is_seen(email: str, detail: str | None) -> None:
    person = Person(email, ["maison.example", "gmail.com"], ["Owner@gmail.com"])
    assert [one.detail for one in screen(Facts([], person=person))] == [detail] * bool(detail)


@pytest.mark.parametrize(
    ("arrivals", "details"),
    [
        (Arrivals(4, 4, 7), []),
        (Arrivals(same_range=5), ["range:5"]),
        (Arrivals(same_device_hour=6), ["device:6"]),
        (Arrivals(newcomers=9), ["new:9"]),
    ],
)
def test_a_burst_is_seen(arrivals: Arrivals, details: list[str]) -> None:
    assert [one.detail for one in screen(Facts([], arrivals=arrivals))] == details


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("Sehr schöne Schale, leider kam sie zerbrochen an", "de"),
        ("Ottimo prodotto, consigliato a tutti quanti", "it"),
        ("Très beau bol, je suis ravie de mon achat", None),
        ("The glaze chipped after two weeks, sadly", None),
        ("Nickel", None),
        ("OK 👍", None),
    ],
)
def test_another_language_than_the_stores_is_seen(words: str, language: str | None) -> None:
    found = [one.detail for one in screen(Facts([Passage("words", words)]))]
    assert found == [language] * bool(language)


@pytest.mark.parametrize(
    ("rating", "words", "marked"),
    [
        (5, "Très déçue, il est arrivé cassé", ["déçue", "cassé"]),
        (1, "Absolument parfait, j'adore !", ["parfait", "j'adore"]),
        (5, "Jamais déçue, il n'est pas cassé", []),
        (1, "Pas parfait du tout, je suis déçue", []),
        (5, "Parfait, il remplace celui que j'avais cassé", []),
        (3, "Parfait mais cassé, déçue", []),
        (None, "Parfait, déçue", []),
    ],
)
def test_stars_that_sound_otherwise_than_the_words_are_asked_about(
    rating: int | None, words: str, marked: list[str]
) -> None:
    found = screen(Facts([Passage("words", words)], rating=rating))
    assert [words[one.start : one.end] for one in found] == marked
    assert {one.signal for one in found} <= {Signal.STARS_AND_WORDS}
