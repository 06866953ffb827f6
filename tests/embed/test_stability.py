"""Nothing moves under the reader's eyes, and the elements survive what a host page does to them."""

import pytest
from playwright.sync_api import expect

from tests.embed import feeds
from tests.embed.conftest import ELEMENTS, SNIPPET, Visit, Visitor
from tests.embed.shop import Shop

pytestmark = pytest.mark.browser

# The rule of docs/embedding.md: it keeps the place until the script is there.
RULE = """<style>
vv-stars:not(:defined) { display: inline-block; block-size: 1.5em; vertical-align: bottom; }
vv-reviews:not(:defined) { display: block; min-block-size: 100svh; }
</style>"""
STARS = '<p><vv-stars store="luce" product="SKU-123" base="{slow}"></vv-stars></p><p>39 €</p>'
REVIEWS = '<vv-reviews store="luce" product="SKU-123" base="{slow}"></vv-reviews>'
AFTER = (
    "<section><h2>Also in the kitchen</h2>"
    + "<p>A grinder, a kettle, a cup.</p>" * 30
    + "</section>"
)
TALL = '<div style="height: 1400px">The product, its photos and its price</div>'

LATE = pytest.mark.parametrize("count", [0, 1, 34], ids=["no review", "one review", "many reviews"])


def shift(visited: Visit) -> float:
    visited.page.wait_for_function("heard.some(event => event.target === 'vv-reviews')")
    visited.page.wait_for_timeout(400)
    total: float = visited.page.evaluate("shifts.reduce((sum, each) => sum + each, 0)")
    return total


@LATE
@pytest.mark.parametrize("before", ["", TALL], ids=["reviews on top", "reviews below the fold"])
def test_late_data_moves_nothing(visit: Visitor, vivavoce: Shop, count: int, before: str) -> None:
    vivavoce.feeds |= feeds.pages(feeds.shelf()[:count])
    body = (STARS + before + REVIEWS + AFTER).format(slow=f"{vivavoce.origin}/slow")
    assert shift(visit(body, head=RULE)) == 0


def test_a_late_script_moves_nothing(visit: Visitor, vivavoce: Shop) -> None:
    late = (
        f'<script type="module" async src="{vivavoce.origin}/slow/embed/v1/vivavoce.js"></script>'
    )
    body = (STARS + REVIEWS + AFTER).format(slow=vivavoce.origin)
    visited = visit(body, head=RULE + late, init=f"window.only = '{vivavoce.origin}'")
    assert shift(visited) == 0


def test_space_that_is_not_needed_is_given_back_out_of_sight(
    visit: Visitor, vivavoce: Shop
) -> None:
    vivavoce.feeds |= feeds.pages([])
    body = (TALL + REVIEWS).format(slow=vivavoce.origin)
    visited = visit(body)
    assert shift(visited) == 0
    box = visited.page.locator("vv-reviews").bounding_box()
    assert box
    assert box["height"] < 320


def test_a_server_rendered_fragment_stays_until_the_reviews_are_there(
    visit: Visitor, vivavoce: Shop
) -> None:
    printed = "<article>Ada: heavy, plain, right.</article></vv-reviews>"
    body = REVIEWS.format(slow=f"{vivavoce.origin}/slow").replace("</vv-reviews>", printed)
    visited = visit(body)
    expect(visited.page.get_by_text("Ada: heavy")).to_be_visible()
    expect(visited.page.locator(".outline")).to_be_hidden()
    expect(visited.page.locator(".review")).to_have_count(10)
    expect(visited.page.get_by_text("Ada: heavy")).to_be_hidden()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (None, "unreachable"),
        (b"<html>", "malformed"),
        (b'{"version": 2}', "malformed"),
        (b'{"version": 1, "summary": {}, "reviews": [{}]}', "malformed"),
    ],
    ids=["no such feed", "not JSON", "another version", "not a feed"],
)
def test_a_failure_is_quiet_and_keeps_the_fragment(
    visit: Visitor, vivavoce: Shop, answer: bytes | None, reason: str
) -> None:
    vivavoce.feeds.clear()
    if answer:
        vivavoce.feeds["/feeds/v1/luce/SKU-123.json"] = answer
    visited = visit(
        ELEMENTS + '<vv-reviews store="luce" product="SKU-123"><b>Kept</b></vv-reviews>'
    )
    visited.page.wait_for_function("heard.length === 3")
    heard = visited.page.evaluate(
        "heard.map(event => [event.name, event.detail.reason, event.composed])"
    )
    assert heard == [["vv:error", reason, True]] * 3
    expect(visited.page.get_by_text("Kept")).to_be_visible()
    assert visited.page.locator("vv-reviews").first.inner_text() == ""
    ours = [said for said in visited.complaints if not said.startswith("Failed to load resource")]
    assert ours == []


def test_an_unfinished_element_asks_for_nothing(visit: Visitor, vivavoce: Shop) -> None:
    page = visit(
        '<vv-reviews store="luce"></vv-reviews><vv-stars store=".." product=".."></vv-stars>'
    ).page
    page.wait_for_function("heard.length === 2")
    assert page.evaluate("heard.map(event => event.detail.reason)") == ["incomplete", "incomplete"]
    assert not any("/feeds/" in path for path, _ in vivavoce.asked)


