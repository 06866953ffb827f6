"""From an order file to the shop's page and back, with every process real, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from core.mail import read_outbox
from tests.pipeline.conftest import Filled
from tests.pipeline.journey import customers, desks, shops
from tests.pipeline.journey.browsing import DESK, PHONE, Visitor, visiting
from tests.pipeline.journey.clocks import bar_of, demo_now, pass_time
from tests.pipeline.journey.people import AFTER_PURCHASE, LEA, TOM, Person, clip, order_file, photo
from tests.pipeline.journey.processes import Demo, copy
from tests.pipeline.journey.waiting import until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.xdist_group("journey"),
]

PRODUCT, HANDLE = "SOR-BOL-04", "bols-gres"
"""The bowls of the demo shop."""


@pytest.fixture(scope="module")
def demo(
    browser: Browser, filled: Filled, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """`make demo`, up; `browser` comes first, so that nothing is started for a skipped test."""
    demo = copy(filled.var, tmp_path_factory.mktemp("journey") / "var", filled.port)
    demo.start()
    yield demo
    demo.stop()


@pytest.mark.parametrize("person", [LEA, TOM], ids=lambda person: person.language)
def test_words_travel_from_an_order_file_to_the_shop_and_back(
    demo: Demo, browser: Browser, person: Person, tmp_path: Path
) -> None:
    delivered = demo_now(demo) - AFTER_PURCHASE + timedelta(minutes=10)
    file = order_file(tmp_path, person, delivered, PRODUCT)
    assert "1 new" in demo.run("import", "orders", str(file), "--store", "demo")
    with visiting(browser, person.language) as customer:
        ask(demo, customer, person)
        customers.press_star(customer.page, person)
        customers.answer(customer, person, [photo(tmp_path), clip(tmp_path)])
        decide(demo, browser, person)
        shop(demo, browser, person)
        customers.open_status(customer.page, person)
        customers.take_back(customer, person)
        assert customer.cookies == []
    gone(demo, browser, person)


def ask(demo: Demo, customer: Visitor, person: Person) -> None:
    """Time passes until the mail lies in the outbox; it is the only one they get."""
    page = customer.page
    page.goto(f"{demo.url}/demo/outbox?lang={person.language}")
    pass_time(demo, bar_of(page), person)
    until(lambda: letters(demo, person), "the mail lies in the outbox")
    customers.open_letter(page, demo.url, person)
    assert letters(demo, person) == 1


def letters(demo: Demo, person: Person) -> int:
    """How many mails this person got."""
    return sum(letter.to == person.email for letter in read_outbox(demo.var / "outbox"))


def decide(demo: Demo, browser: Browser, person: Person) -> None:
    """A member signs in, finds what came, and approves it, without a mouse."""
    with visiting(browser, person.language, viewport=DESK) as member:
        desks.sign_in(member.page, demo.url, demo.member, person.language)
        desks.find(member, person)
        desks.approve(member.page, person.language)
        assert member.cookies == ["vivavoce"]


def shop(demo: Demo, browser: Browser, person: Person) -> None:
    """A shopper reads the words, sees the photo large and the video play, and is not followed."""
    with visiting(browser, person.language, viewport=DESK) as shopper:
        page = shopper.page
        shopper.watch_for_shifts()
        feed = f"{demo.url}/feeds/v1/demo/{PRODUCT}.json"
        until(lambda: person.shown in page.request.get(feed).text(), "the feed", 30)
        page.goto(f"{demo.url}/demo/shop/{HANDLE}?lang={person.language}")
        shops.read(page, person)
        shopper.still()
        shopper.sound()
        shops.tells_nothing(page, shops.enlarge(page, person))
        for address in shops.photo_addresses(page, person):
            shops.tells_nothing(page, address)
        shops.play(page, person)
        assert shopper.cookies == []


def gone(demo: Demo, browser: Browser, person: Person) -> None:
    """Taken back: out of the feed and off the page within half a minute."""
    with visiting(browser, person.language, viewport=PHONE) as shopper:
        page = shopper.page
        shopper.watch_for_shifts()
        until(
            lambda: person.shown not in shops.feed_of(page, demo.url, "demo", PRODUCT),
            "the feed forgets what was taken back",
            shops.PUBLIC_SECONDS,
        )
        page.goto(f"{demo.url}/demo/shop/{HANDLE}?lang={person.language}")
        expect(page.locator("vv-reviews .review").first).to_be_visible()
        expect(shops.review_of(page, person)).to_have_count(0)
        shopper.still()
        shopper.sound()
