"""The journey as an operator runs it: PostgreSQL, Valkey, S3, SendGrid, and a shop elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.embed.shop import Shop, opened
from tests.pipeline.journey import customers, desks, shops
from tests.pipeline.journey.browsing import DESK, visiting
from tests.pipeline.journey.people import AFTER_PURCHASE, LEA, clip, order_file, photo
from tests.pipeline.journey.production import Installation, installed
from tests.pipeline.journey.waiting import until
from tests.services.radosgw import skip_without_radosgw

pytestmark = [
    pytest.mark.browser,
    pytest.mark.radosgw,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("journey"),
]

STORE, PRODUCT, EMAIL = "maison", "BOL-1/é", "camille@maison.example"
PASSWORD = "quatre mots bien ordinaires"
PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Bols</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<script type="module" async src="{url}/embed/v1/vivavoce.js"></script></head>
<body><main><h1>Bols en grès</h1><vv-stars store="{store}" product="{product}"></vv-stars>
<vv-reviews store="{store}" product="{product}"></vv-reviews></main></body></html>"""


@pytest.fixture
def house(browser: Browser, postgresql_url: str, tmp_path: Path) -> Iterator[Installation]:
    """Everything up; `browser` comes first, so that nothing is started for a skipped test."""
    skip_without_radosgw()
    with installed(tmp_path, postgresql_url) as house:
        yield house


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop of its own, on another origin."""
    with opened(tmp_path) as shop:
        yield shop


def test_words_travel_through_the_parts_of_production(
    house: Installation, shop: Shop, browser: Browser, tmp_path: Path
) -> None:
    link = open_store(house, shop)
    delivered = datetime.now(UTC) - AFTER_PURCHASE - timedelta(minutes=5)
    file = order_file(tmp_path, LEA, delivered, PRODUCT)
    assert "1 new" in house.run("import", "orders", str(file), "--store", STORE)
    with visiting(browser, LEA.language) as customer:
        follow_mail(house, customer.page)
        customers.answer(customer, LEA, [photo(tmp_path), clip(tmp_path)])
        decide(house, browser, link)
        shown = see(house, shop, browser)
        customers.open_status(customer.page, LEA)
        customers.take_back(customer, LEA)
        assert customer.cookies == []
    gone(house, shop, browser, shown)
    assert sum("stars=" in mail["html"] for mail in house.mails_to(LEA.email)) == 1


def open_store(house: Installation, shop: Shop) -> str:
    """The operator's first steps; the link under which the first owner comes."""
    house.run(
        *("store", "create", STORE, "--name", "Maison Garance", "--url", shop.origin),
        *("--email", "bonjour@maison.example"),
    )
    house.keep_no_quiet_hours(STORE)
    invited = house.told("member", "invite", EMAIL, "--store", STORE, "--name", "Camille Roche")
    return str(invited["link"])


def follow_mail(house: Installation, page: Page) -> None:
    """The mail as SendGrid would deliver it: one, with its one-click objection; press a star."""
    (mail,) = until(lambda: house.mails_to(LEA.email), "the request reaches SendGrid")
    assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["headers"]["List-Unsubscribe"].startswith(f"<{house.url}/u/")
    page.set_content(mail["html"])
    page.locator(f'a[href*="stars={LEA.stars}"]').first.click()
    page.wait_for_url("**/r/**")


def decide(house: Installation, browser: Browser, link: str) -> None:
    """The first owner chooses a password, arrives at the queue, and approves."""
    with visiting(browser, LEA.language, viewport=DESK) as member:
        page = member.page
        page.goto(link)
        member.sound()
        page.locator("input[type=password]").first.focus()
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(desks.QUEUE)
        desks.find(member, LEA)
        desks.approve(page, LEA.language)


def see(house: Installation, shop: Shop, browser: Browser) -> set[str]:
    """In the shop's own page, from the bucket; the addresses of everything that was shown."""
    with visiting(browser, LEA.language, viewport=DESK) as shopper:
        page = shopper.page
        until(lambda: LEA.shown in feed(page, house), "the feed", shops.PUBLIC_SECONDS)
        shopper.watch_for_shifts()
        page.goto(shop.page(PAGE.format(url=house.url, store=STORE, product=PRODUCT)))
        shops.read(page, LEA)
        shopper.still()
        shopper.sound()
        shown = {shops.enlarge(page, LEA), *shops.photo_addresses(page, LEA)}
        for address in shown:
            shops.tells_nothing(page, address)
        shown.add(shops.play(page, LEA))
        assert {address.startswith(f"{house.media_url}/media/") for address in shown} == {True}
        assert len(originals := house.private_addresses()) == 2
        assert [page.request.get(address).status for address in originals] == [403, 403]
        assert shopper.cookies == []
    return shown


def feed(page: Page, house: Installation) -> str:
    """The product's feed; its reference is percent-encoded in the address."""
    return shops.feed_of(page, house.url, STORE, "BOL-1%2F%C3%A9")


def gone(house: Installation, shop: Shop, browser: Browser, shown: set[str]) -> None:
    """Out of the feed, off the page, out of the bucket."""
    with visiting(browser, LEA.language) as shopper:
        page = shopper.page
        until(lambda: LEA.shown not in feed(page, house), "out of the feed", shops.PUBLIC_SECONDS)
        page.goto(shop.page(PAGE.format(url=house.url, store=STORE, product=PRODUCT)))
        expect(page.locator("vv-stars")).to_be_visible()
        expect(shops.review_of(page, LEA)).to_have_count(0)
        until(lambda: not served(page, shown), "out of the bucket", shops.PUBLIC_SECONDS)


def served(page: Page, shown: set[str]) -> list[str]:
    """Those of the addresses that still answer."""
    return [address for address in shown if page.request.get(address).ok]
