"""A store's own words and colour: which places they name, and how they enter a letter."""

from __future__ import annotations

from dataclasses import astuple, replace
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from core.errors import InvalidInput, TooLarge
from core.mail.placeholders import fill_html, fill_text
from core.states import Moment, SubmissionKind
from solicitation.mail import Asked, AskedProduct, ask_for, compose, values
from solicitation.mail_copy.brand import (
    INK,
    LEAST_CONTRAST,
    WHITE,
    Brand,
    colour_of,
    contrast,
    nearest_readable,
    words_on,
)
from solicitation.mail_copy.own import OwnCopy, as_letter, our_copy, places_of, strangers
from solicitation.neutrality import Bait
from solicitation.operations.branding import MOST_BYTES, logo_from
from solicitation.operations.wording import flaws

TEAPOT = AskedProduct("Théière <Uji>", "", "https://r.example/r/tok?p=1")
INES = Asked(
    customer_name="Inès Martin",
    store_name="Maison Éclat",
    store_address="Rennes",
    happened_on=date(2026, 10, 12),
    answer_url="https://r.example/r/tok",
    unsubscribe_url="https://r.example/u/tok",
    preferences_url="https://r.example/p/tok",
    transparency_url="https://r.example/t/maison",
    privacy_url="https://r.example/t/maison#privacy",
    products=(TEAPOT,),
)
OWN = OwnCopy("{first_name}, {product} ?", "", "Alors ?", "Chez {store}, le {date}.\n\nEt ?")
COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def written(asked: Asked, own: OwnCopy = OWN, brand: Brand | None = None) -> tuple[str, str, str]:
    """Subject, HTML and text as one person gets them."""
    ask = ask_for(Moment.ONE_MONTH, SubmissionKind.REVIEW, "fr", 0, asked, own, brand or Brand())
    letter, known = compose(ask), values(ask, asked)
    html = fill_html(letter.html, known)
    return fill_text(letter.subject, known), html, fill_text(letter.text, known)


def test_own_words_name_what_they_know_and_are_set_in_french() -> None:
    subject, html, text = written(INES)
    assert subject == "Inès, Théière <Uji>\u202f?"
    assert "Chez Maison Éclat, le 12\u00a0octobre\u00a02026." in text
    assert "Théière &lt;Uji&gt;" in html
    assert "Alors\u202f?" in html


def test_several_products_are_told_in_a_few_words() -> None:
    assert written(INES._replace(products=(TEAPOT,) * 2))[0].startswith("Inès, Théière <Uji> et 1")
    subject = written(INES._replace(products=(TEAPOT,) * 7))[0]
    assert subject == "Inès, Théière <Uji> et 6 autres\u202f?"


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        pytest.param("", "Théière <Uji>\u202f: après un mois d’usage", id="no name: our words"),
        pytest.param("J. Martin", "J. Martin, Théière <Uji>\u202f?", id="an initial is no name"),
    ],
)
def test_who_has_no_first_name_is_never_greeted_with_a_gap(name: str, subject: str) -> None:
    assert written(INES._replace(customer_name=name))[0] == subject


@pytest.mark.parametrize("text", ["{{answer_url}}", "[[ 7*7 ]]", "{% x %}", "<b>", "-vv.x.h-"])
def test_what_a_store_types_is_text_and_never_run(text: str) -> None:
    _subject, html, plain = written(INES, replace(OWN, words=text))
    assert text in plain
    assert "<b>" not in html
    assert "49" not in plain.partition("Note")[0]


@pytest.mark.parametrize("moment", list(Moment))
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("sequence", range(4))
def test_our_words_may_be_typed_and_have_no_flaw(
    moment: Moment, language: str, sequence: int
) -> None:
    own = our_copy(language, moment, SubmissionKind.REVIEW, sequence)
    assert flaws(own, moment, SubmissionKind.REVIEW) == []
    assert all("{{" not in text for text in astuple(own))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_our_words_for_a_picture_may_be_typed_and_leave_the_same_letter(language: str) -> None:
    what = (Moment.SIX_MONTHS, SubmissionKind.REVIEW)
    own = our_copy(language, *what, 0, is_media_only=True)
    assert flaws(own, *what, is_media_only=True) == []
    assert flaws(replace(own, button=""), *what, is_media_only=True)[0].name == "button"
    typed, ours = (
        compose(ask_for(*what, language, 0, INES, words, is_media_only=True))
        for words in (own, None)
    )
    assert typed == ours


