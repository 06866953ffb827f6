"""For everyone: axe, narrow screens, right to left, high contrast, no motion, print."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.embed import feeds
from tests.embed.conftest import ELEMENTS, Visitor
from tests.embed.shop import Shop

pytestmark = pytest.mark.browser

PAGE = "<h1>Moka pot for six</h1>" + ELEMENTS
DARK = "<style>body { background: #14120f; color: #e8e4dc }</style>"


def violations(page: Page) -> list[Any]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]]) for each in found]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("head", ["", DARK], ids=["light host", "dark host"])
def test_axe_finds_nothing_in_the_page(visit: Visitor, lang: str, head: str) -> None:
    page = visit(PAGE, lang=lang, head=head).page
    expect(page.locator(".review")).to_have_count(10)
    page.locator(".living summary").click()
    assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_theme(visit: Visitor, theme: str, scheme: str) -> None:
    body = PAGE.replace("product=", f'theme="{theme}" product=')
    page = visit(body, color_scheme=scheme).page
    expect(page.locator(".review")).to_have_count(10)
    assert violations(page) == []


def test_axe_finds_nothing_in_the_filtered_the_empty_and_the_enlarged(
    visit: Visitor, vivavoce: Shop
) -> None:
    vivavoce.feeds |= feeds.pages([], product="NONE")
    page = visit(PAGE + '<vv-stars store="luce" product="NONE"></vv-stars>').page
    page.get_by_role("button", name="4 stars: 8 reviews").click()
    expect(page.get_by_text("Reviews with 4 stars, newest first")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Show all reviews").click()
    page.locator(".thumb").first.click()
    expect(page.locator("dialog")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.evaluate("document.querySelector('vv-reviews').setAttribute('product', 'NONE')")
    expect(page.get_by_text("Nobody has reviewed")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("width", [280, 320, 390, 768, 1280])
def test_nothing_is_wider_than_the_page(visit: Visitor, width: int, direction: str) -> None:
    body = f'<div dir="{direction}">{ELEMENTS}</div>'
    page = visit(body, lang="fr", viewport={"width": width, "height": 800}).page
    expect(page.locator(".review")).to_have_count(10)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_right_to_left_mirrors_the_page_but_not_the_words(visit: Visitor) -> None:
    page = visit(f'<div dir="rtl">{ELEMENTS}</div>').page
    summary, review = (
        page.locator(".summary").bounding_box(),
        page.locator(".review").first.bounding_box(),
    )
    assert summary
    assert review
    assert summary["x"] > review["x"]
    words = page.locator(".words").first
    assert words.evaluate("node => getComputedStyle(node).direction") == "ltr"


def test_targets_are_large_enough(visit: Visitor) -> None:
    """WCAG 2.5.8: 24 by 24 pixels."""
    page = visit(viewport={"width": 390, "height": 800}).page
    expect(page.locator(".review")).to_have_count(10)
    for target in page.locator(
        "vv-reviews button:visible, vv-reviews select, vv-reviews summary"
    ).all():
        box = target.bounding_box()
        assert box
        assert box["height"] >= 24, target.inner_text()


def test_everything_can_be_done_by_keyboard(visit: Visitor) -> None:
    page = visit().page
    page.locator("vv-stars a").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.localName === 'vv-reviews'")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_text("Reviews with 4 stars, newest first")).to_be_visible()


def test_high_contrast_keeps_stars_bars_and_scales_apart(visit: Visitor) -> None:
    page = visit(forced_colors="active").page
    expect(page.locator(".review")).to_have_count(10)
    fill = "node => getComputedStyle(node).fill"
    assert page.locator(".on path").first.evaluate(fill) != page.locator(
        ".off path"
    ).first.evaluate(fill)
    back = "node => getComputedStyle(node).backgroundColor"
    assert page.locator(".scale .on").first.evaluate(back) != page.locator(
        ".scale i:not(.on)"
    ).first.evaluate(back)


def test_print_unfolds_the_words_and_drops_the_buttons(visit: Visitor) -> None:
    page = visit().page
    expect(page.locator(".review")).to_have_count(10)
    page.emulate_media(media="print")
    words = page.locator(".review > .words").nth(2)
    assert words.evaluate("node => node.scrollHeight - node.clientHeight") <= 1
    expect(page.get_by_role("button", name="Show more reviews")).to_be_hidden()


@pytest.mark.parametrize(("reduced", "transition"), [("reduce", "0s"), ("no-preference", "0.15s")])
def test_motion_is_off_when_asked(visit: Visitor, reduced: str, transition: str) -> None:
    page = visit(reduced_motion=reduced).page
    duration = page.locator(".list").evaluate("node => getComputedStyle(node).transitionDuration")
    assert duration == transition


def test_the_host_chooses_type_and_colours(visit: Visitor) -> None:
    head = """<style>
      body { font-family: monospace; color: rgb(10, 20, 30) }
      body { text-transform: uppercase; text-align: center }
      vv-reviews { --vv-star: rgb(1, 2, 3); --vv-gap: 1em }
      vv-reviews::part(words) { font-size: 31px }
    </style>"""
    page = visit(head=head).page
    words = page.locator(".words").first
    names = ["fontFamily", "color", "fontSize", "textTransform", "textAlign"]
    read = "(node, names) => names.map(name => getComputedStyle(node)[name])"
    assert words.evaluate(read, names) == ["monospace", "rgb(10, 20, 30)", "31px", "none", "start"]
    star = page.locator("vv-reviews .on").first
    assert star.evaluate(read, ["fill"]) == ["rgb(1, 2, 3)"]
