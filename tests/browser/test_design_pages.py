"""Every base template and component: reachable, readable, in both lights and on both widths."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.design_site import PAGES, Site, chromium, opened, serving

pytestmark = pytest.mark.browser
STATUSES = [400, 403, 404, 409, 410, 413, 418, 429, 500, 502, 503]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_never_scrolls_sideways(
    site: Site, browser: Browser, name: str, width: int, theme: str
) -> None:
    size = {"width": width, "height": 844}
    with opened(browser, site.url + name, viewport=size, color_scheme=theme) as page:
        violations = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_holds_nothing_inline(site: Site, browser: Browser, name: str) -> None:
    inline = "style, [style], script:not([src]), [onclick], [onload], [onsubmit]"
    with opened(browser, site.url + name, java_script_enabled=False) as page:
        assert page.locator(inline).count() == 0


@pytest.mark.parametrize("status", STATUSES)
def test_an_error_page_says_what_happened(site: Site, browser: Browser, status: int) -> None:
    with opened(browser, f"{site.url}error/{status}", java_script_enabled=False) as page:
        expect(page.locator("h1")).not_to_be_empty()
        expect(page.locator(".trouble__quote code")).to_have_text("7f3a91c0")
        assert page.locator(".trouble p").count() >= 3


def test_the_serif_is_loaded_with_its_narrow_space(site: Site, browser: Browser) -> None:
    with opened(browser, site.url + "desk") as page:
        page.evaluate("document.fonts.ready")
        assert page.evaluate("document.fonts.check('24px Newsreader', 'œ\\u202f!')")
        width = """text => { const c = document.createElement('canvas').getContext('2d');
            c.font = '100px Newsreader'; return c.measureText(text).width; }"""
        assert page.evaluate(width, "\u202f") == pytest.approx(14, abs=1)


def test_a_page_in_french_says_so(site: Site, browser: Browser) -> None:
    with opened(browser, site.url + "answer?lang=fr") as page:
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        expect(page.locator(".languages [aria-current]")).to_have_text("Français")
