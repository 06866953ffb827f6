"""Looking at pages as people do: a browser profile each, and everything it complained of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
PATIENCE_MS = 20_000

SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) {
    if (!each.hadRecentInput) shifts.push([each.value, ...each.sources.map(
      ({ node, previousRect, currentRect }) => `${node?.nodeName ?? "?"}.${node?.className ?? ""}`
        + ` ${previousRect.x},${previousRect.y} ${previousRect.width}x${previousRect.height} to`
        + ` ${currentRect.x},${currentRect.y} ${currentRect.width}x${currentRect.height}`)]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
"""Every unexpected layout shift of a page (web.dev/cls), with what moved."""


@dataclass(slots=True)
class Visitor:
    """One person's browser: their page, and the complaints it made."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    @property
    def cookies(self) -> list[str]:
        """The names of all cookies that anybody set."""
        return [str(each.get("name")) for each in self.page.context.cookies()]

    def sound(self) -> None:
        """No fault that axe finds, and nothing wider than the screen."""
        found = Axe().run(self.page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
        assert self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def watch_for_shifts(self) -> None:
        """From the next page on, note whatever moves; not for pages with a sandboxed frame."""
        self.page.add_init_script(SHIFTS)

    def still(self) -> None:
        """Nothing in the page moved by itself."""
        assert self.page.evaluate("shifts") == []


@contextmanager
def visiting(browser: Browser, language: str, **context: Any) -> Iterator[Visitor]:
    """A fresh profile of somebody who reads `language`; a complaint of the console is a fault."""
    locale = {"fr": "fr-FR", "en": "en-GB"}[language]
    within = browser.new_context(**{"locale": locale, "viewport": PHONE} | context)
    within.set_default_timeout(PATIENCE_MS)
    visitor = Visitor(within.new_page())
    listen(within, visitor)
    try:
        yield visitor
    finally:
        within.close()
    assert visitor.complaints == [], visitor.complaints


def listen(context: BrowserContext, visitor: Visitor) -> None:
    """Hear every page of the context, and every answer that is a server's fault."""
    complain = visitor.complaints.append

    def hear(said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            complain(f"{said.text} ({said.location.get('url', '')})")

    def look(answer: Response) -> None:
        if answer.status >= 500:
            complain(f"{answer.status} {answer.url}")

    context.on("console", hear)
    context.on("response", look)
    context.on("weberror", lambda fault: complain(str(fault.error)))
