"""What a customer sends behind a mailed link is kept, once, word for word."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.factory import create_app
from collection.consent_texts import VERSION
from core.doors import Doors
from core.states import Moment, SubjectKind, SubmissionKind, SubmissionState, Use
from tests.factories import NOW, make_submission
from tests.integration.collection.asking import MOMENTS, REVIEW, TESTIMONIAL, filled, someone_asked
from tests.integration.collection.rows import events, submissions

SUBJECTS = {
    Moment.SUPPORT_RESOLVED: SubjectKind.STORE,
    Moment.EVENT: SubjectKind.EVENT,
}


@pytest.mark.parametrize(("moment", "kind"), MOMENTS)
def test_every_moment_has_its_form_and_keeps_its_answer(
    doors: Doors, client: FlaskClient, moment: Moment, kind: SubmissionKind
) -> None:
    person = someone_asked(doors, moment, kind)
    page = client.get(person.path)
    assert page.status_code == 200
    assert ('name="rating"' in page.text) is (kind is REVIEW)
    sent = client.post(person.path, data=filled(kind))
    assert sent.status_code == 303, sent.text
    thanks = client.get(sent.headers["Location"])
    assert thanks.status_code == 200
    assert "It keeps tea warm." in thanks.text
    (kept,) = submissions(doors)
    assert (kept.kind, kept.moment, kept.state) == (kind, moment, SubmissionState.RECEIVED)
    assert kept.subject is SUBJECTS.get(moment, SubjectKind.PRODUCT)
    assert (kept.words, kept.display_name, kept.language) == ("It keeps tea warm.", "Élodie", "en")
    assert kept.is_verified
    assert (kept.occasion_id, kept.experience_basis) == (person.ask.occasion_id, kept_basis(moment))
    assert kept.experience_day == (1 if moment is Moment.EVENT else 5)
    assert events(doors) == ["SubmissionReceived"]


def kept_basis(moment: Moment) -> str:
    return {Moment.SUPPORT_RESOLVED: "support", Moment.EVENT: "event"}.get(moment, "purchase")


def test_every_answer_of_a_guided_form_is_kept_under_its_key(
    doors: Doors, client: FlaskClient
) -> None:
    month = someone_asked(doors, Moment.ONE_MONTH)
    answers = {"fit": "4", "quality": "5", "ease": "1", "pros": "Light\r\nand warm", "cons": ""}
    client.post(month.path, data=filled(title="Warm", **answers))
    half_year = someone_asked(doors, Moment.SIX_MONTHS)
    told = {"before": "Cold", "since": "Not cold", "changed": "Softer", "again": "Yes, twice."}
    client.post(half_year.path, data=filled(**told, again_choice="yes"))
    first, second = submissions(doors)
    assert first.answers == {"fit": 4, "quality": 5, "ease": 1, "pros": "Light\nand warm"}
    assert first.title == "Warm"
    assert second.answers == told | {"again_choice": "yes"}


def test_each_use_is_consented_to_by_itself_in_its_exact_text(
    doors: Doors, client: FlaskClient
) -> None:
    person = someone_asked(doors, customer={"language": "fr"})
    client.post(f"/r/{person.token}", data=filled(print="y"))
    (kept,) = submissions(doors)
    given = {consent.use: consent for consent in kept.consents}
    assert set(given) == {Use.SITE, Use.PRINT}
    assert given[Use.SITE].text_version == VERSION
    assert given[Use.SITE].language == "fr"
    assert given[Use.SITE].granted_at == NOW
    page = client.get(someone_asked(doors, customer={"language": "fr"}).path.split("?")[0])
    for line in given[Use.PRINT].text.split("\n"):
        assert line in page.text.replace("&#39;", "'")
    assert not re.search(r'type="checkbox"[^>]*checked', page.text)


@pytest.mark.parametrize(
    ("name", "choice", "shown"),
    [
        ("Élodie Marchand", "first_initial", "Élodie M."),
        ("Élodie Marchand", "", "Élodie M."),
        ("Élodie Marchand", "initials", "É. M."),
        ("Jean-Pierre de la Tour", "first", "Jean-Pierre"),
        ("Jean-Pierre de la Tour", "anonymous", "Anonymous"),
        ("Cher", "first_initial", "Anonymous"),
        ("", "", "Ana"),
    ],
)
def test_the_author_chooses_the_name_that_is_shown(
    doors: Doors, client: FlaskClient, name: str, choice: str, shown: str
) -> None:
    person = someone_asked(doors, customer={"name": name})
    client.post(person.path, data=filled(shown_as=choice, own_name="Ana"))
    assert submissions(doors)[0].display_name == shown


def test_the_same_form_posted_twice_is_one_submission(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors)
    answers = [client.post(person.path, data=filled()) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert len(submissions(doors)) == 1


def test_two_presses_at_the_same_time_are_one_submission(doors: Doors) -> None:
    person, app = someone_asked(doors), create_app(doors)

    def press(_n: int) -> int:
        return app.test_client().post(person.path, data=filled()).status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(press, range(4))) == {303}
    assert len(submissions(doors)) == 1


def test_each_product_of_an_order_is_answered_by_itself(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors, products=3)
    second = person.products[1]
    path = f"/r/{person.token}?lang=en&p={second.id}&stars=2"
    page = client.get(path).text
    assert f'name="product" value="{second.id}"' in page
    assert re.search(r'name="rating" value="2"[^>]* checked', page)
    thanks = client.get(client.post(path, data=filled()).headers["Location"]).text
    assert "Bol 1" in thanks
    assert "Bol 3" in thanks
    assert "about Bol 2 too" not in thanks
    first = person.products[0].id
    assert f'name="product" value="{first}"' in client.get(person.path).text
    client.post(person.path, data=filled(product=str(person.products[2].id)))
    assert [one.product_id for one in submissions(doors)] == [second.id, person.products[2].id]
    assert all(one.order_line_id for one in submissions(doors))


def test_the_page_after_sending_is_the_same_for_every_rating(
    doors: Doors, client: FlaskClient
) -> None:
    """Requirement L15: no routing by rating."""
    pages = set()
    for rating in "12345":
        person = someone_asked(doors, store={"name": "Same"}, products=2)
        form = client.get(f"{person.path}&stars={rating}").text
        sent = client.post(person.path, data=filled(rating=rating))
        thanks = client.get(sent.headers["Location"]).text
        pages.add((neutral(form), neutral(thanks)))
    assert len(pages) == 1


def neutral(page: str) -> str:
    """The page without what differs between two people, and without the star that was pressed."""
    page = re.sub(r"/[rt]/[\w-]+|p=\d+|value=\"\d+\"|value=\"[0-9a-f]{32}\"", "", page)
    return re.sub(r"(stars=\d|what=\w+| checked|data-(?:draft-)?form=\"[\w:]+\")", "", page)


def test_six_months_later_the_earlier_words_are_shown_and_continued(
    doors: Doors, client: FlaskClient
) -> None:
    """Rule 8: a living review."""
    person = someone_asked(doors, Moment.SIX_MONTHS)
    with doors.database.transaction() as session:
        earlier = make_submission(
            session,
            person.customer,
            product=person.products[0],
            state=SubmissionState.APPROVED,
            words="It was <b>stiff</b> at first.",
            submitted_at=NOW - timedelta(days=150),
        )
    page = client.get(person.path).text
    assert "It was &lt;b&gt;stiff&lt;/b&gt; at first." in page
    client.post(person.path, data=filled(changed="Softer now."))
    assert submissions(doors)[1].amends_id == earlier.id


def test_what_was_taken_back_may_be_given_anew(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors)
    client.post(person.path, data=filled())
    with doors.database.transaction() as session:
        row = session.merge(submissions(doors)[0])
        row.move_to(SubmissionState.WITHDRAWN)
    assert 'name="words"' in client.get(person.path).text
    assert client.post(person.path, data=filled(words="Again.")).status_code == 303
    assert submissions(doors)[1].words == "Again."


def test_a_testimonial_is_explained_and_never_has_stars(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors, Moment.SUPPORT_RESOLVED, TESTIMONIAL)
    page = client.get(person.path).text
    assert "This is a testimonial, not a review." in page
    assert "selected by Maison Vive" in page
    client.post(person.path, data=filled(TESTIMONIAL) | {"rating": "5"})
    assert submissions(doors)[0].rating is None


@pytest.mark.parametrize(
    ("words", "shown", "hidden"),
    [
        ("", "Your answer is safe.", "Your words are safe."),
        ("It keeps tea warm.", "Your words are safe.", "Read all of it"),
        ("It keeps tea warm. " * 100, 'href="#said">Read all of it', "Your answer is safe."),
    ],
)
def test_thanks_speak_of_what_was_given_and_fold_what_is_long(
    sqlite_doors: Doors, sqlite_client: FlaskClient, words: str, shown: str, hidden: str
) -> None:
    person = someone_asked(sqlite_doors)
    sent = sqlite_client.post(person.path, data=filled(words=words))
    page = sqlite_client.get(f"{sent.headers['Location']}&lang=en").text
    assert shown in page
    assert hidden not in page
    assert ("4 out of 5 stars" in page) is (not words)
