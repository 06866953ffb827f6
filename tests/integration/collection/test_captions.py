"""What is said in a video can be read below it: at the desk, in a shop's page, on one's own."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from collection.captioning import caption
from collection.handlers import remove_media
from collection.operations.captioning import Writer
from core.doors import Doors
from core.errors import NotFound
from core.events import SubmissionWithdrawn, VideoCaptioned
from core.models import Decision, Media
from core.states import MediaKind, MediaState, Moment, Role
from moderation.handlers import note_captions
from tests.desks import desk_of, join, make_desk, send
from tests.fakes import media as pictures
from tests.fakes import media_videos as videos
from tests.integration.collection.asking import TESTIMONIAL, Person, filled, someone_asked
from tests.integration.collection.rows import events, files, submissions
from tests.integration.collection.sending import keys, prepare_all, send_ahead

SAID = "WEBVTT\n\n00:00.100 --> 00:00.900 line:0\n<v Ada>Il garde le thé & <3.\n"
KEPT = "WEBVTT\n\n00:00:00.100 --> 00:00:00.900\nIl garde le thé &amp; &lt;3.\n"
WRITER = Writer(7, "Camille Aubert")
OTHER = SAID.replace("thé", "café")


@pytest.fixture
def person(doors: Doors, client: FlaskClient, tmp_path: Path) -> Person:
    """Somebody whose video and photo count as prepared; their originals are really there."""
    person = someone_asked(doors, Moment.SUPPORT_RESOLVED, TESTIMONIAL)
    clip = videos.video(tmp_path / "clip.mp4", *videos.H264, seconds=0.4)
    refs = [
        send_ahead(doors, client, person, clip, "video/mp4"),
        send_ahead(doors, client, person, pictures.jpeg(tmp_path / "a.jpg"), "image/jpeg"),
    ]
    sent = client.post(person.path, data={**filled(TESTIMONIAL, words=""), "media": refs})
    assert sent.status_code == 303, sent.text
    with doors.database.transaction() as session:
        for media in session.scalars(select(Media)):
            media.move_to(MediaState.READY, doors.now())
            media.renditions = prepared(media)
    prepare_all(doors)
    return person


def prepared(media: Media) -> list[dict[str, Any]]:
    names = {"480.webp": "image/webp"}
    if media.kind is MediaKind.VIDEO:
        names = {"video.mp4": "video/mp4", **names, "preview.mp4": "video/mp4"}
    return [
        {"name": name, "key": f"media/x/{media.ref}/{name}", "type": kind, "bytes": 9}
        | {"width": 480, "height": 270}
        for name, kind in names.items()
    ]


def page_of(media: Media) -> str:
    return f"/desk/videos/{media.id}/captions"


def tracks(media: Media) -> list[dict[str, Any]]:
    return [one for one in media.renditions if one["type"] == "text/vtt"]


def test_captions_are_typed_corrected_and_removed(doors: Doors, person: Person) -> None:
    member = desk_of(doors, join(doors, person.store, Role.MODERATOR))
    page = page_of(files(doors)[0])
    queue = f"/desk/queue/{files(doors)[0].submission_id}"
    assert "Add captions" in member.get(f"{queue}?lang=en").text
    sent = send(member, page, {"captions": SAID, "language": "fr"}, page)
    assert sent.status_code == 303, sent.text
    video = files(doors)[0]
    assert (video.captions, video.captions_language) == (KEPT, "fr")
    [track] = tracks(video)
    assert doors.storage.get(track["key"]).decode() == KEPT
    info = doors.storage.head(track["key"])
    assert info is not None
    assert info.content_type == "text/vtt"
    assert events(doors).count("PresentationChanged") == 1
    heard = member.get(f"{page}.vtt")
    assert (heard.mimetype, heard.text) == ("text/vtt", KEPT)
    assert f'<track kind="captions" src="{page}.vtt" srclang="fr"' in member.get(queue).text
    assert "Il garde le thé &amp;amp;" in member.get(page).text, "the file again, as text"
    upload = {"file": (io.BytesIO(OTHER.encode()), "clip.vtt"), "captions": "", "language": "en"}
    assert send(member, page, upload, page).status_code == 303
    [changed] = tracks(files(doors)[0])
    assert changed["language"] == "en"
    assert [key for key in keys(doors, "media/") if key.endswith(".vtt")] == [changed["key"]]
    for _twice in range(2):
        assert send(member, f"{page}/remove", {}, page).status_code == 303
    assert (files(doors)[0].captions, tracks(files(doors)[0])) == (None, [])
    assert "Captions removed by" in member.get(f"{page}?lang=en").text
    assert not [key for key in keys(doors, "media/") if key.endswith(".vtt")]
    assert member.get(f"{page}.vtt").status_code == 404


def test_captions_are_for_those_who_decide_for_videos_of_their_store_and_of_one_format(
    doors: Doors, person: Person
) -> None:
    video, photo = files(doors)
    analyst = desk_of(doors, join(doors, person.store, Role.ANALYST))
    assert analyst.get(page_of(video)).status_code == 403
    assert send(analyst, page_of(video), {"captions": SAID}).status_code == 403
    assert "Add captions" not in analyst.get(f"/desk/queue/{video.submission_id}?lang=en").text
    stranger = desk_of(doors, make_desk(doors, key="ailleurs")[1])
    for one in (video, photo):
        assert stranger.get(page_of(one)).status_code == 404
        assert send(stranger, page_of(one), {"captions": SAID}).status_code == 404
    owner = desk_of(doors, join(doors, person.store, Role.OWNER))
    assert owner.get(page_of(photo)).status_code == 404
    assert_refused_with_reasons(owner, page_of(video))
    assert files(doors)[0].captions is None


def assert_refused_with_reasons(member: FlaskClient, page: str) -> None:
    typed = "WEBVTT\n\n1.5 --> 2\n<script>alert(1)</script>"
    for form, sentence in (
        ({"captions": typed, "language": "fr"}, "Line 3: two times"),
        ({"file": (io.BytesIO(b"\xff\xfeW"), "a.vtt"), "language": "fr"}, "no text in UTF-8"),
        ({"file": (io.BytesIO(b"WEBVTT" + b"\xc3\xa9" * 100_000), "a.vtt")}, "100 kB at most"),
    ):
        answer = send(member, f"{page}?lang=en", form, page)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "<script>alert" not in answer.text


def test_the_author_sees_them_and_takes_them_along_and_back(
    doors: Doors, client: FlaskClient, person: Person
) -> None:
    caption(doors, person.store.id, files(doors)[0].id, SAID, "fr", WRITER)
    status = client.post(f"/r/{person.token}/mine").headers["Location"]
    track = f"{status}/captions/{files(doors)[0].ref}.vtt"
    assert f'src="{track}"' in client.get(status).text
    assert client.get(track).text == KEPT
    assert client.get(f"{status}/captions/{files(doors)[1].ref}.vtt").status_code == 404
    what = _what(client.get(status).text)
    again = filled(TESTIMONIAL, words="Et deux ans après.", media=files(doors)[0].ref)
    assert client.post(f"{status}/amend?what={what}", data=again).status_code == 303
    prepare_all(doors)
    carried = files(doors)[-1]
    assert (carried.state, carried.captions) == (MediaState.READY, KEPT)
    assert doors.storage.get(tracks(carried)[0]["key"]).decode() == KEPT
    latest = _what(client.get(status).text)
    assert client.post(f"{status}/withdraw?what={latest}").status_code == 303
    for given in submissions(doors):
        remove_media(doors, SubmissionWithdrawn(person.store.id, given.id))
    assert {one.captions for one in files(doors)} == {None}
    assert keys(doors, "media/") == []


def test_captions_of_a_video_taken_back_meanwhile_are_not_left_behind(
    doors: Doors, person: Person
) -> None:
    video = files(doors)[0]

    class Meanwhile:
        """A bucket during whose write the author takes the video back."""

        def __getattr__(self, name: str) -> Any:
            return getattr(doors.storage, name)

        def put(self, *arguments: Any, **more: Any) -> None:
            with doors.database.transaction() as session:
                session.get_one(Media, video.id).move_to(MediaState.REMOVED, doors.now())
            doors.storage.put(*arguments, **more)

    here: Any = Meanwhile()
    with pytest.raises(NotFound):
        caption(
            Doors(doors.settings, doors.database, here, doors.mail, doors.clock),
            person.store.id,
            video.id,
            SAID,
            "fr",
            WRITER,
        )
    assert not [key for key in keys(doors, "media/") if key.endswith(".vtt")]


def test_who_wrote_captions_and_when_is_on_the_page_and_once_in_the_log(
    doors: Doors, person: Person
) -> None:
    row = join(doors, person.store, Role.MODERATOR)
    member, video = desk_of(doors, row), files(doors)[0]
    fact = VideoCaptioned(person.store.id, video.id)
    for path in (page_of(video), page_of(video), f"{page_of(video)}/remove"):
        send(member, path, {"captions": SAID, "language": "fr"}, page_of(video))
        for _twice in range(2):
            note_captions(doors, fact)
        if not path.endswith("remove"):
            told = member.get(f"{page_of(video)}?lang=en").text
            assert f"Captions by {row.name}, " in told
    with doors.database.reading() as session:
        lines = session.scalars(select(Decision).order_by(Decision.number)).all()
    assert [(one.action, one.actor, one.actor_name) for one in lines] == [
        ("captioned", f"member:{row.id}", row.name),
        ("uncaptioned", f"member:{row.id}", row.name),
    ]
    assert events(doors).count("VideoCaptioned") == 2, "the same words again are no change"
    history = member.get(f"/desk/queue/{video.submission_id}?lang=en").text
    assert "Captions written" in history
    assert "Captions removed" in history


def _what(page: str) -> str:
    """The public name of the newest submission on a page of one's own."""
    return page.split("amend?what=", 1)[1].split("&", 1)[0]
