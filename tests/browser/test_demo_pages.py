"""The demo in a browser: readable by everybody, still under the eye, its clock and mails alive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from app.demo import content
from app.demo.clock import DemoClock
from app.factory import create_app
from core.doors import Doors
from core.mail import Accepted, make_mail
from tests.browser.design_site import chromium, opened
from tests.browser.serving import served
from tests.factories import make_customer, make_occasion, make_product, make_solicitation
from tests.factories import make_store as store_row
from tests.fakes.mails import batch, person
from tests.houses import house
from tests.integration.widgets.rows import approved, days_ago
from tests.services.databases import sqlite_copy
from tests.services.ports import free_port
from widgets.operations.rebuilding import rebuild_store

pytestmark = pytest.mark.browser
PAGES = ("/demo/", "/demo/shop", "/demo/shop/bols-gres", "/demo/shop/tablier-toile", "/demo/outbox")
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 860}
SHIFTED = """() => new Promise(told => { let sum = 0;
    new PerformanceObserver(seen => seen.getEntries().forEach(one => { sum += one.value; }))
        .observe({ type: "layout-shift", buffered: true });
    setTimeout(() => told(sum), 500); })"""
HTML = (
    '<html><head></head><body><img alt="" src="{url}/static/demo/products/bols-gres-1-600.webp">'
    '<p>Bonjour {{{{name}}}}</p><a href="{url}/demo/shop">Répondre</a></body></html>'
)


@dataclass(frozen=True, slots=True)
class Demo:
    """Where the demo is served, and the house behind it."""

    url: str
    doors: Doors

    def write(self, name: str) -> None:
        """Lay one more mail into the outbox."""
        letter = batch(person(name=name), html=HTML.format(url=self.url))
        (told,) = make_mail(self.doors.settings.mail_url, self.doors.clock).send(letter)
        assert isinstance(told, Accepted)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def demo(sqlite_template_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A small demo: twelve reviews of the bowls, an ask to come, two mails."""
    folder = tmp_path_factory.mktemp("demo")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with house(
        sqlite_copy(sqlite_template_path, folder), folder, PUBLIC_URL=url, DEMO="1"
    ) as still:
        doors = replace(still, clock=DemoClock(still.database))
        rebuild_store(doors, fill(doors))
        shown = Demo(url, doors)
        shown.write("Inès")
        shown.write("Joséphine")
        with served(create_app(doors), port):
            yield shown


def fill(doors: Doors) -> int:
    """The demo's store, its products, reviews of the first, and asks of the next years."""
    with doors.database.transaction() as session:
        store = store_row(session, key="demo", name="Sorbier")
        bowls, *_others = [
            make_product(session, store, ref=one.ref, handle=one.handle, name=one.name.fr)
            for one in content.products()
        ]
        for at in range(12):
            approved(session, store, bowls, rating=at % 5 + 1, submitted_at=days_ago(at))
        for days in range(10, 2000, 10):
            occasion = make_occasion(session, make_customer(session, store))
            due_at = doors.now() + timedelta(days=days)
            make_solicitation(session, occasion, due_at=due_at)
        return store.id


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_and_never_scrolls_sideways(
    demo: Demo, browser: Browser, path: str, size: Any, theme: str
) -> None:
    with opened(browser, f"{demo.url}{path}?lang=fr", viewport=size, color_scheme=theme) as page:
        page.wait_for_load_state("networkidle")
        violations = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("path", PAGES)
def test_the_narrowest_phone_never_scrolls_sideways(
    demo: Demo, browser: Browser, path: str
) -> None:
    narrow = {"width": 320, "height": 568}
    with opened(browser, f"{demo.url}{path}?lang=fr", viewport=narrow) as page:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_moves_under_the_reader(demo: Demo, browser: Browser, path: str, size: Any) -> None:
    with opened(browser, demo.url + path, viewport=size) as page:
        page.wait_for_load_state("networkidle")
        assert page.evaluate(SHIFTED) == 0


@pytest.mark.parametrize("path", PAGES)
def test_a_page_holds_nothing_inline(demo: Demo, browser: Browser, path: str) -> None:
    inline = "style, [style], script:not([src]):not([type='application/ld+json']), [onclick]"
    with opened(browser, demo.url + path, java_script_enabled=False) as page:
        assert page.locator(inline).count() == 0


def test_without_a_script_the_reviews_are_still_there(demo: Demo, browser: Browser) -> None:
    with opened(browser, f"{demo.url}/demo/shop/bols-gres", java_script_enabled=False) as page:
        expect(page.locator("vv-reviews article").first).to_be_visible()


def test_the_basket_says_that_it_is_a_demonstration(demo: Demo, browser: Browser) -> None:
    with opened(browser, f"{demo.url}/demo/shop/bols-gres?lang=en") as page:
        page.get_by_label("Slate").check(force=True)
        page.get_by_role("button", name="Add to basket").click()
        expect(page.locator(".product__told")).to_contain_text("demonstration")
        expect(page.get_by_label("Slate")).to_be_checked()
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_bar_moves_the_clock_and_says_what_became_due(demo: Demo, browser: Browser) -> None:
    before = demo.doors.now()
    with opened(browser, f"{demo.url}/demo/outbox?lang=en") as page:
        page.locator(".demo-bar button[value=next]").click()
        expect(page.locator(".demo-bar__moved")).to_contain_text("Requests that became due: 1")
        assert "/demo/outbox?lang=en" in page.url
    assert demo.doors.now() - before > timedelta(days=5)


def test_the_start_page_leads_to_the_next_ask_and_its_outbox(demo: Demo, browser: Browser) -> None:
    with opened(browser, f"{demo.url}/demo/?lang=fr") as page:
        page.locator(".start button[value=next]").click()
        page.wait_for_url("**/demo/outbox?lang=fr&due=*")


def test_a_mail_is_framed_with_its_pictures_and_its_links_open_the_window(
    demo: Demo, browser: Browser
) -> None:
    with opened(browser, f"{demo.url}/demo/outbox", viewport=DESK) as page:
        with page.expect_response("**/bols-gres-1-600.webp") as picture:
            page.locator(".mailbox__item").last.click()
        assert picture.value.ok
        frame = page.frame_locator("iframe.mailbox__frame")
        expect(frame.locator("p")).to_contain_text("Inès")
        frame.get_by_role("link", name="Répondre").click()
        page.wait_for_url("**/demo/shop")


def test_a_mail_on_its_way_is_seen_to_arrive(demo: Demo, browser: Browser) -> None:
    with opened(browser, f"{demo.url}/demo/outbox?lang=en") as page:
        known = int(page.locator(".demo-bar [data-count^='/demo/outbox']").inner_text())
        expect(page.get_by_role("link", name="New mail")).to_be_hidden()
        demo.write("Hortense")
        page.get_by_role("link", name="New mail").click()
        expect(page.locator(".mailbox__item").first).to_contain_text("Hortense")
        expect(page.locator(".demo-bar [data-count^='/demo/outbox']")).to_have_text(str(known + 1))


def test_a_phone_shows_the_list_or_the_mail(demo: Demo, browser: Browser) -> None:
    with opened(browser, f"{demo.url}/demo/outbox?lang=en", viewport=PHONE) as page:
        expect(page.locator(".mailbox__message")).to_be_hidden()
        page.locator(".mailbox__item").first.click()
        expect(page.locator(".mailbox__message")).to_be_visible()
        expect(page.locator(".mailbox__list")).to_be_hidden()
        page.get_by_role("link", name="Back to the list").click()
        expect(page.locator(".mailbox__list")).to_be_visible()
