"""What a customer does: waits for the mail, opens it, answers on a phone, takes it back."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect

from core.i18n import translate
from tests.pipeline.journey.browsing import Visitor
from tests.pipeline.journey.people import Person


def open_letter(page: Page, url: str, person: Person) -> None:
    """Find the mail to this person in the demo's outbox and open it."""
    page.goto(f"{url}/demo/outbox?lang={person.language}")
    page.locator(".mailbox__item", has_text=person.name).first.click()
    expect(page.locator(".mailbox__message")).to_contain_text(person.email)


def press_star(page: Page, person: Person) -> None:
    """Follow a star from inside the mail's own frame: the form opens in the window."""
    frame = page.frame_locator("iframe.mailbox__frame")
    frame.locator(f'a[href*="stars={person.stars}"]').first.click()
    page.wait_for_url("**/r/**")


def answer(visitor: Visitor, person: Person, files: list[Path]) -> None:
    """Walk through the form, from the stars that the mail brought to the thanks."""
    page = visitor.page
    expect(page.locator("html")).to_have_attribute("lang", person.language)
    expect(page.locator(f'[name=rating][value="{person.stars}"]')).to_be_checked()
    visitor.sound()
    forward(page, person)
    page.locator("#words").fill(person.words)
    forward_to(page, person, "#files")
    page.set_input_files("#files", files)
    expect(page.locator(".uploads__item[data-state=done]")).to_have_count(len(files))
    visitor.sound()
    forward_to(page, person, "#site")
    page.get_by_role("radio", name=person.shown, exact=True).check(force=True)
    page.locator("#site").check()
    visitor.sound()
    page.get_by_role("button", name=translate(person.language, "Send my review")).click()
    page.wait_for_url("**/thanks**")
    assert words_shown(page) == person.words
    visitor.sound()


def forward(page: Page, person: Person) -> None:
    """The next question."""
    page.get_by_role("button", name=translate(person.language, "Next")).click()


def forward_to(page: Page, person: Person, field: str) -> None:
    """Step on until the field's question is asked; files are chosen through a hidden input."""
    step = page.locator("[data-step]", has=page.locator(field))
    while not step.is_visible():
        forward(page, person)


def words_shown(page: Page) -> str:
    """The words on the page, line breaks and all."""
    return page.locator(".words__text").first.text_content() or ""


def open_status(page: Page, person: Person) -> None:
    """From the thanks to everything they sent."""
    label = translate(person.language, "See, change or take back what I sent")
    page.get_by_role("button", name=label).click()
    page.wait_for_url("**/s/**")


def take_back(visitor: Visitor, person: Person) -> None:
    """On the page of what they sent: take it back, and say so once more."""
    page = visitor.page
    label = translate(person.language, "Take it back")
    page.get_by_role("link", name=label).click()
    page.wait_for_url("**/withdraw**")
    visitor.sound()
    page.get_by_role("button", name=label).click()
    page.wait_for_url("**done=withdrawn**")
    visitor.sound()
