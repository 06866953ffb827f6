"""What a shopper reads: the words, what the law wants beside them, order, pages, filters."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.embed import feeds
from tests.embed.conftest import Visitor
from tests.embed.shop import Shop
from tests.embed.words import LONG, POOL

pytestmark = pytest.mark.browser


def titles(page: Page) -> list[str]:
    return page.locator("vv-reviews .title").all_inner_texts()


def ratings(page: Page) -> list[str | None]:
    return [each.get_attribute("aria-label") for each in page.locator(".review > .stars").all()]


def test_the_first_page_is_shown_newest_first_and_says_so(visit: Visitor) -> None:
    visited = visit()
    expect(visited.page.locator(".review")).to_have_count(10)
    expect(visited.page.get_by_label("Sort by")).to_have_value("newest")
    expect(visited.page.locator("option:checked")).to_have_text("Newest first")
    assert titles(visited.page)[0] == POOL[0][1]
    assert visited.complaints == []


def test_words_are_verbatim(visit: Visitor) -> None:
    page = visit().page
    expect(page.locator(".review > .words").nth(2)).to_have_text(LONG)
    assert (
        page.locator(".review > .words").nth(0).evaluate("node => node.textContent") == POOL[0][2]
    )


def test_stars_speak_of_the_average_and_lead_to_the_reviews(visit: Visitor) -> None:
    page = visit().page
    line = page.locator("vv-stars a")
    expect(line.get_by_role("img", name="3.8 out of 5, 33 reviews")).to_be_visible()
    line.click()
    page.wait_for_function("document.activeElement.localName === 'vv-reviews'")
    assert page.url.endswith("/")


def test_stars_of_a_list_of_products_lead_to_the_product(visit: Visitor, vivavoce: Shop) -> None:
    page = visit('<vv-stars store="luce" product="SKU-123"></vv-stars>').page
    expect(page.locator("vv-stars a")).to_have_attribute("href", vivavoce.origin + "/shop/moka")


def test_the_summary_counts_everybody_and_says_how(visit: Visitor) -> None:
    summary = visit().page.locator(".summary")
    expect(summary.locator(".average")).to_have_text("3.8")
    expect(summary).to_contain_text("The average of every review counted, one per customer.")
    expect(summary).to_contain_text("1 more review is shown with its label")
    expect(summary).to_contain_text("Reviews are checked.")
    link = summary.get_by_role("link", name="How we collect and check reviews")
    expect(link).to_have_attribute("href", re.compile("/t/luce$"))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Review of November 18, 2026, experience of October 15, 2026"),
        ("en-GB", "Review of 18 November 2026, experience of 15 October 2026"),
        ("fr", "Avis du 18 novembre 2026, expérience du 15 octobre 2026"),
        ("de", "Review of November 18, 2026, experience of October 15, 2026"),
        ("fr_BE", "Avis du 18 novembre 2026, expérience du 15 octobre 2026"),
    ],
)
def test_both_dates_stand_at_every_review(visit: Visitor, lang: str, said: str) -> None:
    """D111-17 1° b: the date of the review and the date of the experience."""
    dates = visit(lang=lang).page.locator(".meta .dates")
    expect(dates).to_have_count(10)
    expect(dates.first).to_contain_text(said)


def test_evidence_labels_and_changes_are_shown(visit: Visitor) -> None:
    reviews = visit().page.locator(".review")
    expect(reviews.nth(0).locator(".who").first).to_contain_text("Verified purchase")
    expect(reviews.nth(4)).to_contain_text("Not verified")
    expect(reviews.nth(3)).to_contain_text("Rewarded for writing this review")
    expect(reviews.nth(3)).to_contain_text("not counted in the average")
    expect(reviews.nth(1)).to_contain_text("updated on November 16, 2026")
    expect(reviews.nth(0).locator(".reply")).to_contain_text(
        "Reply from Maison Luce, November 21, 2026"
    )


def test_a_living_review_shows_its_path_and_keeps_the_earlier_words(visit: Visitor) -> None:
    living = visit().page.locator(".living")
    path = living.locator("summary")
    expect(path).to_contain_text("How the rating changed: day 12: 5 out of 5, month 6: 4 out of 5")
    expect(path.locator(".path")).to_have_text("day 12 5→month 6 4")
    expect(living.get_by_text("Douze jours")).to_be_hidden()
    path.click()
    expect(living.get_by_text("Douze jours")).to_be_visible()
    expect(living).to_contain_text("Written on May 14, 2026")


def test_long_words_are_folded_but_all_there(visit: Visitor) -> None:
    page = visit().page
    review = page.locator(".review").nth(2)
    folded = review.locator(".words").bounding_box()
    review.get_by_role("button", name="Read the whole review").click()
    unfolded = review.locator(".words").bounding_box()
    assert folded
    assert unfolded
    assert unfolded["height"] > 3 * folded["height"]
    expect(review.get_by_role("button", name="Fold the review")).to_have_attribute(
        "aria-expanded", "true"
    )


def test_french_speaks_french(visit: Visitor) -> None:
    page = visit(lang="fr").page
    expect(page.locator("vv-reviews [part=root]")).to_have_attribute("lang", "fr")
    expect(page.get_by_label("Trier par").locator("option:checked")).to_have_text(
        "Les plus récents d’abord"
    )
    expect(page.locator(".average")).to_have_text("3,8")
    expect(page.locator(".review").nth(0)).to_contain_text("Achat vérifié")
    row = page.locator("[value=stars-5]")
    expect(row).to_have_attribute(
        "aria-label", "5\u202fétoiles\u202f: 14 avis".replace("5\u202f", "5 ")
    )
    expect(page.locator(".words").nth(0)).to_have_attribute("lang", "en")


@pytest.mark.parametrize(
    ("order", "first"),
    [("highest", "5 out of 5"), ("lowest", "1 out of 5"), ("media", "5 out of 5")],
)
def test_another_order_is_fetched_and_keeps_the_focus(
    visit: Visitor, order: str, first: str
) -> None:
    page = visit().page
    sort = page.get_by_label("Sort by")
    sort.focus()
    sort.select_option(order)
    expect(page.get_by_role("status")).to_have_text("10 reviews shown")
    assert ratings(page)[0] == first
    expect(sort).to_be_focused()


def test_more_reviews_follow_without_a_jump(visit: Visitor) -> None:
    page = visit().page
    more = page.get_by_role("button", name="Show more reviews")
    more.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    more.click()
    expect(page.locator(".review")).to_have_count(20)
    assert page.evaluate("scrollY") == before
    assert page.evaluate(
        "document.querySelector('vv-reviews').shadowRoot.activeElement.matches('.review:nth-child(11)')"
    )
    for count in (30, 34):
        more.click()
        expect(page.locator(".review")).to_have_count(count)
    expect(more).to_be_hidden()
    assert page.evaluate("document.activeElement.localName") == "vv-reviews"


def test_a_review_that_moved_to_the_next_page_meanwhile_is_not_shown_twice(
    visit: Visitor, vivavoce: Shop
) -> None:
    vivavoce.feeds |= {
        key: page
        for key, page in feeds.pages([feeds.review(999), *feeds.shelf()]).items()
        if key.endswith("/2.json")
    }
    page = visit().page
    page.get_by_role("button", name="Show more reviews").click()
    expect(page.locator(".review")).to_have_count(19)


def test_a_row_of_the_histogram_filters_by_stars(visit: Visitor) -> None:
    page = visit().page
    row = page.get_by_role("button", name="5 stars: 14 reviews")
    row.click()
    expect(row).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Reviews with 5 stars, newest first")).to_be_visible()
    page.get_by_role("button", name="Show more reviews").click()
    expect(page.locator(".review")).to_have_count(15)
    assert set(ratings(page)) == {"5 out of 5"}
    expect(page.locator(".average")).to_have_text("3.8")
    page.get_by_role("button", name="Show all reviews").click()
    expect(row).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".review")).to_have_count(10)
    expect(page.get_by_label("Sort by")).to_be_focused()


def test_a_product_without_reviews_says_so(visit: Visitor, vivavoce: Shop) -> None:
    vivavoce.feeds |= feeds.pages([])
    page = visit().page
    expect(page.locator("vv-reviews")).to_contain_text("Nobody has reviewed this product yet.")
    expect(page.locator("vv-reviews").get_by_role("link", name="Write a review")).to_be_visible()
    expect(page.locator("vv-reviews").get_by_role("link", name="How we collect")).to_be_visible()
    expect(page.locator("vv-stars")).to_contain_text("No reviews yet")


@pytest.mark.parametrize(
    ("average", "said"),
    [(4.96, "4.9"), (5.0, "5.0"), (4.44, "4.4"), (1.0, "1.0")],
    ids=["never rounded up to perfect", "perfect", "rounded", "lowest"],
)
def test_only_a_perfect_average_is_shown_as_perfect(
    visit: Visitor, vivavoce: Shop, average: float, said: str
) -> None:
    made = feeds.pages(feeds.shelf())
    for page in made.values():
        page["summary"] |= {"average": average}
    vivavoce.feeds |= made
    expect(visit().page.locator("vv-reviews .average")).to_have_text(said)


def test_a_reference_of_any_characters_is_asked_for_whole(visit: Visitor, vivavoce: Shop) -> None:
    key = "a/b c?d#é!'()*&"
    vivavoce.feeds |= feeds.pages(feeds.shelf()[:1], product=key)
    page = visit(
        f'<vv-reviews store="luce" product="{key.replace("&", "&amp;")}"></vv-reviews>'
    ).page
    expect(page.locator(".review")).to_have_count(1)
