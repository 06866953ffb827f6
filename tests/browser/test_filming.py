"""Filming in the page, before Chromium's pretended camera: again, cut at both ends, sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from core.states import Moment, SubmissionKind
from tests.browser.answer_site import Asking, asking
from tests.browser.design_site import chromium, opened
from tests.integration.collection.rows import submissions

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
CAMERA = "--use-fake-device-for-media-stream"
ALLOWED = "--use-fake-ui-for-media-stream"


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path) -> Iterator[Asking]:
    with asking(sqlite_url, tmp_path) as site:
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(CAMERA, ALLOWED) as browser:
        yield browser


def form_of(site: Asking) -> str:
    return site.ask(Moment.SUPPORT_RESOLVED, SubmissionKind.TESTIMONIAL)


def film(page: Page, seconds: int) -> None:
    page.get_by_role("button", name="Start filming").click()
    expect(page.locator("[data-time]")).to_have_text(f"0:0{seconds} / 3:00", timeout=10_000)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Use this video")).to_be_visible()


def sound(page: Page) -> None:
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == []


def test_a_testimonial_is_filmed_again_cut_and_sent(site: Asking, browser: Browser) -> None:
    with opened(browser, form_of(site), viewport=PHONE) as page:
        page.get_by_role("button", name="Film yourself now").click()
        expect(page.get_by_text("How is it now?")).to_be_visible()
        film(page, 1)
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Film yourself now").click()
        page.get_by_role("button", name="Film again").click()
        film(page, 3)
        sound(page)
        page.get_by_label("Starts at").fill("0.6")
        page.get_by_role("button", name="Use this video").click()
        expect(page.locator(".uploads__item[data-state=done]")).to_have_count(1)
        page.reload()
        expect(page.locator("[name^=trim-]")).to_have_count(1)
        for _step in range(2):
            page.get_by_role("button", name="Next").click()
        page.locator("#site").check()
        page.get_by_role("button", name="Send my testimonial").click()
        page.wait_for_url("**/thanks**")
    (asset,) = submissions(site.doors)[0].media
    assert asset.content_type in ("video/mp4", "video/webm")
    assert asset.trim_from == 0.6
    assert 2.5 < (asset.trim_to or 0) < 4.5


def test_the_start_and_the_end_never_cross(site: Asking, browser: Browser) -> None:
    with opened(browser, form_of(site), viewport=PHONE) as page:
        page.get_by_role("button", name="Film yourself now").click()
        film(page, 2)
        page.get_by_label("Starts at").fill("2")
        start, end = (
            float(page.get_by_label(one).input_value()) for one in ("Starts at", "Ends at")
        )
        assert end - start >= 0.9


def test_without_a_camera_the_page_says_what_to_do(site: Asking, browser: Browser) -> None:
    with opened(browser, form_of(site), viewport=PHONE) as page:
        page.evaluate(
            "() => { navigator.mediaDevices.getUserMedia ="
            " () => Promise.reject(new DOMException('no', 'NotAllowedError')); }"
        )
        page.get_by_role("button", name="Film yourself now").click()
        expect(page.get_by_role("alert")).to_contain_text("choose a video you have already")
        page.get_by_role("button", name="Close").click()
        expect(page.locator("dialog")).to_be_hidden()


def test_the_camera_is_let_go_when_the_window_closes(site: Asking, browser: Browser) -> None:
    with opened(browser, form_of(site), viewport=PHONE) as page:
        page.get_by_role("button", name="Film yourself now").click()
        expect(page.get_by_role("button", name="Start filming")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("dialog")).to_be_hidden()
        assert page.evaluate("() => document.querySelector('dialog video').srcObject") is None
