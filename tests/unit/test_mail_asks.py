"""Every request is complete, safe and well set, whatever the people and products are called."""

from __future__ import annotations

import re
from datetime import date
from itertools import product

import pytest

from core.mail import MailBatch, Recipient, Refused, unsubscribe_headers
from core.mail.faults import fault
from core.mail.placeholders import fill_html, fill_text, names_in
from core.mail.sendgrid_person import personalization
from core.states import Moment, SubmissionKind
from solicitation.mail import (
    Ask,
    Asked,
    AskedProduct,
    Earlier,
    ask_for,
    compose,
    picture,
    short,
    values,
)

TEAPOT = AskedProduct(
    "Théière <Uji> & couvercle",
    "https://shop.example/t.jpg?w=1&h=2",
    "https://r.example/r/tok?item=1",
)
INES = Asked(
    customer_name="Inès",
    store_name="Maison Éclat",
    store_address="12 rue des Lices, Rennes",
    happened_on=date(2026, 10, 12),
    answer_url="https://r.example/r/tok",
    unsubscribe_url="https://r.example/u/tok",
    preferences_url="https://r.example/p/tok",
    transparency_url="https://r.example/t/maison",
    privacy_url="https://r.example/t/maison#data",
    event_name="Atelier gongfu",
    earlier=Earlier("Elle garde\nle thé chaud.", date(2026, 6, 12)),
)


def asks() -> list[Ask]:
    """Every letter there is."""
    kinds = [(moment, SubmissionKind.REVIEW) for moment in Moment]
    kinds.append((Moment.SUPPORT_RESOLVED, SubmissionKind.TESTIMONIAL))
    return [
        Ask(moment, kind, language, sequence, products, earlier)
        for (moment, kind), language, sequence, products, earlier in product(
            kinds, ("fr", "en"), (0, 1, 2, 3), (0, 1, 5), (False, True)
        )
        if (products > 0) == (moment in _OF_PRODUCTS)
    ]


_OF_PRODUCTS = {Moment.AFTER_PURCHASE, Moment.ONE_MONTH, Moment.SIX_MONTHS}


def asked_with(products: int) -> Asked:
    return INES._replace(products=(TEAPOT,) * products)


@pytest.mark.parametrize("ask", asks(), ids=str)
def test_every_letter_is_complete_for_a_real_person(ask: Ask) -> None:
    letter, known = compose(ask), values(ask, asked_with(ask.products))
    html, text = fill_html(letter.html, known), fill_text(letter.text, known)
    for part in (html, text, fill_text(letter.subject, known)):
        assert not re.search(r"\[\[|\]\]|\[%|\{\{|\}\}", part)
    for url in (INES.unsubscribe_url, INES.preferences_url, INES.transparency_url):
        assert url in html
        assert url in text
    assert "Maison Éclat" in html
    assert f'<html lang="{ask.language}"' in html


@pytest.mark.parametrize("ask", [ask for ask in asks() if ask.language == "fr"], ids=str)
def test_french_is_set_with_narrow_spaces_and_curly_apostrophes(ask: Ask) -> None:
    letter, known = compose(ask), values(ask, asked_with(ask.products))
    shown = fill_text(f"{letter.subject}\n{letter.text}", known)
    assert not re.search(r"[ \u00a0][;:!?»](?:\s|$)|« |'", shown)
    assert not re.search(r"\w[;!?]", re.sub(r"https?://\S+", "", shown))


@pytest.mark.parametrize("products", [1, 5])
def test_five_links_per_product_differ_only_in_the_stars_they_tick(products: int) -> None:
    ask = Ask(Moment.AFTER_PURCHASE, SubmissionKind.REVIEW, "en", products=products)
    known = values(ask, asked_with(products))
    html, text = fill_html(compose(ask).html, known), fill_text(compose(ask).text, known)
    for count in range(1, 6):
        assert html.count(f"tok?item=1&amp;stars={count}") == products
        assert text.count(f"tok?item=1&stars={count}") == products
        assert html.count(f'aria-label="Rating: {count} out of 5"') == products


def test_a_store_is_rated_at_the_solicitations_own_link() -> None:
    ask = Ask(Moment.SUPPORT_RESOLVED, SubmissionKind.REVIEW, "fr")
    assert "https://r.example/r/tok?stars=4" in fill_text(compose(ask).text, values(ask, INES))


@pytest.mark.parametrize(
    ("moment", "kind"),
    [
        pytest.param(Moment.SUPPORT_RESOLVED, SubmissionKind.TESTIMONIAL, id="mode B has no stars"),
        pytest.param(Moment.EVENT, SubmissionKind.REVIEW, id="an event asks for a picture"),
    ],
)
def test_one_button_and_no_star_where_nothing_is_rated(
    moment: Moment, kind: SubmissionKind
) -> None:
    html = compose(Ask(moment, kind, "en")).html
    assert "★" not in html
    assert html.count('href="{{answer_url}}"') == 1


def test_a_testimonial_outside_support_has_no_letter() -> None:
    with pytest.raises(KeyError):
        compose(Ask(Moment.ONE_MONTH, SubmissionKind.TESTIMONIAL, "fr"))


def test_six_months_shows_what_was_written_before() -> None:
    asked = asked_with(1)
    ask = ask_for(Moment.SIX_MONTHS, SubmissionKind.REVIEW, "fr-CA", 0, asked)
    text = fill_text(compose(ask).text, values(ask, asked))
    assert "Le 12\u00a0juin\u00a02026, vous écriviez\u202f:" in text
    assert "«\u202fElle garde le thé chaud.\u202f»" in text


