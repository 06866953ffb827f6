"""Photos and videos, large: by keyboard, by pointer, by finger."""

import pytest
from playwright.sync_api import Page, expect

from tests.embed import feeds
from tests.embed.conftest import Visitor, inside, wait_until_it_plays
from tests.embed.shop import Shop

pytestmark = pytest.mark.browser

FOCUSED = "document.querySelector('vv-reviews').shadowRoot.activeElement.getAttribute('aria-label')"


def opened_by_keyboard(page: Page) -> None:
    page.locator(".thumb").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Photos and videos")).to_be_visible()


def test_it_opens_turns_and_closes_by_keyboard_and_gives_the_focus_back(visit: Visitor) -> None:
    visited = visit()
    page = visited.page
    opened_by_keyboard(page)
    place = page.locator("dialog .place")
    expect(place).to_have_text("1 of 3")
    page.keyboard.press("ArrowRight")
    expect(place).to_have_text("2 of 3")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(place).to_have_text("3 of 3")
    expect(page.locator("dialog video")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    assert page.evaluate(FOCUSED) == "Enlarge: Photo by Claire M."
    assert visited.complaints == []


def test_the_focus_stays_inside_while_it_is_open(visit: Visitor) -> None:
    page = visit().page
    opened_by_keyboard(page)
    for _ in range(12):
        page.keyboard.press("Tab")
        held = "document.activeElement === document.body || !!root.activeElement?.closest('dialog')"
        assert inside(page, held)


def test_the_lightbox_is_fetched_only_when_somebody_opens_a_picture(
    visit: Visitor, vivavoce: Shop
) -> None:
    page = visit().page
    expect(page.locator(".review")).to_have_count(10)
    assert not any("lightbox" in path for path, _ in vivavoce.asked)
    opened_by_keyboard(page)
    assert sum("lightbox" in path for path, _ in vivavoce.asked) == 1
    heard = page.evaluate("heard.filter(event => event.name === 'vv:open')")
    assert [event["detail"] for event in heard] == [{"ref": "r0000", "kind": "photo", "index": 0}]


def test_a_picture_is_shown_although_the_lightbox_is_gone(visit: Visitor) -> None:
    page = visit().page
    page.route("**/lightbox-*.js", lambda route: route.abort())
    with page.context.expect_page() as alone:
        page.locator(".thumb").first.click()
    assert alone.value.url.endswith("/media/wide-1600.jpg")


def test_a_video_loads_nothing_until_it_is_opened_and_then_plays(
    visit: Visitor, vivavoce: Shop
) -> None:
    page = visit().page
    play = page.get_by_role("button", name="Play: Video by Inês D. (0:02)")
    play.scroll_into_view_if_needed()
    assert not any(path.endswith(".mp4") for path, _ in vivavoce.asked)
    play.click()
    wait_until_it_plays(page)
    video = page.locator("dialog video")
    assert video.get_attribute("controls") == ""
    assert page.locator("dialog .next").count() == 0
    page.keyboard.press("Escape")
    expect(page.locator("video")).to_have_count(0)


def test_captions_are_offered_where_there_are_some(visit: Visitor, vivavoce: Shop) -> None:
    spoken = feeds.video(captions=[{"url": "/media/clip.vtt", "language": "en"}])
    vivavoce.feeds |= feeds.pages([feeds.review(1, media=[spoken])])
    page = visit().page
    page.locator(".thumb").click()
    track = page.locator("dialog track")
    expect(track).to_have_attribute("srclang", "en")
    expect(page.locator("dialog video")).to_have_attribute("crossorigin", "anonymous")


@pytest.mark.parametrize(
    ("direction", "moved", "place"),
    [
        ("ltr", -120, "2 of 3"),
        ("ltr", 120, "3 of 3"),
        ("ltr", -20, "1 of 3"),
        ("rtl", 120, "2 of 3"),
    ],
    ids=["leftwards is next", "rightwards is previous", "a tremble is nothing", "mirrored"],
)
def test_a_finger_turns_the_pictures(
    visit: Visitor, direction: str, moved: int, place: str
) -> None:
    page = visit().page
    page.evaluate("direction => { document.documentElement.dir = direction }", direction)
    opened_by_keyboard(page)
    page.locator(".stage").evaluate(
        """(stage, moved) => {
          for (const [name, clientX] of [["pointerdown", 300], ["pointerup", 300 + moved]]) {
            stage.dispatchEvent(new PointerEvent(name, { pointerType: "touch", clientX }));
          }
        }""",
        moved,
    )
    expect(page.locator("dialog .place")).to_have_text(place)


def test_a_press_beside_the_picture_closes_it(visit: Visitor) -> None:
    page = visit().page
    opened_by_keyboard(page)
    page.mouse.click(640, 890)
    expect(page.locator("dialog")).to_have_count(1)
    page.mouse.click(400, 30)
    expect(page.locator("dialog")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_picture_and_video_fit_the_window(visit: Visitor, width: int) -> None:
    page = visit(viewport={"width": width, "height": 640}).page
    opened_by_keyboard(page)
    for _ in range(3):
        shown = page.locator("dialog picture img, dialog video")
        expect(shown).to_be_visible()
        box = shown.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert box["y"] + box["height"] <= 640
        page.keyboard.press("ArrowRight")
