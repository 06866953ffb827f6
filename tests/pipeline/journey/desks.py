"""What a member does at the desk, by keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from core.i18n import translate
from tests.pipeline.journey.browsing import Visitor
from tests.pipeline.journey.people import Person
from tests.pipeline.journey.waiting import until

QUEUE = re.compile(r"/desk/queue(\?|$)")
"""The queue's address, and not that of a sign-in page which leads there."""


def sign_in(page: Page, url: str, member: dict[str, str], language: str) -> None:
    """Type address and password, as the banner of the demo tells them."""
    page.goto(f"{url}/desk/sign-in?next=/desk/queue&lang={language}")
    page.locator("input[name=email]").focus()
    page.keyboard.type(member["email"])
    page.keyboard.press("Tab")
    page.keyboard.type(member["password"])
    page.keyboard.press("Enter")
    page.wait_for_url(QUEUE)


def find(visitor: Visitor, person: Person) -> None:
    """Search the queue for the person (`/`), and open what they sent (`j`)."""
    page = visitor.page
    page.keyboard.press("/")
    expect(page.locator("input[data-key='/']")).to_be_focused()
    page.keyboard.type(person.shown)
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    until(lambda: _listed(page, person), "it is in the queue, its files prepared", 60.0)
    page.keyboard.press("j")
    expect(page.locator(".reading__head h1")).to_have_text(person.shown)
    visitor.sound()


def approve(page: Page, language: str) -> None:
    """One key (`a`); the toast says so, and the sidebar counts what still waits in all."""
    page.reload()
    waiting = page.locator('.side__nav a[href="/desk/queue"] .count')
    left = int(waiting.inner_text()) - 1
    page.keyboard.press("a")
    expect(page.locator("#toast")).to_contain_text(translate(language, "Approved"))
    expect(waiting).to_have_text(str(left or ""))


def _listed(page: Page, person: Person) -> bool:
    """Whether the list shows this person's submission; it is looked at anew if not."""
    rows = page.locator(".queue__item", has_text=person.shown).count()
    if not rows:
        page.reload()
    return rows == 1
