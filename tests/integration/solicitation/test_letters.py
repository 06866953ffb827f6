"""The mails a store writes itself: typed, checked, shown, kept, sent, and taken back."""

from __future__ import annotations

import re
from dataclasses import asdict
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from core.doors import Doors
from core.mail import OutboxLetter, read_outbox
from core.models import MailCopy, Store
from core.states import Moment, Role, SubmissionKind
from solicitation.mail_copy.own import our_copy
from tests.desks import desk_of, join, make_desk, send, token_of

PATH = "/desk/letters/one_month/review/0"
OURS = {
    language: our_copy(language, Moment.ONE_MONTH, SubmissionKind.REVIEW, 0)
    for language in ("fr", "en")
}


def form(**changed: str) -> dict[str, str]:
    """The editor's form with our words, but for what is `changed` (`fr_subject`)."""
    ours = {
        f"{language}-{name}": text
        for language, own in OURS.items()
        for name, text in asdict(own).items()
    }
    return ours | {name.replace("_", "-", 1): text for name, text in changed.items()}


def copies(doors: Doors) -> list[MailCopy]:
    with doors.database.reading() as rows:
        return list(rows.scalars(select(MailCopy)))


def posted(doors: Doors) -> list[OutboxLetter]:
    """What left, as the outbox's folder holds it."""
    return read_outbox(Path(urlsplit(doors.settings.mail_url).path))


@pytest.fixture
def store(doors: Doors) -> Store:
    return make_desk(doors, name="Maison Éclat")[0]


@pytest.fixture
def desk(doors: Doors, store: Store) -> FlaskClient:
    return desk_of(doors, join(doors, store, Role.OWNER, email="camille@eclat.example"))


def test_our_words_leave_no_row(doors: Doors, desk: FlaskClient) -> None:
    assert send(desk, PATH, form()).status_code == 303
    assert copies(doors) == []


def test_own_words_are_kept_in_the_language_they_were_written_in(
    doors: Doors, desk: FlaskClient
) -> None:
    words = "Un mois déjà.\r\n\r\nQu'en dites-vous ?"
    assert (
        send(desk, PATH, form(fr_subject="{product}, un mois", fr_words=words)).status_code == 303
    )
    (row,) = copies(doors)
    assert (row.language, row.subject) == ("fr", "{product}, un mois")
    assert row.words == "Un mois déjà.\n\nQu'en dites-vous ?"
    assert "yours in French" in desk.get("/desk/letters").text
    assert "Changed by" in desk.get(PATH).text


def test_words_that_are_ours_again_take_the_row_away(doors: Doors, desk: FlaskClient) -> None:
    send(desk, PATH, form(fr_subject="{product}, un mois"))
    send(desk, PATH, form())
    assert copies(doors) == []


def test_a_button_brings_our_words_back(doors: Doors, desk: FlaskClient) -> None:
    send(desk, PATH, form(fr_subject="Un mois", en_subject="A month"))
    assert send(desk, f"{PATH}/ours/fr", {}).status_code == 303
    assert [row.language for row in copies(doors)] == ["en"]


def test_what_may_not_be_sent_is_refused_at_its_field(doors: Doors, desk: FlaskClient) -> None:
    answer = send(desk, PATH, form(fr_subject="5 étoiles ?", en_words="Hi {surname}"))
    assert answer.status_code == 422
    said = unescape(answer.text)
    assert "“5 étoiles”: It suggests a rating" in said
    assert "(ISO 20488, 5.4.2)" in said
    assert "“{surname}” is no place of this mail" in said
    assert copies(doors) == []


def test_a_preview_keeps_nothing_and_answers_a_script_with_pieces(
    doors: Doors, desk: FlaskClient
) -> None:
    typed = form(en_subject="{product}: so?") | {"csrf_token": token_of(desk.get(PATH))}
    page = desk.post(f"{PATH}/preview", data=typed)
    assert page.status_code == 200
    assert "Stoneware teapot: so?" in page.text
    pieces = desk.post(f"{PATH}/preview", data=typed, headers={"HX-Request": "true"})
    assert "<html" not in pieces.text
    assert 'id="proof-en" hx-swap-oob="true"' in pieces.text
    assert copies(doors) == []


def test_the_frame_is_closed_to_scripts_and_to_forgers(desk: FlaskClient) -> None:
    (address, *_others) = re.findall(r'src="(/desk/letters/frame[^"]+)"', desk.get(PATH).text)
    frame = desk.get(unescape(address))
    assert frame.status_code == 200
    policy = frame.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy
    assert desk.get("/desk/letters/frame?draft=forged").status_code == 404


def test_what_is_typed_is_text(desk: FlaskClient) -> None:
    typed = form(en_words="<script>x</script> [[ 7*7 ]] [% x %] {% x %}")
    page = send(desk, f"{PATH}/preview", typed)
    addresses = re.findall(r'src="(/desk/letters/frame[^"]+)"', page.text)
    html = "".join(desk.get(unescape(one)).text for one in addresses)
    assert "&lt;script&gt;x&lt;/script&gt; [[ 7*7 ]] [% x %]" in html


def test_a_test_reaches_the_member_alone_as_the_preview_shows_it(
    doors: Doors, desk: FlaskClient
) -> None:
    typed = form(en_subject="{first_name}, a month with {product}?")
    assert send(desk, f"{PATH}/test/en", typed).status_code == 303
    (mail,) = posted(doors)
    assert mail.to == "camille@eclat.example"
    assert mail.subject == "Inès, a month with Stoneware teapot?"
    links = set(re.findall(r'href="([^"]+)"', mail.html))
    assert {link.partition("?")[0] for link in links} == {"http://vivavoce.test/p/test"}
    assert "Nothing was recorded" in desk.get("/p/test?stars=4").text
    page = send(desk, f"{PATH}/preview", typed)
    frames = [unescape(one) for one in re.findall(r'src="(/desk/letters/frame[^"]+)"', page.text)]
    assert mail.html.strip() in [desk.get(one).text.strip() for one in frames]


