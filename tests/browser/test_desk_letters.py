"""The editor of a store's mails, as an owner meets it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from app.factory import create_app
from core.states import Role
from tests.browser.design_site import chromium, opened
from tests.browser.serving import served
from tests.desks import PASSWORD, join, make_desk
from tests.factories import make_product
from tests.houses import house
from tests.services.databases import sqlite_copy

pytestmark = pytest.mark.browser
OWNER = "camille@maison-eclat.example"
LETTER = "letters/one_month/review/0"


@pytest.fixture(scope="module")
def address(sqlite_template_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("letters")
    with house(sqlite_copy(sqlite_template_path, folder), folder) as doors:
        store, _ = make_desk(doors, name="Maison Éclat")
        join(doors, store, Role.OWNER, email=OWNER)
        with doors.database.transaction() as session:
            make_product(session, store, name="Théière en grès, 60 cl")
        with served(create_app(doors)) as url:
            yield f"{url}/desk/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def enter(page: Page) -> None:
    """Sign in where the page stands."""
    page.fill("#email", OWNER)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


def test_the_proof_follows_what_is_typed_and_bait_is_named_at_its_field(
    address: str, browser: Browser
) -> None:
    with opened(browser, address + LETTER) as page:
        enter(page)
        page.fill("#fr-heading", "Et {product}, alors ?")
        frame = page.frame_locator("#proof-fr .proof__phone iframe")
        expect(frame.locator(".title")).to_have_text("Et Théière en grès, 60 cl, alors\u202f?")
        page.fill("#en-subject", "A 5-star review?")
        expect(page.locator("#en-subject-error")).to_contain_text("“5-star”")
        expect(page.locator("#proof-en [role=status]")).to_contain_text("1 field")
        expect(page.locator("#en-subject")).to_have_value("A 5-star review?")
        page.fill("#en-subject", "A month with {product}")
        expect(page.locator("#en-subject-error")).to_be_hidden()
        page.click("[data-submit]")
        expect(page.locator(".notice")).to_contain_text("Saved")
        expect(page.locator("#fr-heading")).to_have_value("Et {product}, alors ?")


def test_the_editor_works_without_a_script(address: str, browser: Browser) -> None:
    with opened(browser, address + LETTER, java_script_enabled=False) as page:
        enter(page)
        page.fill("#en-subject", "{product}: so?")
        page.click(".letter__preview")
        expect(page.locator("#proof-en .proof__subject")).to_have_text(
            "Théière en grès, 60 cl: so?"
        )


def test_the_pages_of_mails_are_accessible_by_day_and_night_and_wide_and_narrow(
    address: str, browser: Browser
) -> None:
    faults = []
    for width, theme in ((390, "dark"), (1280, "light")):
        size = {"width": width, "height": 844}
        with opened(browser, f"{address}letters", viewport=size, color_scheme=theme) as page:
            enter(page)
            for name in ("letters", LETTER, "brand"):
                page.goto(address + name)
                for found in Axe().run(page).response["violations"]:
                    faults.append((name, width, theme, found["nodes"][0]["html"]))
                if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
                    faults.append((name, width, theme, "scrolls sideways"))
    assert faults == []
