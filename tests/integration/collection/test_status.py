"""What became of my words: read, amended, taken back, use by use."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from collection.handlers import remove_media, remove_unconsented_media
from core.doors import Doors
from core.events import ConsentWithdrawn, SubmissionWithdrawn
from core.models import Decision, Submission
from core.signing import mint_link
from core.states import Ground, LinkPurpose, MediaState, Moment, SubmissionState, Use
from tests.factories import NOW, make_submission
from tests.fakes import media as pictures
from tests.integration.collection.asking import Person, filled, someone_asked
from tests.integration.collection.rows import counts, events, files, submissions
from tests.integration.collection.sending import keys, prepare_all


def status_of(client: FlaskClient, person: Person) -> str:
    """The address of this person's status page."""
    return client.post(f"/r/{person.token}/mine").headers["Location"]


def sent(client: FlaskClient, person: Person, **values: object) -> None:
    answer = client.post(person.path, data={**filled(), **values})
    assert answer.status_code == 303, answer.text


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (SubmissionState.RECEIVED, "Your photos and videos are being prepared."),
        (SubmissionState.WAITING, "Waiting to be read."),
        (SubmissionState.APPROVED, "Published."),
        (SubmissionState.REFUSED, "It tells personal facts about somebody."),
        (SubmissionState.REFUSED, "Contest it"),
        (SubmissionState.WITHDRAWN, "Taken back by you."),
    ],
)
def test_each_state_is_said_in_words(
    doors: Doors, client: FlaskClient, state: SubmissionState, said: str
) -> None:
    person = someone_asked(doors)
    with doors.database.transaction() as session:
        one = make_submission(session, person.customer, product=person.products[0], state=state)
        if state is SubmissionState.REFUSED:
            session.add(_refusal(one))
    page = client.get(f"{status_of(client, person)}?lang=en").text
    assert said in page


def _refusal(submission: Submission) -> Decision:
    return Decision(
        store_id=submission.store_id,
        number=1,
        submission_id=submission.id,
        action="refuse",
        actor="member:1",
        from_state=SubmissionState.WAITING,
        to_state=SubmissionState.REFUSED,
        ground=Ground.PERSONAL_DATA,
        decided_at=NOW,
        former_hash=bytes(32),
        hash=bytes(32),
    )


def test_nobody_sees_what_somebody_else_gave(doors: Doors, client: FlaskClient) -> None:
    mine, other = someone_asked(doors), someone_asked(doors)
    sent(client, other, words="A secret of the other.")
    status = status_of(client, mine)
    ref = submissions(doors)[0].ref
    assert "A secret" not in client.get(status).text
    for path in (f"{status}/amend?what={ref}", f"{status}/withdraw?what={ref}"):
        assert client.get(path).status_code == 404
        assert client.post(path, data=filled()).status_code == 404
    assert client.post(f"{status}/consent", data={"what": ref, "use": "site"}).status_code == 404


def test_a_link_about_one_submission_shows_that_one_alone(
    doors: Doors, client: FlaskClient
) -> None:
    person = someone_asked(doors, products=2)
    sent(client, person, words="The first.")
    sent(client, person, words="The second.")
    with doors.database.transaction() as session:
        token = mint_link(
            session,
            LinkPurpose.STATUS,
            store_id=person.store.id,
            customer_id=person.customer.id,
            submission_id=submissions(doors)[1].id,
            now=NOW,
        )
    page = client.get(f"/s/{token}").text
    assert "The second." in page
    assert "The first." not in page


def test_an_amendment_is_a_new_version_beside_the_old(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors, Moment.ONE_MONTH)
    sent(client, person, quality="5", title="Warm", pros="<b>Light</b>", recommend="no")
    status, (first,) = status_of(client, person), submissions(doors)
    path = f"{status}/amend?what={first.ref}"
    form = client.get(path).text
    assert '<blockquote class="words__text" lang="en" dir="auto">It keeps tea warm.' in form
    assert form.index('name="changed"') < form.index('name="rating"')
    assert "It keeps tea warm.</textarea>" in form
    assert re.search(r'name="rating" value="4"[^>]* checked', form)
    assert re.search(r'name="quality" value="5"[^>]* checked', form)
    assert not re.search(r'type="checkbox"[^>]*checked', form)
    assert client.post(path, data=filled(rating="9")).status_code == 422
    why = "The handle came off."
    changed = client.post(path, data=filled(rating="2", words="It broke.", changed=why))
    assert changed.status_code == 303
    old, new = submissions(doors)
    assert (old.words, old.rating, old.state) == ("It keeps tea warm.", 4, SubmissionState.RECEIVED)
    assert (new.words, new.rating, new.amends_id) == ("It broke.", 2, old.id)
    assert (new.order_line_id, new.experience_on) == (old.order_line_id, old.experience_on)
    assert (new.answers, (old.answers or {})["quality"]) == ({"changed": why}, 5)
    page = client.get(f"{status}?lang=en").text
    assert "One earlier version" in page
    for told in ("It broke.", why, "5 of 5", "&lt;b&gt;Light&lt;/b&gt;", "<dd>No</dd>"):
        assert told in page


