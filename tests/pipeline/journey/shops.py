"""What a shopper sees on the product page: the review, its photo large, its video playing."""

from __future__ import annotations

import io
import re
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.pipeline.journey.people import Person

PUBLIC_SECONDS = 30.0
"""What was decided is seen, and what was taken back is gone, within this time; the rule is 300."""


def review_of(page: Page, person: Person) -> Locator:
    """This person's review in <vv-reviews>, newest first."""
    return page.locator("vv-reviews .review", has=page.get_by_text(person.shown, exact=True))


def feed_of(page: Page, url: str, store: str, product: str) -> str:
    """The public feed of a product as text, fetched past every cache."""
    answer = page.request.get(f"{url}/feeds/v1/{store}/{product}.json")
    return answer.text() if answer.ok else ""


def read(page: Page, person: Person) -> None:
    """Words as they were typed, the stars that were given, verified, by the chosen name."""
    review = review_of(page, person)
    expect(review).to_have_count(1)
    words = review.locator(".words").evaluate("node => node.textContent")
    assert words == person.words
    stars = review.locator("[part=stars]").first
    expect(stars).to_have_attribute("aria-label", re.compile(rf"\b{person.stars}\b"))
    expect(review.locator(".verified")).to_be_visible()


def enlarge(page: Page, person: Person) -> str:
    """Open the photo in the lightbox and close it again; the address of what was shown."""
    review_of(page, person).locator(".thumb.photo").click()
    image = page.locator("vv-reviews dialog img")
    expect(image).to_be_visible()
    loaded = "node => node.decode().then(() => node.naturalWidth)"
    assert image.evaluate(loaded) > 0
    address: str = image.evaluate("node => node.currentSrc")
    page.keyboard.press("Escape")
    expect(page.locator("vv-reviews dialog")).to_have_count(0)
    return address


def play(page: Page, person: Person) -> str:
    """Open the video: it plays, which is to say its time advances; its address."""
    review_of(page, person).locator(".thumb.video").click()
    film = page.locator("vv-reviews dialog video")
    film.evaluate(
        "film => new Promise((done, fail) => { film.ontimeupdate = () =>"
        " film.currentTime > 0.2 && done(); film.onerror = () => fail(film.error.message); })"
    )
    address: str = film.evaluate("film => film.currentSrc")
    page.keyboard.press("Escape")
    return address


def photo_addresses(page: Page, person: Person) -> set[str]:
    """Every address the page offers for this review's photos, in every size and format."""
    sources = review_of(page, person).locator(".thumb.photo source, .thumb.photo img")
    found: list[str] = sources.evaluate_all(
        "all => all.flatMap(one => [one.src, ...(one.srcset ?? '').split(',')"
        ".map(each => each.trim().split(' ')[0])]).filter(Boolean)"
    )
    return {urljoin(page.url, address) for address in found}


def tells_nothing(page: Page, address: str) -> None:
    """The photo that is served says neither where nor with what it was taken."""
    answer = page.request.get(address)
    assert answer.ok, address
    body = answer.body()
    assert b"secret-" not in body
    with Image.open(io.BytesIO(body)) as picture:
        assert dict(picture.getexif()) == {}, address
        assert dict(picture.getexif().get_ifd(0x8825)) == {}, address