@pytest.mark.parametrize(
    ("changed", "sentence", "bait"),
    [
        pytest.param({"subject": "5 stars?"}, "", Bait.STARS, id="bait"),
        pytest.param({"button": "Win a gift for a review"}, "", None, id="a button not shown"),
        pytest.param({"words": "Win a gift for a review"}, "", Bait.REWARD, id="a reward"),
        pytest.param({"preheader": "-10 %"}, "", Bait.SALE, id="an offer in the preview line"),
        pytest.param({"subject": "Hi {surname}"}, "is no place", None, id="a place unknown"),
        pytest.param({"words": "At {event}"}, "is no place", None, id="of another moment"),
        pytest.param({"heading": "{{answer_url}}"}, "is no place", None, id="a value of ours"),
        pytest.param({"subject": "a\r\nBcc: x@y.z"}, "line break", None, id="a header"),
        pytest.param({"subject": "a\u2028b"}, "line break", None, id="a line of Unicode's"),
        pytest.param({"subject": "a" * 151}, "at most", None, id="a subject too long"),
        pytest.param({"words": " \n "}, "Write something", None, id="nothing at all"),
        pytest.param({"preheader": ""}, "", None, id="the preview line may be empty"),
    ],
)
def test_what_may_not_be_sent_is_named_field_by_field(
    changed: dict[str, str], sentence: str, bait: Bait | None
) -> None:
    found = flaws(replace(OWN, **changed), Moment.ONE_MONTH, SubmissionKind.REVIEW)
    assert [bait] * len(found) == [flaw.bait for flaw in found]
    assert bool(found) == bool(sentence or bait)
    for flaw in found:
        assert flaw.name in changed
        assert sentence in flaw.sentence


def picture(size: tuple[int, int] = (900, 300), kind: str = "PNG") -> bytes:
    """A picture file."""
    made = BytesIO()
    Image.new("RGB", size, "#7a1f3d").save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        pytest.param(b'<svg xmlns="http://www.w3.org/2000/svg"/>', InvalidInput, id="SVG is code"),
        pytest.param(b"", InvalidInput, id="nothing"),
        pytest.param(picture()[:200], InvalidInput, id="cut short"),
        pytest.param(picture(kind="GIF"), InvalidInput, id="a kind we do not read"),
        pytest.param(b"0" * (MOST_BYTES + 1), TooLarge, id="more than 2 MB"),
        pytest.param(picture((8000, 5001)), TooLarge, id="more than 40 million pixels"),
    ],
)
def test_a_file_that_is_no_logo_is_refused(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        logo_from(data)


def test_a_logo_keeps_its_shape_and_its_transparency() -> None:
    made = BytesIO()
    Image.new("RGBA", (3000, 500), (0, 0, 0, 0)).save(made, "PNG")
    logo = logo_from(made.getvalue())
    assert (logo.width, logo.height) == (480, 80)
    assert Image.open(BytesIO(logo.data)).mode == "RGBA"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("moment", list(Moment))
def test_no_two_turns_of_a_mail_share_a_subject(moment: Moment, language: str) -> None:
    subjects = {our_copy(language, moment, SubmissionKind.REVIEW, n).subject for n in range(4)}
    assert len(subjects) == 4


def test_a_mail_beyond_the_last_reminder_says_what_that_one_says() -> None:
    late = ask_for(Moment.EVENT, SubmissionKind.REVIEW, "en", 7, INES)
    assert late == ask_for(Moment.EVENT, SubmissionKind.REVIEW, "en", 3, INES)


def test_a_place_of_another_moment_is_a_stranger() -> None:
    assert strangers("{event} and {product}", Moment.EVENT) == ["{product}"]
    assert strangers("{ and }", Moment.EVENT) == ["{ and }"]
    assert strangers("a { b", Moment.EVENT) == ["{"]
    assert set(places_of(Moment.EVENT)) == {"first_name", "event", "store", "date"}


@given(st.text(max_size=200))
def test_nothing_typed_becomes_a_value_that_is_not_a_place(text: str) -> None:
    entered = as_letter(text, "en")
    plain = {"first_name", "product", "event_short", "store_short", "happened_on"}
    assert fill_text(entered, dict.fromkeys(plain, "X")) is not None


@given(COLOURS)
def test_the_nearest_readable_colour_is_readable_and_a_good_one_stays(colour: str) -> None:
    near = nearest_readable(colour)
    words = words_on(near)
    assert words in (INK, WHITE)
    assert contrast(words or "", near) >= LEAST_CONTRAST
    assert (near == colour) == (words_on(colour) is not None)


@pytest.mark.parametrize(
    ("typed", "colour"),
    [
        pytest.param("#0E5C54", "#0e5c54", id="capitals"),
        pytest.param(" 7a1f3d ", "#7a1f3d", id="without its mark"),
        pytest.param("#fff", None, id="too short"),
        pytest.param("red;}", None, id="not a colour"),
    ],
)
def test_a_colour_is_six_digits(typed: str, colour: str | None) -> None:
    assert colour_of(typed) == colour


def test_a_mail_wears_the_stores_mark_and_none_of_ours() -> None:
    brand = Brand("#7a1f3d", "https://m.example/media/x/logo.png", 120, 40)
    ask = ask_for(Moment.EVENT, SubmissionKind.REVIEW, "fr", 0, INES, None, brand)
    html = fill_html(compose(ask).html, values(ask, INES))
    assert 'src="https://m.example/media/x/logo.png" width="120" height="40"' in html
    assert "background:#7a1f3d;color:#ffffff" in html
    assert "vivavoce" not in html.lower()