def test_a_next_page_that_fails_can_be_asked_for_again(visit: Visitor, vivavoce: Shop) -> None:
    second = vivavoce.feeds.pop("/feeds/v1/luce/SKU-123/2.json")
    page = visit().page
    page.get_by_role("button", name="Show more reviews").click()
    again = page.get_by_role("button", name="The next reviews did not load. Try again")
    expect(again).to_be_focused()
    vivavoce.feeds["/feeds/v1/luce/SKU-123/2.json"] = second
    again.click()
    expect(page.locator(".review")).to_have_count(20)


def test_an_order_that_fails_leaves_the_list_and_its_name(visit: Visitor, vivavoce: Shop) -> None:
    del vivavoce.feeds["/feeds/v1/luce/SKU-123/lowest/1.json"]
    page = visit().page
    page.get_by_label("Sort by").select_option("lowest")
    page.wait_for_function("heard.some(event => event.name === 'vv:error')")
    expect(page.get_by_label("Sort by")).to_have_value("newest")
    expect(page.locator(".review")).to_have_count(10)


def test_a_later_wish_overtakes_an_earlier_one(visit: Visitor, vivavoce: Shop) -> None:
    page = visit(REVIEWS.format(slow=f"{vivavoce.origin}/slow")).page
    more = page.get_by_role("button", name="Show more reviews")
    more.click()
    page.get_by_label("Sort by").select_option("lowest")
    lowest = page.locator(".review").first.get_by_role("img", name="1 out of 5")
    expect(lowest).to_be_visible()
    page.get_by_label("Sort by").select_option("highest")
    page.locator("vv-reviews").evaluate("node => node.setAttribute('lang', 'fr')")
    expect(page.get_by_role("button", name="Voir plus d’avis")).to_be_visible()
    page.wait_for_timeout(1000)
    expect(page.locator(".review")).to_have_count(10)
    expect(page.get_by_label("Trier par")).to_have_value("newest")
    assert page.evaluate("heard.filter(event => event.name === 'vv:error')") == []


def test_two_copies_of_the_script_are_harmless(visit: Visitor, vivavoce: Shop) -> None:
    twice = SNIPPET.format(host=vivavoce.origin) + SNIPPET.format(host=vivavoce.origin).replace(
        ".js", ".js?again"
    )
    visited = visit(head=twice)
    expect(visited.page.locator(".review")).to_have_count(10)
    visited.page.wait_for_timeout(200)
    assert visited.page.evaluate("heard.filter(event => event.name === 'vv:ready').length") == 2
    assert visited.complaints == []


def test_both_elements_of_a_product_share_one_request(visit: Visitor, vivavoce: Shop) -> None:
    visit().page.wait_for_function("heard.length === 2")
    assert [path for path, _ in vivavoce.asked if path.startswith("/feeds/")] == [
        "/feeds/v1/luce/SKU-123.json"
    ]


def test_an_element_may_be_moved_removed_and_put_back(visit: Visitor, vivavoce: Shop) -> None:
    visited = visit("<div id='left'></div><div id='right'>" + ELEMENTS + "</div>")
    page = visited.page
    page.get_by_role("button", name="Show more reviews").click()
    expect(page.locator(".review")).to_have_count(20)
    page.locator(".thumb").first.click()
    expect(page.locator("dialog")).to_be_visible()
    page.evaluate("left.append(window.moved = document.querySelector('vv-reviews'))")
    expect(page.locator("#left .review")).to_have_count(20)
    expect(page.locator("dialog")).to_have_count(0)
    page.evaluate("moved.remove()")
    page.evaluate("right.prepend(moved)")
    expect(page.locator("#right .review")).to_have_count(20)
    assert len([path for path, _ in vivavoce.asked if path.startswith("/feeds/")]) == 2
    assert visited.complaints == []


def test_an_element_removed_while_it_waits_loads_when_it_is_back(
    visit: Visitor, vivavoce: Shop
) -> None:
    page = visit(REVIEWS.format(slow=f"{vivavoce.origin}/slow")).page
    page.evaluate("(window.away = document.querySelector('vv-reviews')).remove()")
    page.wait_for_timeout(900)
    assert page.evaluate("heard") == []
    page.evaluate("document.body.append(away)")
    expect(page.locator(".review")).to_have_count(10)


def test_attributes_may_change_at_any_time(visit: Visitor, vivavoce: Shop) -> None:
    vivavoce.feeds |= feeds.pages(
        [feeds.review(1, words="Another thing altogether.")], product="SKU-9"
    )
    page = visit().page
    expect(page.locator(".review")).to_have_count(10)
    page.evaluate("document.querySelector('vv-reviews').setAttribute('product', 'SKU-9')")
    expect(page.locator(".review")).to_have_count(1)
    page.evaluate("document.querySelector('vv-reviews').lang = 'fr'")
    expect(page.locator("vv-reviews")).to_contain_text("Achat vérifié")
    page.evaluate("document.querySelector('vv-reviews').setAttribute('product', 'SKU-123')")
    expect(page.locator(".review")).to_have_count(10)


def test_the_last_of_quick_changes_wins(visit: Visitor, vivavoce: Shop) -> None:
    vivavoce.feeds |= feeds.pages([feeds.review(1)], product="SKU-9")
    page = visit(REVIEWS.format(slow=f"{vivavoce.origin}/slow")).page
    page.evaluate(
        """async (fast) => {
          const reviews = document.querySelector("vv-reviews");
          await new Promise((done) => setTimeout(done, 100));
          reviews.setAttribute("base", fast);
          reviews.setAttribute("product", "SKU-9");
        }""",
        vivavoce.origin,
    )
    expect(page.locator(".review")).to_have_count(1)
    page.wait_for_timeout(1000)
    expect(page.locator(".review")).to_have_count(1)