def test_the_picture_reminder_is_written_shown_tried_and_checked_like_the_others(
    doors: Doors, desk: FlaskClient
) -> None:
    path = "/desk/letters/picture/review/0"
    assert (
        f'href="{path}" aria-label="Picture reminder: The mail"' in desk.get("/desk/letters").text
    )
    ours = our_copy("en", Moment.AFTER_PURCHASE, SubmissionKind.REVIEW, 0, is_media_only=True)
    page = desk.get(path).text
    assert ours.words in unescape(page)
    assert "whatever the rating" in page
    both = {f"{language}-{name}": text for language in OURS for name, text in asdict(ours).items()}
    typed = both | {"en-heading": "A photo of {product}?", "en-button": "Show it"}
    assert send(desk, f"{path}/test/en", typed).status_code == 303
    (mail,) = posted(doors)
    assert (mail.subject, "stars=" in mail.html) == (ours.subject, False)
    for said in ("A photo of Stoneware teapot?", "Show it", "only once"):
        assert said in mail.text
        assert said in send(desk, f"{path}/preview", typed).text
    for bait in ({"en-button": ""}, {"en-words": "Only for 5 stars"}, {"en-words": "{event}"}):
        assert send(desk, path, typed | bait).status_code == 422
    assert send(desk, path, typed).status_code == 303
    assert copies(doors) == []
    assert "Changed by" in desk.get(path).text
    assert "Changed by" not in desk.get("/desk/letters/after_purchase/review/0").text


def test_a_test_of_refused_words_does_not_leave(doors: Doors, desk: FlaskClient) -> None:
    assert send(desk, f"{PATH}/test/en", form(en_subject="5 stars?")).status_code == 422
    assert posted(doors) == []


def test_a_mail_that_does_not_exist_is_not_found(desk: FlaskClient) -> None:
    for path in (
        "none/review/0",
        "one_month/testimonial/0",
        "one_month/review/4",
        "event/none/0",
        "picture/review/1",
    ):
        assert desk.get(f"/desk/letters/{path}").status_code == 404


def test_only_owners_write_mails(doors: Doors, store: Store) -> None:
    moderator = desk_of(doors, join(doors, store, Role.MODERATOR, email="m@eclat.example"))
    assert moderator.get("/desk/letters").status_code == 403
    assert send(moderator, PATH, form()).status_code == 403


def test_another_stores_words_stay_its_own(doors: Doors, desk: FlaskClient) -> None:
    send(desk, PATH, form(en_subject="Ours alone"))
    other = desk_of(doors, make_desk(doors)[1])
    assert "Ours alone" not in other.get(PATH).text
    send(other, f"{PATH}/ours/en", {})
    assert len(copies(doors)) == 1


def picture(size: tuple[int, int] = (900, 300), kind: str = "PNG", **more: Any) -> BytesIO:
    """A picture file."""
    made = BytesIO()
    Image.new("RGB", size, "#7a1f3d").save(made, kind, **more)
    made.seek(0)
    return made


def test_a_logo_is_made_anew_and_worn(doors: Doors, desk: FlaskClient, store: Store) -> None:
    file = (picture(kind="JPEG", comment=b"secret"), "logo.jpg")
    assert send(desk, "/desk/brand/logo", {"logo": file}).status_code == 303
    with doors.database.reading() as rows:
        kept = rows.get_one(Store, store.id)
    assert (kept.logo_width, kept.logo_height) == (384, 128)
    data = doors.storage.get(kept.logo_key)
    assert data.startswith(b"\x89PNG")
    assert b"secret" not in data
    send(desk, f"{PATH}/test/fr", form())
    (mail,) = posted(doors)
    assert f'src="http://vivavoce.test/{kept.logo_key}" width="192" height="64"' in mail.html
    send(desk, "/desk/brand/logo/remove", {})
    with doors.database.reading() as rows:
        assert rows.get_one(Store, store.id).logo_key == ""


def test_a_file_that_is_no_logo_is_refused_at_its_field(
    doors: Doors, desk: FlaskClient, store: Store
) -> None:
    svg = BytesIO(b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    answer = send(desk, "/desk/brand/logo", {"logo": (svg, "logo.svg")})
    assert answer.status_code == 422
    assert "no picture we can read" in answer.text
    with doors.database.reading() as rows:
        assert rows.get_one(Store, store.id).logo_key == ""


def test_a_colour_is_worn_and_one_that_hides_words_is_refused_with_its_neighbour(
    doors: Doors, desk: FlaskClient, store: Store
) -> None:
    refused = send(desk, "/desk/brand", {"colour": "#808080"})
    assert refused.status_code == 422
    near = re.search(r"The nearest that works is (#[0-9a-f]{6})", refused.text)
    assert near
    assert send(desk, "/desk/brand", {"colour": near[1]}).status_code == 303
    assert send(desk, "/desk/brand", {"colour": "rouge"}).status_code == 422
    with doors.database.reading() as rows:
        assert rows.get_one(Store, store.id).brand_colour == near[1]
    sheet = desk.get(f"/brand/{store.key}.css")
    assert sheet.content_type.startswith("text/css")
    assert f"background:{near[1]}" in sheet.text
    assert desk.get("/brand/nobody.css").text == ""
