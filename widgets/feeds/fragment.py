"""The first page of reviews as HTML for a shop's server to print inside its own page."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from core.i18n import catalogue
from widgets.feeds.document import Document
from widgets.feeds.facts import Place, Scope
from widgets.feeds.linked import linked_data

_TEMPLATES = Path(__file__).parent.parent / "templates"


def fragment_of(scope: Scope, place: Place, first: Document, language: str) -> bytes:
    """Semantic HTML in `language` with its JSON-LD; no script, no style, no request of its own."""
    linked = linked_data(scope, first)
    html = (
        _environment(language)
        .get_template("widgets/fragment.html")
        .render(
            feed=first,
            lang=language,
            hosted_url=place.hosted(scope),
            is_product=scope.product is not None,
            # _safe() in linked.py spelled out everything an HTML parser would act on.
            linked=Markup(linked) if linked else None,  # noqa: S704 -- escaped for <script> there
        )
    )
    return html.encode("utf-8", "replace")


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined] # the i18n extension adds it
    environment.filters |= {
        "day": lambda iso: day_said(iso, language),
        "figure": lambda number: format_decimal(number, "0.##", locale=language),
    }
    return environment


def day_said(iso: str, language: str) -> str:
    """ "2026-03-12" as "12 March 2026"; French says "1er mars"."""
    said = format_date(date.fromisoformat(iso), "long", locale=_LOCALES[language])
    return "1er" + said[1:] if language == "fr" and said.startswith("1 ") else str(said)


_LOCALES = {"en": "en_GB", "fr": "fr_FR"}
