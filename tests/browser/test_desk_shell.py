"""The desk as members meet it: signing in, its shell, and its pages in both lights and widths."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from app.accounts.keys import create_key
from app.factory import create_app
from core.doors import Doors
from core.states import Moment, Reason, Role, SolicitationState, Varied
from solicitation.operations.planning import settings_of
from solicitation.operations.trying import Wish, start_experiment
from tests.browser.design_site import chromium, opened
from tests.desks import PASSWORD, join, make_desk
from tests.factories import (
    NOW,
    make_customer,
    make_occasion,
    make_order,
    make_product,
    make_solicitation,
)
from tests.houses import house
from tests.services.databases import sqlite_copy

pytestmark = pytest.mark.browser
OWNER = "camille@maison-vive.example"
PAGES = (
    *("account", "calendar", "customers", "customers/1", "imports", "keys", "members", "moments"),
    *("experiments/1", "experiments/hours"),
)
CSV = b"order_id,email,ordered_at,product_name\nA,a@b.example,2026-06-01,Bol\nB,none,x,Bol\n"


def furnish(doors: Doors) -> None:
    """A store with colleagues, a key, and customers who are asked."""
    store, owner = make_desk(doors, name="Maison Vive")
    join(doors, store, Role.OWNER, email=OWNER)
    join(doors, store, Role.ANALYST, email="noemie.de-la-tour@maison-vive.example", name="Noémie")
    with doors.database.transaction() as session:
        tried = [Wish(delay_hours=72), Wish(delay_hours=120)]
        moment, varied = Moment.AFTER_PURCHASE, Varied.DELAY
        start_experiment(session, store.id, moment, varied, tried, owner.id, NOW)
        setting = settings_of(session, store.id)[Moment.ONE_MONTH]
        setting.is_hour_learned, setting.hours_counted_at = True, NOW
        setting.hour_counts = {"10": [90, 9], "18": [120, 40]}
        create_key(session, store.id, "Caisse de Lyon", ["occasions:write"], NOW)
        product = make_product(session, store)
        for number in range(8):
            person = make_customer(session, store)
            occasion = make_occasion(session, person, order=make_order(session, person, [product]))
            due = NOW + timedelta(days=number)
            ask = make_solicitation(session, occasion, due_at=due)
            make_solicitation(session, occasion, moment=Moment.ONE_MONTH, due_at=due)
            ask.move_to(SolicitationState.PLANNED, Reason.QUIET_HOURS, NOW)


@pytest.fixture(scope="module")
def address(sqlite_template_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("desk")
    with house(sqlite_copy(sqlite_template_path, folder), folder) as doors:
        furnish(doors)
        server = make_server("127.0.0.1", 0, create_app(doors), threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.port}/desk/"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def enter(page: Page) -> None:
    """Sign in where the page stands, with the keyboard."""
    page.fill("#email", OWNER)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)


def test_every_page_is_accessible_in_both_lights_and_widths(address: str, browser: Browser) -> None:
    faults = []
    for width, theme in ((390, "dark"), (1280, "light"), (390, "light"), (1280, "dark")):
        size = {"width": width, "height": 844}
        with opened(browser, f"{address}members", viewport=size, color_scheme=theme) as page:
            faults += look_over(page, f"sign-in {width} {theme}")
            enter(page)
            for name in PAGES:
                page.goto(address + name)
                faults += look_over(page, f"{name} {width} {theme}")
    assert faults == []


def look_over(page: Page, name: str) -> list[tuple[str, str]]:
    """What axe finds, anything inline, and a page wider than its window."""
    found = [(name, v["nodes"][0]["html"]) for v in Axe().run(page).response["violations"]]
    if page.locator("style, [style], script:not([src])").count():
        found.append((name, "something inline"))
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        found.append((name, "scrolls sideways"))
    return found


def test_signing_in_leads_to_the_page_that_was_asked_for(address: str, browser: Browser) -> None:
    with opened(browser, f"{address}calendar?days=90") as page:
        enter(page)
        expect(page.locator("h1")).to_have_text("Calendar")
        expect(page.locator(".filters [aria-current]")).to_have_text("90 days")
        expect(page.locator(".side__nav [aria-current]")).to_contain_text("Calendar")


def test_the_desk_works_without_a_script(address: str, browser: Browser) -> None:
    with opened(browser, f"{address}imports", java_script_enabled=False) as page:
        enter(page)
        file = {"name": "orders.csv", "mimeType": "text/csv", "buffer": CSV}
        page.set_input_files("#file", file)  # type: ignore[arg-type] # a plain payload
        page.click("[data-submit]")
        expect(page.locator(".figure-cell").first).to_contain_text("1")
        page.click("text=Take one order")
        expect(page.locator(".notice--good")).to_contain_text("New: 1. Known already: 0.")


def test_removing_somebody_takes_a_second_press(address: str, browser: Browser) -> None:
    with opened(browser, f"{address}members") as page:
        enter(page)
        rows = page.locator(".roll__row")
        before = rows.count()
        page.locator("summary", has_text="Noémie").click()
        expect(rows).to_have_count(before)
        page.locator("button", has_text="Yes, remove").locator("visible=true").click()
        expect(page.locator(".notice--good")).to_be_visible()
        expect(rows).to_have_count(before - 1)


def test_signing_out_is_one_press(address: str, browser: Browser) -> None:
    with opened(browser, f"{address}account") as page:
        enter(page)
        page.locator(".side__foot summary").click()
        page.click("text=Sign out")
        expect(page.locator("h1")).to_have_text("Sign in")
        page.goto(f"{address}account")
        expect(page.locator("h1")).to_have_text("Sign in")
