"""The form on a phone: by thumb, by keyboard, without a script, and never wider than its screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from collection.handlers import prepare_media
from core.events import MediaUploaded
from core.models import Media
from core.states import MediaKind, MediaState, Moment, SubmissionKind
from tests.browser.answer_site import EARLIER, Asking, asking
from tests.browser.design_site import chromium, opened
from tests.fakes import media as pictures
from tests.fakes import media_videos as videos
from tests.integration.collection.asking import MOMENTS
from tests.integration.collection.rows import files, submissions

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path) -> Iterator[Asking]:
    with asking(sqlite_url, tmp_path) as site:
        yield site


NEXT = re.compile("^(Next|Suivant)$")


def forward(page: Page) -> None:
    page.get_by_role("button", name=NEXT).click()


def sound(page: Page) -> None:
    """No accessibility fault, and nothing wider than the screen."""
    page.wait_for_timeout(200)
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def walk(page: Page) -> Iterator[None]:
    """Every step of the form in turn."""
    yield
    while page.get_by_role("button", name=NEXT).is_visible():
        forward(page)
        yield


@pytest.mark.parametrize(("moment", "kind"), MOMENTS)
@pytest.mark.parametrize(
    ("size", "light", "language"),
    [(PHONE, "light", "en"), (NARROW, "light", "fr"), (DESK, "dark", "fr")],
)
def test_every_step_of_every_moment_is_sound(
    site: Asking,
    browser: Browser,
    moment: Moment,
    kind: SubmissionKind,
    size: dict[str, int],
    light: str,
    language: str,
) -> None:
    address = f"{site.ask(moment, kind)}?stars=3&lang={language}"
    with opened(browser, address, viewport=size, color_scheme=light) as page:
        for _step in walk(page):
            sound(page)


def test_a_review_is_given_by_keyboard_alone(site: Asking, browser: Browser) -> None:
    with opened(browser, site.ask(Moment.AFTER_PURCHASE), viewport=PHONE) as page:
        page.locator("#rating-1").focus()
        for _star in range(3):
            page.keyboard.press("ArrowRight")
        expect(page.get_by_role("radio", name="4 stars")).to_be_checked()
        page.keyboard.press("Enter")
        page.locator("#words").focus()
        page.keyboard.type("Kept us warm.")
        forward(page)
        page.locator("#site").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
        sound(page)
    (kept,) = submissions(site.doors)
    assert (kept.rating, kept.words) == (4, "Kept us warm.")


def test_photos_and_a_video_travel_while_one_writes(
    site: Asking, browser: Browser, tmp_path: Path
) -> None:
    photo = pictures.jpeg(tmp_path / "morning.jpg")
    other = pictures.jpeg(tmp_path / "noon.jpg")
    clip = videos.turned(tmp_path / "clip.mp4", 90)
    with opened(browser, f"{site.ask(Moment.EVENT)}?stars=5", viewport=PHONE) as page:
        page.set_input_files("#files", [photo, clip, other])
        expect(page.locator(".uploads__item[data-state=done]")).to_have_count(3)
        sound(page)
        page.locator(".uploads__item [data-remove]").last.click()
        forward(page)
        forward(page)
        page.locator("#site").check()
        page.get_by_role("button", name="Send my review").click()
        page.wait_for_url("**/thanks**")
    (kept,) = submissions(site.doors)
    assert [one.kind for one in kept.media] == [MediaKind.PHOTO, MediaKind.VIDEO]
    prepare_all(site)
    assert {one.state for one in files(site.doors) if one.submission_id} == {MediaState.READY}


def prepare_all(site: Asking) -> None:
    for one in files(site.doors):
        if one.submission_id is not None:
            prepare_media(site.doors, MediaUploaded(one.store_id, one.id))


def test_a_large_photo_shows_how_much_has_left(site: Asking, browser: Browser) -> None:
    with opened(browser, f"{site.ask(Moment.AFTER_PURCHASE)}?stars=5", viewport=PHONE) as page:
        forward(page)
        held = page.context.new_cdp_session(page)
        held.send("Network.enable")
        slow = {"offline": False, "latency": 20, "downloadThroughput": -1}
        held.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": 1_000_000})
        body = b"\xff\xd8\xff" + b"0" * 4_000_000
        page.set_input_files(
            "#files", {"name": "large.jpg", "mimeType": "image/jpeg", "buffer": body}
        )
        bar = page.locator(".uploads__item progress")
        expect(bar).to_have_attribute("value", re.compile("^[1-9]"), timeout=20_000)
        expect(page.locator(".uploads__item[data-state=done]")).to_have_count(1, timeout=20_000)


def test_without_a_script_the_same_form_works_whole(
    site: Asking, browser: Browser, tmp_path: Path
) -> None:
    photo = pictures.jpeg(tmp_path / "morning.jpg")
    address = site.ask(Moment.SIX_MONTHS)
    with opened(browser, address, viewport=PHONE, java_script_enabled=False) as page:
        expect(page.get_by_text(EARLIER)).to_be_visible()
        page.get_by_role("radio", name="2 stars").check(force=True)
        page.locator("#changed").fill("It pills now.")
        page.set_input_files("#files", photo)
        page.locator("#site").check()
        page.get_by_role("button", name="Send my review").click()
        expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
    kept = submissions(site.doors)[-1]
    assert (kept.rating, kept.answers) == (2, {"changed": "It pills now."})
    assert [one.state for one in kept.media] == [MediaState.UPLOADED]


def test_what_was_typed_survives_a_page_that_was_put_away(site: Asking, browser: Browser) -> None:
    with opened(browser, f"{site.ask(Moment.AFTER_PURCHASE)}?stars=4", viewport=PHONE) as page:
        forward(page)
        page.locator("#words").fill("Half a sentence")
        page.reload()
        expect(page.locator("#words")).to_have_value("Half a sentence")
        page.locator("#words").fill("A whole one.")
        forward(page)
        page.locator("#site").check()
        page.get_by_role("button", name="Send my review").click()
        page.wait_for_url("**/thanks**")
        assert page.evaluate("Object.keys(localStorage).length") == 0


def test_another_device_goes_on_with_what_was_typed(site: Asking, browser: Browser) -> None:
    address = site.ask(Moment.AFTER_PURCHASE)
    with opened(browser, f"{address}?stars=4", viewport=PHONE) as page:
        forward(page)
        with page.expect_response(lambda answer: answer.url.endswith("/draft")):
            page.locator("#words").fill("Written on the train")
    with opened(browser, address, viewport=DESK) as page:
        expect(page.get_by_role("radio", name="4 stars")).to_be_checked()
        forward(page)
        expect(page.locator("#words")).to_have_value("Written on the train")


def test_a_refused_form_opens_at_the_answer_that_needs_a_look(
    site: Asking, browser: Browser
) -> None:
    address = f"{site.ask(Moment.ONE_MONTH)}?stars=4"
    with opened(browser, address, viewport=PHONE) as page:
        forward(page)
        forward(page)
        page.locator("#title").evaluate("field => field.removeAttribute('maxlength')")
        page.locator("#title").fill("x" * 201)
        for _step in range(3):
            forward(page)
        page.locator("#site").check()
        page.get_by_role("button", name="Send my review").click()
        expect(page.get_by_text("This has 201 characters, 200 fit.").first).to_be_visible()
        expect(page.locator("#title")).to_be_visible()
        sound(page)


@pytest.mark.parametrize("size", [PHONE, NARROW])
def test_the_page_of_everything_sent_is_sound(
    site: Asking, browser: Browser, tmp_path: Path, size: dict[str, int]
) -> None:
    photo = pictures.jpeg(tmp_path / "morning.jpg")
    with opened(browser, f"{site.ask(Moment.AFTER_PURCHASE)}?stars=1", viewport=size) as page:
        forward(page)
        page.locator("#words").fill("Long" + "er" * 60)
        page.set_input_files("#files", photo)
        expect(page.locator(".uploads__item[data-state=done]")).to_have_count(1)
        forward(page)
        page.locator("#site").check()
        page.locator("#print").check()
        page.get_by_role("button", name="Send my review").click()
        page.wait_for_url("**/thanks**")
        sound(page)
        prepare_all(site)
        page.get_by_role("button", name="See, change or take back").click()
        page.wait_for_url("**/s/**")
        page.get_by_text("Where it may be shown").click()
        expect(page.locator(".gallery img:not(.gallery__blur)")).to_be_visible()
        sound(page)
        page.get_by_role("button", name="No longer").last.click()
        expect(page.get_by_text("This use has ended.")).to_be_visible()
        page.get_by_role("link", name="Change it").click()
        expect(page.get_by_text("Long" + "er" * 60).first).to_be_visible()
        sound(page)
        forward(page)
        forward(page)
        expect(page.locator("#words")).to_have_value("Long" + "er" * 60)
        sound(page)
        for _entry in range(3):
            page.go_back()
        page.get_by_role("link", name="Take it back").click()
        sound(page)
        page.get_by_role("button", name="Take it back").click()
        expect(page.get_by_text("Taken back by you.")).to_be_visible()
    with site.doors.database.reading() as rows:
        assert rows.get_one(Media, 1).state is MediaState.READY
