"""The public pages and the desk's snippets, in a browser: readable by everybody, calling nobody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from app.factory import create_app
from core.doors import Doors
from core.models import Reply, Store
from core.states import Label, Role, SubmissionKind, SubmissionState
from tests.browser.design_site import chromium, opened
from tests.desks import PASSWORD, make_desk
from tests.factories import NOW, make_customer, make_product
from tests.houses import house
from tests.integration.widgets.rows import add_label, add_photo, approved, days_ago
from tests.services.databases import sqlite_copy
from widgets.operations.rebuilding import rebuild_store

pytestmark = pytest.mark.browser
EMAIL = "camille@luce.example"
PAGES = (
    "/t/luce",
    "/t/luce/reviews",
    "/t/luce/products/SKU-1",
    "/t/luce/products/SKU-2",
    "/w/luce",
)
# A picture of one grey pixel is enough: its frame has the size that the feed names.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080000000"
    "03a7e9b550000000a49444154789c63680000008200810dd3a4ae0000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def site(sqlite_template_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A store with a product full of reviews and one without, served on a free port."""
    folder = tmp_path_factory.mktemp("site")
    url = sqlite_copy(sqlite_template_path, folder)
    server = make_server("127.0.0.1", 0, lambda _environ, _start: [], threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    with house(url, folder, PUBLIC_URL=address) as doors:
        rebuild_store(doors, fill(doors).id)
        server.app = create_app(doors)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield address
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def fill(doors: Doors) -> Store:
    """Reviews of every kind that a page can show."""
    store, member = make_desk(
        doors, Role.OWNER, key="luce", name="Maison Luce", is_wall_open=True, is_open_for_store=True
    )
    with doors.database.transaction() as session:
        session.merge(member).email = EMAIL
        product = make_product(session, store, ref="SKU-1", url="https://luce.example/bol")
        make_product(session, store, ref="SKU-2", name="Sans avis")
        reviews = [
            approved(session, store, product, rating=at % 5 + 1, submitted_at=days_ago(at))
            for at in range(13)
        ]
        add_label(session, reviews[1], Label.REWARDED)
        photo = add_photo(session, reviews[2])
        approved(session, store, kind=SubmissionKind.TESTIMONIAL, rating=None)
        session.add(
            Reply(
                store_id=store.id,
                submission_id=reviews[0].id,
                words="Merci pour ces mots.",
                author="Maison Luce",
                created_at=NOW,
            )
        )
        customer = make_customer(session, store)
        older = {"state": SubmissionState.SUPERSEDED, "submitted_at": NOW - timedelta(150)}
        former = approved(session, store, product, customer=customer, rating=5, **older)
        approved(session, store, product, customer=customer, amends_id=former.id)
    for one in photo.renditions:
        doors.storage.put(one["key"], PIXEL, content_type="image/png")
    return store


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_is_accessible_and_calls_nobody_else(
    site: str, browser: Browser, path: str, width: int, theme: str
) -> None:
    size = {"width": width, "height": 844}
    lang = "fr" if theme == "dark" else "en"
    asked: list[str] = []
    with opened(browser, "about:blank", viewport=size, color_scheme=theme) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{site}{path}?lang={lang}")
        violations = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        expect(page.locator("html")).to_have_attribute("lang", lang)
        assert page.context.cookies() == []
    assert {url for url in asked if not url.startswith((site, "blob:", "data:"))} == set()


def test_reviews_are_read_and_turned_without_a_script(site: str, browser: Browser) -> None:
    with opened(browser, f"{site}/t/luce/reviews?lang=en", java_script_enabled=False) as page:
        expect(page.locator(".voice")).to_have_count(10)
        page.get_by_role("link", name="Next page").click()
        expect(page.locator(".voice")).to_have_count(4)
        page.get_by_role("link", name="Lowest rating first").click()
        expect(page.locator(".voice").first.locator(".stars")).to_contain_text("1 out of 5")
        page.get_by_role("link", name="5 stars").click()
        expect(page.locator(".voices__bar")).to_contain_text("Reviews with 5 stars")
        page.get_by_role("link", name="How reviews work here").click()
        expect(page.locator("h1")).to_have_text("How reviews work here")


def test_the_desk_shows_the_element_as_shoppers_meet_it(site: str, browser: Browser) -> None:
    with opened(browser, f"{site}/desk/sign-in?lang=en", locale="en-GB") as page:
        page.locator("input[name=email]").fill(EMAIL)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url("**/desk/**")
        page.goto(f"{site}/desk/embedding?product=SKU-1&lang=en")
        element = page.locator("vv-reviews")
        expect(element.locator(".review")).to_have_count(10)
        violations = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == []
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Copy").nth(2).click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == '<vv-reviews store="luce" product="SKU-1"></vv-reviews>'