def test_people_asked_alike_share_one_letter() -> None:
    letters = {
        ask_for(Moment.ONE_MONTH, SubmissionKind.REVIEW, language, 0, asked_with(1))
        for language in ("fr", "fr-FR", "FR_ca")
    }
    assert len(letters) == 1
    assert ask_for(Moment.ONE_MONTH, SubmissionKind.REVIEW, "de", 2, asked_with(9)) == Ask(
        Moment.ONE_MONTH, SubmissionKind.REVIEW, "en", sequence=2, products=5, has_more=True
    )


@pytest.mark.parametrize("ask", asks(), ids=str)
def test_long_names_still_make_a_mail_that_every_provider_takes(ask: Ask) -> None:
    long_product = TEAPOT._replace(
        name="Théière & " * 30, answer_url="https://r.example/" + "t" * 150
    )
    asked = INES._replace(
        store_name="Éclat " * 33,
        event_name="Atelier " * 37,
        products=(long_product,) * ask.products,
        earlier=Earlier("mot & " * 500, date(2026, 6, 12)),
    )
    letter = compose(ask)
    person = Recipient(
        "ines@example.com",
        "Inès",
        "snd_1",
        "fr",
        values(ask, asked),
        unsubscribe_headers(asked.unsubscribe_url),
    )
    batch = MailBatch(
        "asks", "a@b.fr", "É", "", letter.subject, letter.html, letter.text, (person,)
    )
    assert fault(batch, person) is None
    assert not isinstance(personalization(batch, person), Refused)


@pytest.mark.parametrize(("products", "is_told"), [(1, False), (5, False), (6, True)])
@pytest.mark.parametrize(
    ("language", "rest"), [("en", "And 1 more on the page"), ("fr", "Et 1 autre sur la page")]
)
def test_a_mail_shows_five_products_and_says_how_many_more_the_page_has(
    products: int, is_told: bool, language: str, rest: str
) -> None:
    asked = asked_with(products)
    ask = ask_for(Moment.ONE_MONTH, SubmissionKind.REVIEW, language, 0, asked)
    letter, known = compose(ask), values(ask, asked)
    assert letter.html.count("{{product_picture_") == min(products, 5)
    assert rest in fill_html(letter.html, known) if is_told else not known["rest"]
    assert (rest in fill_text(letter.text, known)) == is_told


def test_the_letter_of_five_products_asks_for_no_value_twice_by_another_name() -> None:
    ask = Ask(Moment.AFTER_PURCHASE, SubmissionKind.REVIEW, "en", products=5)
    assert set(names_in(compose(ask).html)) <= set(values(ask, asked_with(5)))


@pytest.mark.parametrize(
    ("image_url", "shown"),
    [
        pytest.param("https://shop.example/a.jpg?x=1&y=2", "x=1&amp;y=2", id="escaped"),
        pytest.param('https://x/"onerror="alert(1)', "&quot;onerror=&quot;", id="no attribute"),
        pytest.param("javascript:alert(1)", ">T</div>", id="not a picture: the initial"),
        pytest.param("", ">T</div>", id="none: the initial"),
    ],
)
def test_a_product_picture_is_safe_whatever_the_catalogue_says(image_url: str, shown: str) -> None:
    assert shown in picture(TEAPOT._replace(image_url=image_url), 88)
    assert "javascript:" not in picture(TEAPOT._replace(image_url=image_url), 88)


@pytest.mark.parametrize(
    ("words", "length", "shown"),
    [
        pytest.param("Théière Uji", 60, "Théière Uji", id="it fits"),
        pytest.param("Théière\n  Uji", 60, "Théière Uji", id="one line"),
        pytest.param("Théière en fonte", 11, "Théière en…", id="between words"),
        pytest.param("Donaudampfschiff", 8, "Donauda…", id="one long word"),
    ],
)
def test_a_long_name_is_cut_where_it_reads_best(words: str, length: int, shown: str) -> None:
    assert short(words, length) == shown


def test_nobody_is_greeted_by_an_empty_name() -> None:
    ask = Ask(Moment.EVENT, SubmissionKind.REVIEW, "fr")
    assert values(ask, INES._replace(customer_name=" "))["greeting"] == "Bonjour,"


@pytest.mark.parametrize(
    ("language", "country", "told"),
    [
        ("en", "GB", "12 October 2026"),
        ("en", "", "12 October 2026"),  # a store that has not said where it is
        ("en", "US", "October 12, 2026"),  # the one country that puts the month first
        ("fr", "US", "12 octobre 2026"),
    ],
)
def test_days_are_written_as_where_the_store_is(language: str, country: str, told: str) -> None:
    ask = Ask(Moment.AFTER_PURCHASE, SubmissionKind.REVIEW, language, products=1)
    told_values = values(ask, INES._replace(store_country=country))
    assert told_values["happened_on"] == told.replace(" ", "\u00a0")


@pytest.mark.parametrize(("products", "shown"), [(1, 1), (2, 0)])
def test_a_request_for_a_picture_shows_the_product_where_it_can_only_be_that_one(
    products: int, shown: int
) -> None:
    asked = asked_with(products)
    review = SubmissionKind.REVIEW
    ask = ask_for(Moment.ONE_MONTH, review, "en", 1, asked, is_media_only=True)
    assert compose(ask).html.count("{{product_picture_1}}") == shown
    assert compose(ask).text.count("{{product_name_1}}") == shown
