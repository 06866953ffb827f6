"""The README's pictures of a running demo: `python -m bench.pictures var http://127.0.0.1:8000`."""

from __future__ import annotations

import json
import os
import shutil
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

TARGET = Path(__file__).parents[1] / "docs" / "pictures"
WIDE, PHONE = (1280, 860), (390, 844)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def keep(page: Page, name: str) -> None:
    """Write what the window shows as a WebP."""
    page.wait_for_timeout(900)
    TARGET.mkdir(parents=True, exist_ok=True)
    shot = Image.open(BytesIO(page.screenshot(caret="initial")))
    shot.convert("RGB").save(TARGET / f"{name}.webp", quality=84, method=6)


def opened(browser: Browser, size: tuple[int, int], language: str) -> Page:
    """A window of that size, in light, at twice the pixels for a phone."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=1.5 if size is PHONE else 1,
        locale=language,
    )
    return context.new_page()


def shop(browser: Browser, base: str) -> None:
    """The product page, at its reviews."""
    page = opened(browser, WIDE, "en")
    page.goto(f"{base}/demo/shop?lang=en")
    keep(page, "front")
    page.goto(f"{base}/demo/shop/bols-gres?lang=en")
    page.wait_for_function("document.querySelector('vv-reviews').shadowRoot?.querySelector('li')")
    page.evaluate("document.querySelector('#reviews').scrollIntoView()")
    keep(page, "shop")


def mail_and_form(browser: Browser, base: str) -> None:
    """The newest mail of the outbox, and the form its fourth star opens."""
    page = opened(browser, PHONE, "fr")
    page.goto(f"{base}/demo/outbox?lang=fr")
    page.click("button[value=next]")
    for _ in range(30):
        page.wait_for_timeout(1000)
        page.goto(f"{base}/demo/outbox?lang=fr")
        if page.locator("iframe").count():
            break
    frame = page.locator("iframe").first
    letter = str(frame.get_attribute("src"))
    link = page.frame_locator("iframe").locator("a[href*='stars=4']").first
    answer = str(link.get_attribute("href"))
    page.goto(base + letter)
    keep(page, "mail")
    page.goto(answer)
    keep(page, "form")


def desk(browser: Browser, base: str, var: Path) -> None:
    """The queue with a submission open."""
    member = json.loads((var / "demo-member.json").read_text("utf-8"))
    page = opened(browser, WIDE, "en")
    page.goto(f"{base}/desk/queue?lang=en")
    page.fill("input[name=email]", member["email"])
    page.fill("input[name=password]", member["password"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/queue**")
    for _ in range(3):
        page.keyboard.press("j")
        page.wait_for_timeout(700)
    keep(page, "desk")


def main(var: Path, base: str) -> None:
    """Take all of them, best of a demo just filled: the clock moves to the next ask on the way."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=ARGUMENTS
        )
        shop(browser, base)
        mail_and_form(browser, base)
        desk(browser, base, var)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
