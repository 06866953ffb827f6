"""A browser, a shop and its feeds, for the tests of the storefront elements."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.embed import feeds
from tests.embed.pictures import make_media
from tests.embed.shop import Shop, opened

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
SNIPPET = '<script type="module" async src="{host}/embed/v1/vivavoce.js"></script>'
ELEMENTS = """
<p><vv-stars store="luce" product="SKU-123"></vv-stars></p>
<vv-reviews store="luce" product="SKU-123"></vv-reviews>
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One per module, because two Playwrights cannot be awake at once in a process."""
    if not CHROMIUM:
        pytest.skip("no Chromium: set CHROMIUM or put chromium on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("media")
    make_media(folder)
    return folder


@pytest.fixture
def vivavoce(media: Path) -> Iterator[Shop]:
    """The host of the script, the feeds and the media."""
    with opened(media) as host:
        host.feeds |= feeds.pages(feeds.shelf())
        yield host


@pytest.fixture
def shop(media: Path) -> Iterator[Shop]:
    """The shop's own site, another origin."""
    with opened(media) as site:
        yield site


@dataclass
class Visit:
    """A page being looked at, and everything it complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


def inside(page: Page, expression: str) -> Any:
    """Evaluates JavaScript in which `root` is the shadow root of the page's reviews."""
    return page.evaluate(f"(root => {expression})(document.querySelector('vv-reviews').shadowRoot)")


def wait_until_it_plays(page: Page) -> None:
    page.locator("video").evaluate(
        "video => new Promise(done => (video.ontimeupdate = () => done()))"
    )


Visitor = Callable[..., Visit]


def document(host: Shop, body: str = ELEMENTS, *, lang: str = "en", head: str = "") -> str:
    """A shop's page with the snippet of the documentation."""
    start = f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>Moka</title>'
    fit = '<meta name="viewport" content="width=device-width">'
    fit += f'<link rel="icon" href="{host.origin}/media/wide-480.jpg?icon">'
    script = SNIPPET.format(host=host.origin)
    return f"{start}{fit}{head}{script}</head><body><main>{body}</main></body></html>"


@pytest.fixture
def visit(browser: Browser, shop: Shop, vivavoce: Shop) -> Iterator[Visitor]:
    """Opens a page of the shop; `lang`, `csp`, `head` and any context option may be given."""
    contexts = []

    def go(
        body: str = ELEMENTS,
        *,
        lang: str = "en",
        csp: str | None = None,
        head: str = "",
        init: str | None = None,
        **options: object,
    ) -> Visit:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})  # type: ignore[arg-type]  # the options of new_context are too many to repeat
        contexts.append(context)
        visited = Visit(context.new_page())
        visited.page.set_default_timeout(8000)
        visited.page.on("console", visited.hear)
        visited.page.on("pageerror", lambda error: visited.complaints.append(str(error)))
        visited.page.add_init_script(EARS)
        if init:
            visited.page.add_init_script(init)
        visited.page.goto(shop.page(document(vivavoce, body, lang=lang, head=head), csp=csp))
        return visited

    yield go
    for context in contexts:
        context.close()


# What the page heard of our events, its policy's refusals, and the layout shifts it suffered.
EARS = """
window.heard = [];
window.violations = [];
window.shifts = [];
for (const name of ["vv:ready", "vv:open", "vv:error"]) {
  addEventListener(name, (event) => heard.push({
    name, target: event.target.localName, detail: event.detail, composed: event.composed,
  }));
}
document.addEventListener("securitypolicyviolation", (event) => {
  violations.push(event.violatedDirective);
});
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) shifts.push(shift.value);
}).observe({ type: "layout-shift", buffered: true });
"""
