"""A host's strict policy, hostile words, and everything that widgets must not do."""

import pytest
from playwright.sync_api import expect

from tests.embed import feeds
from tests.embed.conftest import ELEMENTS, Visitor, inside, wait_until_it_plays
from tests.embed.shop import Shop

pytestmark = pytest.mark.browser

STRICT = (
    "default-src 'none'; script-src {host}; connect-src {host}; img-src {host}; media-src {host}; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "</textarea><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}} ${alert(1)} <vv-stars>",
    "\u202egnirts lufetah\u2066\u2067",
    "Z\u0334\u0321\u033a\u0321a\u0335\u034e\u035dlgo" + "\u0336\u0317\u031d\u0354" * 40,
    "\u200b\u200d\ufeff\u2060",
    "\0\x07\x1b[31m",
    "\u202e" * 150,
]


def hostile(text: str) -> dict[str, object]:
    return feeds.review(
        0,
        title=text,
        words=text,
        author=text,
        answers=[{"key": "pros", "label": text, "text": text, "scale": None}],
        media=[feeds.photo(alt=text)],
        reply={"words": text, "author": text, "on": "2026-11-02"},
        earlier=[{"rating": 1, "title": text, "words": text, "on": "2026-05-14", "day": 3}],
    )


def test_a_strict_policy_with_trusted_types_is_never_violated(
    visit: Visitor, vivavoce: Shop
) -> None:
    visited = visit(csp=STRICT.format(host=vivavoce.origin))
    page = visited.page
    expect(page.locator(".review")).to_have_count(10)
    page.get_by_role("button", name="5 stars: 14 reviews").click()
    page.get_by_role("button", name="Show more reviews").click()
    expect(page.locator(".review")).to_have_count(15)
    page.locator(".thumb").first.click()
    expect(page.locator("dialog")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    wait_until_it_plays(page)
    assert page.evaluate("violations") == []
    assert visited.complaints == []
    shown = "getComputedStyle(root.querySelector('.review > .stars')).display"
    assert inside(page, shown) == "block"


def test_nothing_carries_a_style_attribute_or_a_handler(visit: Visitor) -> None:
    page = visit().page
    expect(page.locator(".review")).to_have_count(10)
    names = inside(
        page, "[...root.querySelectorAll('*')].flatMap(node => node.getAttributeNames())"
    )
    assert not [name for name in names if name == "style" or name.startswith("on")]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(visit: Visitor, vivavoce: Shop, text: str) -> None:
    vivavoce.feeds |= feeds.pages([hostile(text)])
    visited = visit()
    page = visited.page
    page.on("dialog", lambda _: visited.complaints.append("dialog"))
    expect(page.locator(".review")).to_have_count(1)
    for place in (".title", ".words", ".author", ".answered"):
        assert (
            page.locator(f".review > {place}, .meta {place}, .reply {place}").first.evaluate(
                "node => node.textContent"
            )
            == text
        )
    assert inside(page, "root.querySelector('script, vv-stars')") is None
    assert visited.complaints == []


@pytest.mark.parametrize("letter", ["W", "\u0e01\u0336", "!", "\u202eA", "\n"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_word_of_100_kb_does_not_widen_the_page(
    visit: Visitor, vivavoce: Shop, letter: str, width: int
) -> None:
    vivavoce.feeds |= feeds.pages([hostile((letter * (100_000 // len(letter.encode())))[:100_000])])
    page = visit(viewport={"width": width, "height": 800}).page
    expect(page.locator(".review")).to_have_count(1, timeout=30_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator(".review > .words").bounding_box()
    assert box
    assert box["height"] < 400


def test_only_http_addresses_become_links_or_sources(visit: Visitor, vivavoce: Shop) -> None:
    bad = "javascript:alert(1)"
    broken = feeds.photo()
    broken["sources"] = [{"url": "data:image/png;base64,AA", "type": "image/png", "width": 10}]
    made = feeds.pages([feeds.review(0, media=[broken, feeds.video(url=bad, poster=bad)])])
    for each in made.values():
        each["store"] |= {"transparency_url": bad, "write_url": "data:text/html,x"}
    vivavoce.feeds |= made
    page = visit().page
    expect(page.locator(".review")).to_have_count(1)
    page.locator(".thumb.video").click()
    expect(page.locator("dialog video")).to_be_attached()
    assert inside(page, "root.querySelectorAll('[href], [src], [srcset], [poster]').length") == 0


def test_no_cookie_no_storage_no_third_party_no_referrer(
    visit: Visitor, vivavoce: Shop, shop: Shop
) -> None:
    """But for a video that is played: HTML has no `referrerpolicy` for it; it tells the origin."""
    page = visit().page
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.reload()
    page.get_by_role("button", name="Show more reviews").click()
    expect(page.locator(".review")).to_have_count(20)
    page.locator(".thumb").first.click()
    page.wait_for_timeout(300)
    assert (
        page.evaluate("[document.cookie, localStorage.length, sessionStorage.length].join()")
        == ",0,0"
    )
    assert page.evaluate("indexedDB.databases()") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations()") == []
    assert page.context.cookies() == []
    assert {url.split("/")[2] for url in requested if url.startswith("http")} <= {
        vivavoce.origin[7:],
        shop.origin[7:],
    }
    page.locator("dialog").press("Escape")
    page.locator(".thumb.video").first.click()
    wait_until_it_plays(page)
    ours = [asked for asked in vivavoce.asked if asked[0].startswith(("/feeds/", "/media/"))]
    telling = [path for path, headers in ours if {"Cookie", "Referer"} & set(headers)]
    assert ours
    assert {path for path in telling if not path.endswith("?icon")} <= {"/media/clip.mp4"}


def test_names_in_the_host_page_cannot_shadow_what_we_use(visit: Visitor) -> None:
    """DOM clobbering: an image may take the name of any property of the document."""
    names = [
        "createElement",
        "createElementNS",
        "querySelector",
        "querySelectorAll",
        "documentElement",
        "body",
        "head",
    ]
    images = "".join(f'<img name="{name}" id="{name}" alt="">' for name in names)
    forms = '<form id="fetch"></form><form id="customElements"></form><form id="navigator"></form>'
    visited = visit(images + forms + ELEMENTS)
    expect(visited.page.locator(".review")).to_have_count(10)
    expect(visited.page.locator("vv-stars a")).to_be_visible()
    visited.page.locator(".thumb").first.click()
    expect(visited.page.locator("dialog")).to_be_visible()
    assert visited.complaints == []


def test_the_page_gains_two_elements_and_nothing_else(visit: Visitor) -> None:
    before = "window.before = Object.getOwnPropertyNames(window)"
    page = visit(init=before).page
    expect(page.locator(".review")).to_have_count(10)
    gained = page.evaluate(
        "Object.getOwnPropertyNames(window).filter(name => !before.includes(name))"
    )
    assert set(gained) <= {"before", "heard", "violations", "shifts"}
