"""The scripts: each eases a page that works without it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.browser.design_site import Site, chromium, opened, serving

pytestmark = pytest.mark.browser


def _file(name: str, kind: str = "image/jpeg", size: int = 1500) -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": b"x" * size}


PHOTO = _file("morning.jpg")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def answer(site: Site, browser: Browser) -> Iterator[Page]:
    with opened(browser, site.url + "answer") as page:
        yield page


@pytest.fixture
def desk(site: Site, browser: Browser) -> Iterator[Page]:
    with opened(browser, site.url + "desk") as page:
        yield page


def _next(page: Page) -> None:
    page.get_by_role("button", name="Next").click()


def _to_photos(page: Page) -> None:
    page.locator("[name=rating][value='4']").check()
    _next(page)
    page.locator("#words").fill("It sings.")
    _next(page)


def _to_the_end(page: Page) -> None:
    _next(page)
    page.locator("#site").check()


def _send(page: Page) -> None:
    page.get_by_role("button", name="Send my review").click()


def test_without_a_script_the_whole_form_is_one_page(site: Site, browser: Browser) -> None:
    with opened(browser, site.url + "answer", java_script_enabled=False) as page:
        assert page.locator("fieldset.question:visible").count() == 4
        page.locator("[name=rating][value='2']").check()
        page.locator("#words").fill("It sings.")
        page.locator("#site").check()
        _send(page)
        expect(page.locator("#received")).to_be_visible()
    assert site.posts[0]["rating"] == ["2"]


def test_one_question_is_shown_at_a_time(answer: Page) -> None:
    assert answer.locator("fieldset.question:visible").count() == 1
    expect(answer.locator(".steps__text")).to_have_text("Question 1 of 4")
    _next(answer)
    expect(answer.locator("#rating-error")).to_have_text("Choose how many stars you give.")
    answer.locator("[name=rating][value='4']").check()
    expect(answer.locator("#rating-error")).to_be_hidden()
    _next(answer)
    expect(answer.locator("legend", has_text="Tell us more.")).to_be_focused()


def test_the_browsers_back_button_walks_the_questions(answer: Page) -> None:
    _to_photos(answer)
    answer.go_back()
    expect(answer.locator(".steps__text")).to_have_text("Question 2 of 4")
    answer.get_by_role("button", name="Back").click()
    expect(answer.locator(".steps__text")).to_have_text("Question 1 of 4")
    answer.go_forward()
    expect(answer.locator("#words")).to_have_value("It sings.")


def test_stars_are_given_with_the_keyboard(answer: Page) -> None:
    answer.locator("[name=rating]").first.focus()
    for _ in range(2):
        answer.keyboard.press("ArrowRight")
    expect(answer.get_by_role("radio", name="3 stars Fair")).to_be_checked()
    expect(answer.locator(".rating__word", has_text="Fair")).to_have_css("opacity", "1")


def test_an_answer_refused_by_the_server_is_shown_first(site: Site, browser: Browser) -> None:
    with opened(browser, site.url + "answer?refused=1") as page:
        expect(page.locator("[data-error-summary]")).to_be_focused()
        expect(page.locator("#name")).to_be_visible()
        page.get_by_role("link", name="First name").click()
        expect(page.locator("#name")).to_be_focused()


def test_the_counter_says_what_is_left(answer: Page) -> None:
    answer.locator("[name=rating][value='4']").check()
    _next(answer)
    answer.locator("#words").fill("It sings.")
    expect(answer.locator("#words-count")).to_have_text("Characters left: 491")


def test_files_leave_while_the_form_is_filled(site: Site, answer: Page) -> None:
    _to_photos(answer)
    answer.locator("#files").set_input_files([PHOTO, _file("evening.jpg")])
    expect(answer.locator(".uploads__item[data-state=done]")).to_have_count(3)
    _to_the_end(answer)
    _send(answer)
    expect(answer.locator("#received")).to_be_visible()
    assert sorted(site.posts[0]["media"]) == ["kept", "media-1", "media-2"]
    assert sorted(ticket["name"] for ticket in site.tickets) == ["evening.jpg", "morning.jpg"]
    assert {(each["type"], each["bytes"]) for each in site.tickets} == {("image/jpeg", 1500)}
    assert sorted(site.uploads) == ["media-1 1500", "media-2 1500"]


def test_a_file_that_failed_can_be_sent_again(site: Site, answer: Page) -> None:
    site.failures = 1
    _to_photos(answer)
    answer.locator("#files").set_input_files(PHOTO)
    expect(answer.locator("[data-state=failed]")).to_contain_text("could not be sent")
    _to_the_end(answer)
    _send(answer)
    expect(answer.locator(".actions__note")).to_contain_text("did not arrive")
    answer.get_by_role("button", name="Try again").click()
    expect(answer.locator("[data-state=done]")).to_have_count(2)


def test_the_servers_reason_is_shown_and_a_file_can_be_removed(site: Site, answer: Page) -> None:
    site.refusal = "This store takes no photos today."
    _to_photos(answer)
    answer.locator("#files").set_input_files(PHOTO)
    expect(answer.locator("[data-state=failed]")).to_contain_text(site.refusal)
    expect(answer.locator("[data-retry]")).to_be_hidden()
    answer.get_by_role("button", name="Remove – morning.jpg").click()
    expect(answer.locator(".uploads__item")).to_have_count(1)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (_file("large.jpg", size=3000), "too large"),  # over max_image
        (_file("a.pdf", "application/pdf"), "Only photos"),  # not in accept
    ],
)
def test_a_file_that_cannot_be_taken_never_leaves(
    site: Site, answer: Page, file: FilePayload, told: str
) -> None:
    _to_photos(answer)
    answer.locator("#files").set_input_files(file)
    expect(answer.locator("[data-state=failed]")).to_contain_text(told)
    assert site.tickets == []


def test_more_files_than_asked_for_are_left_out(answer: Page) -> None:
    _to_photos(answer)
    answer.locator("#files").set_input_files([_file(f"{n}.jpg") for n in range(5)])
    expect(answer.locator(".uploads__item")).to_have_count(4)
    expect(answer.locator("#files-error")).to_have_text("4 files at most.")


def test_a_form_leaves_once(site: Site, answer: Page) -> None:
    _to_photos(answer)
    _to_the_end(answer)
    answer.evaluate("for (const n of [1, 2]) document.querySelector('[data-submit]').click()")
    expect(answer.locator("#received")).to_be_visible()
    assert len(site.posts) == 1


def test_single_keys_walk_and_press(desk: Page) -> None:
    desk.keyboard.press("j")
    expect(desk.locator("[data-keys-item]").first).to_be_focused()
    desk.keyboard.press("j")
    assert desk.url.endswith("#two")
    desk.keyboard.press("a")
    assert desk.url.endswith("#approved")
    desk.keyboard.press("g")
    desk.keyboard.press("q")
    assert desk.url.endswith("#queue")


def test_keys_are_text_while_one_types(desk: Page) -> None:
    desk.keyboard.press("/")
    expect(desk.locator("#search")).to_be_focused()
    desk.keyboard.type("aj")
    expect(desk.locator("#search")).to_have_value("aj")
    assert "#" not in desk.url


def test_the_help_lists_the_keys_of_the_page_and_can_turn_them_off(desk: Page) -> None:
    desk.keyboard.press("Shift+?")
    expect(desk.locator("#keys")).to_be_visible()
    expect(desk.locator(".keys-list dt")).to_contain_text(["Next in the list", "Approve", "Undo"])
    desk.get_by_label("Use single keys on this computer").uncheck()
    desk.get_by_role("button", name="Close").click()
    desk.keyboard.press("a")
    assert "#" not in desk.url


def test_the_theme_is_chosen_by_hand_and_kept(desk: Page) -> None:
    desk.get_by_role("button", name="Dark theme").click()
    expect(desk.locator("html")).to_have_attribute("data-theme", "dark")
    desk.reload()
    expect(desk.locator("html")).to_have_attribute("data-theme", "dark")
    expect(desk.get_by_role("button", name="Dark theme")).to_have_attribute("aria-pressed", "true")


def test_a_toast_can_be_put_away(desk: Page) -> None:
    desk.get_by_role("button", name="Dismiss").click()
    expect(desk.locator(".toast")).to_have_count(0)


def test_htmx_sends_the_token_and_the_opened_pane_takes_the_narrow_screen(
    site: Site, browser: Browser
) -> None:
    with opened(browser, site.url + "panes", viewport={"width": 390, "height": 844}) as page:
        expect(page.locator(".reading")).to_be_hidden()
        with page.expect_request("**/opened") as sent:
            page.get_by_role("link", name="One").click()
        assert sent.value.headers["x-csrftoken"] == "a-token"
        expect(page.locator(".reading")).to_be_visible()
        expect(page.locator(".queue")).to_be_hidden()
