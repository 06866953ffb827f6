"""The phone and the tablet at an event: by touch, without a script, and nothing left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from core.models import SpentProof, Store
from core.states import SubmissionState
from tests.browser.design_site import chromium, opened
from tests.browser.open_site import Opened, event_site, later
from tests.integration.collection.rows import submissions

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
TABLET = {"width": 1280, "height": 800}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path) -> Iterator[Opened]:
    with event_site(sqlite_url, tmp_path) as site:
        yield site


def sound(page: Page) -> None:
    """No accessibility fault, and nothing wider than the screen."""
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def fill(page: Page, email: str) -> None:
    page.locator(".rating__star").nth(3).click()
    page.fill("textarea[name=words]", "Il penche, et on le garde.")
    page.fill("input[name=own_name]", "Lucie")
    page.fill("input[name=email]", email)
    page.check("input[name=site]")


@pytest.mark.parametrize(("size", "light"), [(PHONE, "light"), (TABLET, "dark")])
def test_the_pages_of_an_event_are_sound(
    site: Opened, browser: Browser, size: dict[str, int], light: str
) -> None:
    with opened(browser, site.page, viewport=size, color_scheme=light) as page:
        sound(page)
        for path in ("/kiosk", "/thanks", "/kiosk/thanks"):
            page.goto(site.page + path)
            sound(page)


def test_a_phone_without_scripts_leaves_words(site: Opened, browser: Browser) -> None:
    with opened(browser, f"{site.page}?lang=en", viewport=PHONE, java_script_enabled=False) as page:
        fill(page, "lucie@example.com")
        later(site, 30)
        page.get_by_role("button", name="Send my review").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Thank you. One thing is left to do."
        )
    (one,) = submissions(site.doors)
    assert (one.state, one.rating) == (SubmissionState.UNCONFIRMED, 4)


def test_the_device_works_for_its_words_where_the_store_asks(
    site: Opened, browser: Browser
) -> None:
    with site.doors.database.transaction() as session:
        session.scalars(select(Store)).one().is_proof_asked = True
    with opened(browser, f"{site.page}?lang=en", viewport=PHONE) as page:
        sound(page)
        fill(page, "lucie@example.com")
        later(site, 30)
        page.get_by_role("button", name="Send my review").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Thank you. One thing is left to do."
        )
    with site.doors.database.reading() as rows:
        assert rows.scalar(select(func.count(SpentProof.id))) == 1


def test_the_tablet_thanks_and_starts_again_with_no_trace(site: Opened, browser: Browser) -> None:
    with opened(browser, f"{site.page}/kiosk?lang=en", viewport=TABLET, has_touch=True) as page:
        before = page.evaluate("history.length")
        page.get_by_role("button", name="Send my review").tap()
        expect(page.locator("[data-error-summary]")).to_be_visible()
        sound(page)
        fill(page, "lucie@example.com")
        later(site, 30)
        page.get_by_role("button", name="Send my review").tap()
        expect(page.get_by_role("heading", name="Thank you.")).to_be_visible()
        assert page.evaluate("history.length") == before
        page.get_by_role("link", name="Next person").tap()
        expect(page.get_by_role("heading", name="How was it?")).to_be_visible()
        assert page.evaluate("history.length") == before
        assert page.locator("input[name=email]").input_value() == ""
    assert len(submissions(site.doors)) == 1


def test_the_tablet_goes_back_after_fifteen_seconds(site: Opened, browser: Browser) -> None:
    with opened(browser, "about:blank", viewport=TABLET) as page:
        page.clock.install()
        page.goto(f"{site.page}/kiosk/thanks?lang=en")
        expect(page.get_by_role("link", name="Next person")).to_be_visible()
        page.clock.fast_forward(16_000)
        page.wait_for_url(f"{site.page}/kiosk?lang=en")
