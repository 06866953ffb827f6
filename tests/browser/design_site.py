"""A small site of fixture pages over the real templates and scripts, and a browser for it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, jsonify, render_template, request, url_for
from flask_babel import Babel
from jinja2 import ChoiceLoader, FileSystemLoader
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.serving import served

ROOT = Path(__file__).parent.parent.parent
TEMPLATES = ROOT / "app" / "templates"
STATIC = ROOT / "static"
FIXTURES = Path(__file__).parent / "design"
PAGES = sorted(page.stem for page in FIXTURES.glob("*.html") if page.stem != "opened")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:;"
    " media-src 'self' blob:; font-src 'self'; connect-src 'self'; form-action 'self'"
)


@dataclass(frozen=True, slots=True)
class Store:
    """What the templates ask of a store."""

    name: str
    key: str


@dataclass(slots=True)
class Site:
    """Where the fixture pages are served, and what they received."""

    url: str = ""
    posts: list[dict[str, list[str]]] = field(default_factory=list)
    tickets: list[dict[str, Any]] = field(default_factory=list)
    uploads: list[str] = field(default_factory=list)
    failures: int = 0
    refusal: str = ""


def fixture_app(site: Site) -> Flask:
    """The pages of `site`, a ticket desk, and a bucket that fails `site.failures` times."""
    app = Flask("app", static_folder=str(STATIC), template_folder=str(TEMPLATES))
    app.config["SECRET_KEY"] = "fixture pages only"
    app.jinja_loader = ChoiceLoader([FileSystemLoader(FIXTURES), FileSystemLoader(TEMPLATES)])
    Babel(app, locale_selector=lambda: request.args.get("lang", "en"))
    app.jinja_env.globals["asset_url"] = lambda name: url_for("static", filename=name)
    app.jinja_env.globals["csrf_token"] = lambda: "a-token"
    _add_pages(app, site)
    _add_storage(app, site)
    return app


def _add_pages(app: Flask, site: Site) -> None:
    @app.after_request
    def harden(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        return response

    @app.route("/<name>", methods=["GET", "POST"])
    def page(name: str) -> str:
        if request.method == "POST":
            site.posts.append(request.form.to_dict(flat=False))
            return "<!doctype html><title>Received</title><p id=received>Received"
        lang = request.args.get("lang", "en")
        return render_template(f"{name}.html", lang=lang, store=Store("Maison Garance", "demo"))

    @app.route("/error/<int:status>")
    def error(status: int) -> str:
        return render_template("errors/error.html", status=status, request_id="7f3a91c0")


def _add_storage(app: Flask, site: Site) -> None:
    @app.post("/x/ticket")
    def ticket() -> tuple[Response, int]:
        asked = request.get_json()
        site.tickets.append(asked)
        if site.refusal:
            return jsonify(detail=site.refusal), 422
        media_id = f"media-{len(site.tickets)}"
        return jsonify(url="/x/bucket", fields={"key": media_id}, media_id=media_id), 200

    @app.post("/x/bucket")
    def bucket() -> tuple[str, int]:
        if site.failures > 0:
            site.failures -= 1
            return "", 503
        site.uploads.append(f"{request.form['key']} {len(request.files['file'].read())}")
        return "", 204


@contextmanager
def serving() -> Iterator[Site]:
    """The fixture pages on a free port of this machine."""
    site = Site()
    with served(fixture_app(site)) as address:
        site.url = f"{address}/"
        yield site


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """A Chromium from CHROMIUM or the PATH; the test is skipped, and says so, without one."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not path:
        pytest.skip("no Chromium: set CHROMIUM or put one on the PATH")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, url: str, **context: Any) -> Iterator[Page]:
    """A page at `url` in a context of its own; any script error or console error fails the test."""
    faults: list[str] = []
    within = browser.new_context(**context)
    page = within.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if _is_fault(said) else None)
    page.goto(url)
    try:
        yield page
    finally:
        within.close()
    assert faults == []


def _is_fault(said: Any) -> bool:
    """A refused request is the fixture's own doing; everything else in red is ours."""
    return said.type == "error" and not re.match("Failed to load resource", said.text)
