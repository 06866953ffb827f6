"""What cannot be taken is named beside its field, and nothing typed is lost."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from core.doors import Doors
from core.states import Moment
from tests.integration.collection.asking import TESTIMONIAL, filled, someone_asked
from tests.integration.collection.rows import submissions

ASTRAL = "🦊"


@pytest.mark.parametrize("rating", ["0", "6", "-1", "4.5", "five", "", " ", "1e0", "٤", "4\0\0 5"])
def test_only_one_to_five_stars_are_stars(
    sqlite_doors: Doors, sqlite_client: FlaskClient, rating: str
) -> None:
    person = someone_asked(sqlite_doors)
    answer = sqlite_client.post(person.path, data=filled(rating=rating))
    assert answer.status_code == 422
    assert "Choose how many stars you give." in answer.text
    assert "It keeps tea warm." in answer.text
    assert 'href="#rating-1"' in answer.text
    assert submissions(sqlite_doors) == []


@pytest.mark.parametrize(
    ("field", "limit"),
    [("words", 3000), ("title", 200), ("pros", 1000), ("cons", 1000)],
)
def test_a_text_may_have_so_many_characters_and_not_one_more(
    doors: Doors, client: FlaskClient, field: str, limit: int
) -> None:
    person = someone_asked(doors, Moment.ONE_MONTH)
    long = ASTRAL * (limit + 1)
    refused = client.post(person.path, data=filled(ease="3", **{field: long}))
    assert refused.status_code == 422
    assert f"This has {limit + 1} characters, {limit} fit." in refused.text
    assert long in refused.text
    assert f'href="#{field}"' in refused.text
    assert client.post(person.path, data=filled(**{field: long[:-1]})).status_code == 303


@pytest.mark.parametrize(
    ("moment", "field", "value"),
    [
        (Moment.ONE_MONTH, "fit", "9"),
        (Moment.ONE_MONTH, "quality", "good"),
        (Moment.SIX_MONTHS, "again_choice", "maybe"),
        (Moment.SIX_MONTHS, "before", "x" * 1001),
        (Moment.SUPPORT_RESOLVED, "what_helped", "x" * 1001),
        (Moment.EVENT, "shown_as", "president"),
    ],
)
def test_an_answer_outside_the_form_is_refused(
    sqlite_doors: Doors, sqlite_client: FlaskClient, moment: Moment, field: str, value: str
) -> None:
    person = someone_asked(sqlite_doors, moment)
    answer = sqlite_client.post(person.path, data=filled(**{field: value}))
    assert answer.status_code == 422
    assert submissions(sqlite_doors) == []


def test_nothing_is_kept_without_permission_to_show_it(
    sqlite_doors: Doors, sqlite_client: FlaskClient
) -> None:
    person = someone_asked(sqlite_doors)
    form = filled(social="y")
    del form["site"]
    answer = sqlite_client.post(person.path, data=form)
    assert answer.status_code == 422
    assert "rather not keep it" in answer.text
    assert submissions(sqlite_doors) == []


def test_a_testimonial_needs_words_or_a_file(
    sqlite_doors: Doors, sqlite_client: FlaskClient
) -> None:
    person = someone_asked(sqlite_doors, Moment.SUPPORT_RESOLVED, TESTIMONIAL)
    answer = sqlite_client.post(person.path, data=filled(TESTIMONIAL, words="  \r\n "))
    assert answer.status_code == 422
    assert "Write a few sentences, or add a video" in answer.text


def test_errors_are_said_in_the_visitors_language(
    sqlite_doors: Doors, sqlite_client: FlaskClient
) -> None:
    person = someone_asked(sqlite_doors, customer={"language": "fr"})
    answer = sqlite_client.post(f"/r/{person.token}", data=filled(rating="9"))
    assert answer.status_code == 422
    assert '<html lang="fr"' in answer.text


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "{{ 7 * 7 }} %(store)s {store} %s",
        "\u202eright to left\u202c \u200b\ufeff",
        "a\0b",
        "=HYPERLINK(1)",
        "Ligne 1\r\n\r\nLigne 2",
        pytest.param(ASTRAL * 3000, id="3,000 beyond the BMP"),
    ],
)
def test_words_are_kept_as_they_are_and_shown_as_text(
    doors: Doors, client: FlaskClient, words: str
) -> None:
    person = someone_asked(doors)
    sent = client.post(person.path, data=filled(words=words))
    assert sent.status_code == 303
    kept = submissions(doors)[0].words or ""
    assert kept == words.replace("\r\n", "\n").replace("\0", "")
    page = client.get(sent.headers["Location"]).text
    assert "<script>alert" not in page
    assert kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in page


def test_an_empty_line_of_words_is_no_words(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors)
    assert client.post(person.path, data=filled(words="   ")).status_code == 303
    assert submissions(doors)[0].words is None