def test_a_new_version_keeps_the_photos_that_were_left_in_it(
    doors: Doors, client: FlaskClient, tmp_path: Path
) -> None:
    person = someone_asked(doors)
    data = pictures.jpeg(tmp_path / "a.jpg").read_bytes()
    sent(client, person, files=[(io.BytesIO(data), f"{n}.jpg", "image/jpeg") for n in range(2)])
    prepare_all(doors)
    status, (first,) = status_of(client, person), submissions(doors)
    keep = files(doors)[0].ref
    path = f"{status}/amend?what={first.ref}"
    assert f'value="{keep}"' in client.get(path).text
    assert client.post(path, data=filled(media=keep)).status_code == 303
    prepare_all(doors)
    old, new = submissions(doors)
    assert [one.name for one in new.media] == ["0.jpg"]
    assert {one.state for one in (*old.media, *new.media)} == {MediaState.READY}
    assert new.state is SubmissionState.WAITING
    assert new.media[0].renditions[0]["key"] != old.media[0].renditions[0]["key"]


def test_a_file_still_being_prepared_moves_on_to_the_new_version(
    doors: Doors, client: FlaskClient, tmp_path: Path
) -> None:
    person = someone_asked(doors)
    data = pictures.jpeg(tmp_path / "a.jpg").read_bytes()
    sent(client, person, files=[(io.BytesIO(data), "a.jpg", "image/jpeg")])
    status, (first,) = status_of(client, person), submissions(doors)
    path = f"{status}/amend?what={first.ref}"
    client.post(path, data=filled(words="Changed.", media=files(doors)[0].ref))
    prepare_all(doors)
    old, new = submissions(doors)
    assert (old.media, [one.state for one in new.media]) == ([], [MediaState.READY])
    assert {old.state, new.state} == {SubmissionState.WAITING}


@pytest.mark.parametrize("rating", "15")
def test_every_reviewer_may_add_a_video_without_saying_it_all_again(
    doors: Doors, client: FlaskClient, rating: str
) -> None:
    person = someone_asked(doors)
    sent(client, person, rating=rating, words="Said once.")
    (first,) = submissions(doors)
    there = client.post(f"/r/{person.token}/mine", data={"what": first.ref, "then": "video"})
    page = client.get(there.headers["Location"])
    assert 'name="rating"' not in page.text
    answer = client.post(there.headers["Location"], data={"site": "y", "shown_as": "first"})
    assert answer.status_code == 303
    new = submissions(doors)[1]
    assert (new.words, new.rating) == ("Said once.", int(rating))


def test_no_video_is_offered_where_the_store_wants_none(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors, store={"is_video_offered": False})
    answer = client.post(person.path, data=filled())
    assert "Add a short video" not in client.get(answer.headers["Location"]).text


def test_withdrawing_is_asked_once_and_then_holds_for_every_version(
    doors: Doors, client: FlaskClient, tmp_path: Path
) -> None:
    person = someone_asked(doors)
    data = pictures.jpeg(tmp_path / "a.jpg").read_bytes()
    sent(client, person, files=[(io.BytesIO(data), "a.jpg", "image/jpeg")])
    prepare_all(doors)
    status, (first,) = status_of(client, person), submissions(doors)
    client.post(f"{status}/amend?what={first.ref}", data=filled(words="Changed."))
    path = f"{status}/withdraw?what={first.ref}"
    before = counts(doors)
    assert "Take this back?" in client.get(f"{path}&lang=en").text
    assert counts(doors) == before
    for _twice in range(2):
        assert client.post(path).status_code == 303
    assert {one.state for one in submissions(doors)} == {SubmissionState.WITHDRAWN}
    assert events(doors).count("SubmissionWithdrawn") == 2
    for _twice in range(2):
        remove_media(doors, SubmissionWithdrawn(person.store.id, first.id))
    assert keys(doors, "media/") == keys(doors, "originals/") == []
    amended = client.post(f"{status}/amend?what={first.ref}", data=filled())
    assert amended.status_code == 409


def test_one_use_is_withdrawn_without_the_others(doors: Doors, client: FlaskClient) -> None:
    person = someone_asked(doors)
    sent(client, person, social="y", print="y")
    status, (one,) = status_of(client, person), submissions(doors)
    assert client.post(f"{status}/consent", data={"what": one.ref, "use": "ads"}).status_code == 422
    for _twice in range(2):
        form = {"what": one.ref, "use": "social"}
        assert client.post(f"{status}/consent", data=form).status_code == 303
    ended = {given.use: given.withdrawn_at for given in submissions(doors)[0].consents}
    assert ended == {Use.SITE: None, Use.SOCIAL: NOW, Use.PRINT: None}
    assert events(doors).count("ConsentWithdrawn") == 1


@pytest.mark.parametrize(("use", "is_kept"), [(Use.SITE, False), (Use.SOCIAL, True)])
def test_pictures_leave_the_bucket_when_the_site_may_no_longer_show_them(
    doors: Doors, client: FlaskClient, tmp_path: Path, use: Use, is_kept: bool
) -> None:
    person = someone_asked(doors)
    data = pictures.jpeg(tmp_path / "a.jpg").read_bytes()
    sent(client, person, social="y", files=[(io.BytesIO(data), "a.jpg", "image/jpeg")])
    prepare_all(doors)
    (one,) = submissions(doors)
    client.post(f"{status_of(client, person)}/consent", data={"what": one.ref, "use": use})
    for _twice in range(2):
        remove_unconsented_media(doors, ConsentWithdrawn(person.store.id, one.id))
    assert bool(keys(doors, "media/")) is is_kept
