"""Who can be seen in a picture: held while somebody must agree, shown once that is on file."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from core.doors import Doors
from core.models import Store, Submission
from core.states import Role
from moderation.operations.clearing import clear_media
from moderation.operations.deciding import approve
from moderation.policy import Actor
from tests.desks import desk_of, join
from tests.fakes import media as pictures
from tests.integration.collection.asking import filled, someone_asked
from tests.integration.collection.rows import events, submissions
from tests.integration.collection.sending import prepare_all, send_ahead
from widgets.queries.given import given_about

ANNE = Actor("member:1", "Anne")


def given(doors: Doors, client: FlaskClient, folder: Path, **told: str) -> Submission:
    """A review with one photo, ready and approved."""
    person = someone_asked(doors)
    ref = send_ahead(doors, client, person, pictures.jpeg(folder / "a.jpg"), "image/jpeg")
    assert client.post(person.path, data=filled(media=ref, **told)).status_code == 303
    prepare_all(doors)
    with doors.database.transaction() as session:
        row = session.get_one(Submission, submissions(doors)[0].id)
        approve(session, row, ANNE, doors.now())
    return submissions(doors)[0]


def shown(doors: Doors, said: Submission) -> int:
    """How many pictures shoppers see with the words."""
    with doors.database.reading() as rows:
        (one,) = given_about(rows, said.store_id, said.product_id)
    return len(one.pictures)


@pytest.mark.parametrize(
    ("people", "minors", "count", "why"),
    [
        ("", "", 1, "nobody said anything"),
        ("alone", "none", 1, "nobody else is in it"),
        ("agreed", "none", 1, "they agree"),
        ("unsure", "none", 0, "C. civ. art. 9"),
        ("alone", "some", 0, "C. civ. art. 372-1: both parents"),
        ("agreed", "some", 0, "a child's own yes is not enough"),
    ],
)
def test_a_picture_is_held_while_somebody_must_agree(
    sqlite_doors: Doors,
    sqlite_client: FlaskClient,
    tmp_path: Path,
    people: str,
    minors: str,
    count: int,
    why: str,
) -> None:
    said = given(sqlite_doors, sqlite_client, tmp_path, people=people, minors=minors)
    assert shown(sqlite_doors, said) == count, why


def test_consents_on_file_let_it_be_shown_and_are_noted_once(
    doors: Doors, client: FlaskClient, tmp_path: Path
) -> None:
    said = given(doors, client, tmp_path, people="alone", minors="some")
    for _twice in range(2):
        with doors.database.transaction() as session:
            clear_media(session, session.get_one(Submission, said.id), ANNE, doors.now())
    assert shown(doors, said) == 1
    assert events(doors).count("PresentationChanged") == 1


def test_the_desk_says_why_and_lets_a_moderator_clear_it(
    doors: Doors, client: FlaskClient, tmp_path: Path
) -> None:
    said = given(doors, client, tmp_path, people="alone", minors="some")
    with doors.database.reading() as rows:
        store = rows.get_one(Store, said.store_id)
    moderator = desk_of(doors, join(doors, store, Role.MODERATOR))
    page = moderator.get(f"/desk/queue/{said.id}?state=approved&lang=en").text
    assert "both parents must agree" in page
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    path = f"/desk/queue/{said.id}/clear"
    form = {"csrf_token": token, "version": str(submissions(doors)[0].version)}
    assert moderator.post(path, data=form).status_code in (200, 303)
    assert shown(doors, said) == 1


def test_an_answer_that_was_not_offered_is_refused(
    sqlite_doors: Doors, sqlite_client: FlaskClient
) -> None:
    person = someone_asked(sqlite_doors)
    assert sqlite_client.post(person.path, data=filled(people="all")).status_code == 422
