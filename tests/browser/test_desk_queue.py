"""The queue in a browser: one key a decision, accessible, and whole without a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from core.models import Submission
from core.states import Role, SubmissionState
from tests.browser.design_site import chromium
from tests.browser.desk_site import Desk, desk, signed_in
from tests.services.databases import sqlite_template

pytestmark = pytest.mark.browser
WIDE, NARROW = {"width": 1280, "height": 844}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Desk]:
    with desk(f"sqlite:///{sqlite_template(tmp_path)}", tmp_path) as site:
        yield site


def owner(site: Desk) -> str:
    return site.emails[Role.OWNER]


def opened_one(page: Page) -> str:
    """The number of the submission in the pane."""
    return page.locator("[data-opened]").get_attribute("data-opened") or ""


def state_of(site: Desk, key: str) -> SubmissionState:
    with site.doors.database.reading() as session:
        return session.get_one(Submission, int(key)).state


def violations(page: Page) -> list[tuple[str, str]]:
    found = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found]


def test_a_queue_is_cleared_by_keys_alone(site: Desk, browser: Browser) -> None:
    with signed_in(browser, site, owner(site), "/desk/queue", viewport=WIDE) as page:
        first = opened_one(page)
        page.keyboard.press("a")
        expect(page.locator(".toast")).to_contain_text("Approved")
        second = opened_one(page)
        assert second != first
        expect(page.locator(f"#item-{first}")).to_have_count(0)
        expect(page.locator(f"#item-{second} a")).to_have_attribute("aria-current", "true")
        page.keyboard.press("x")
        page.keyboard.press("2")
        page.keyboard.type("A telephone number in line two.")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".toast")).to_contain_text("Refused")
        page.keyboard.press("u")
        expect(page.locator(f"[data-opened='{second}']")).to_be_visible()
        assert state_of(site, first) is SubmissionState.APPROVED
        assert state_of(site, second) is SubmissionState.WAITING


def test_keys_walk_label_and_reply(site: Desk, browser: Browser) -> None:
    with signed_in(browser, site, owner(site), "/desk/queue", viewport=WIDE) as page:
        first = opened_one(page)
        page.keyboard.press("j")
        expect(page.locator(f"[data-opened]:not([data-opened='{first}'])")).to_be_visible()
        page.keyboard.press("k")
        expect(page.locator(f"[data-opened='{first}']")).to_be_visible()
        page.keyboard.press("l")
        expect(page.locator(".labels button").first).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".reading__head")).to_contain_text("Rewarded")
        page.keyboard.press("e")
        expect(page.locator("#reply-words")).to_be_focused()
        page.keyboard.type("Thank you for these words.")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".answer__words")).to_have_text("Thank you for these words.")
        page.keyboard.press("/")
        expect(page.locator("input[type=search]")).to_be_focused()


def test_a_photo_opens_large_and_closes(site: Desk, browser: Browser) -> None:
    with signed_in(browser, site, owner(site), "/desk/queue?q=fragile", viewport=WIDE) as page:
        page.locator("[data-zoom]").first.click()
        expect(page.locator("#lightbox img")).to_be_visible()
        shown = page.locator("#lightbox img").get_attribute("src")
        page.keyboard.press("ArrowRight")
        assert page.locator("#lightbox img").get_attribute("src") != shown
        page.keyboard.press("Escape")
        expect(page.locator("#lightbox")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_the_desk_is_accessible(
    site: Desk, browser: Browser, size: dict[str, int], theme: str
) -> None:
    within = {"viewport": size, "color_scheme": theme}
    with signed_in(browser, site, owner(site), "/desk/queue", **within) as page:
        assert violations(page) == []
        for place in range(3):
            page.goto(f"{site.url}/desk/queue")
            page.locator(".queue__item").nth(place).click()
            page.wait_for_timeout(400)
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator("[data-open=refusing]").first.click()
        assert violations(page) == []
        for path in ("acceptance", "queue?state=approved&stars=5", "queue?q=zzz"):
            page.goto(f"{site.url}/desk/{path}")
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_phone_shows_the_list_or_what_was_opened(site: Desk, browser: Browser) -> None:
    with signed_in(browser, site, owner(site), "/desk/queue", viewport=NARROW) as page:
        expect(page.locator(".reading")).to_be_hidden()
        page.locator(".queue__item").nth(1).click()
        expect(page.locator(".reading__body h1")).to_be_visible()
        expect(page.locator(".queue")).to_be_hidden()
        page.locator(".verdict .button--primary").click()
        expect(page.locator(".toast")).to_contain_text("Approved")
        page.locator(".reading__back").click()
        expect(page.locator(".queue")).to_be_visible()


def test_everything_works_without_a_script(site: Desk, browser: Browser) -> None:
    within = {"viewport": WIDE, "java_script_enabled": False}
    with signed_in(browser, site, owner(site), "/desk/queue", **within) as page:
        first = opened_one(page)
        page.locator(".verdict .button--danger").click()
        page.check("input[value=personal_data]")
        page.fill("textarea[name=note]", "A telephone number in line two.")
        page.locator(".grounds .button--danger").click()
        expect(page.locator(".toast")).to_contain_text("Refused")
        page.locator(".toast .button").click()
        assert opened_one(page) == first
        page.locator(".queue__choose").nth(0).check()
        page.locator(".queue__choose").nth(1).check()
        page.locator(".choosing .button").click()
        page.locator(".verdict .button--primary").click()
        expect(page.locator(".notice")).to_contain_text("2 approved.")


def test_an_empty_queue_is_a_pleasant_sight(site: Desk, browser: Browser) -> None:
    for size in (WIDE, NARROW):
        with signed_in(browser, site, site.empty_email, "/desk/queue", viewport=size) as page:
            expect(page.get_by_role("heading", name="Nothing waits.")).to_be_visible()
            assert violations(page) == []


def test_someone_who_reads_only_sees_no_control(site: Desk, browser: Browser) -> None:
    email = site.emails[Role.AUDITOR]
    with signed_in(browser, site, email, "/desk/queue", viewport=WIDE) as page:
        for selector in (".verdict", ".queue__choose", ".replying", ".choosing"):
            expect(page.locator(selector)).to_have_count(0)
