"""A letter about something the customer did: one look, no request, nothing to sell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from core.mail.placeholders import literal

Link = tuple[str, str]
"""A label and the address behind it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject with the two parts of a mail; what differs per person stands as `{{name}}`."""

    subject: str
    html: str
    text: str


def letter(
    language: str,
    sender: str,
    title: str,
    paragraphs: Sequence[str],
    *,
    quotes: Sequence[str] = (),
    after: Sequence[str] = (),
    button: Link | None = None,
    footer: Sequence[str] = (),
    links: Sequence[Link] = (),
) -> Letter:
    """One person's letter, complete: every argument is text and holds no placeholder.

    `quotes` are the customer's own words, shown large between `paragraphs` and `after`; `footer`
    says why the letter came, and `links` stand beneath it. `title` is the subject too.
    """
    told = {
        "language": language,
        "sender": sender,
        "title": title,
        "preview": paragraphs[0] if paragraphs else title,
        "paragraphs": paragraphs,
        "quotes": quotes,
        "after": after,
        "button": button,
        "footer": footer,
        "links": links,
    }
    html, text = (template.render(told) for template in _templates())
    return Letter(literal(title), literal(html), literal(text))


def letter_environment(folder: Path) -> Environment:
    """Templates whose own marks are `[[ ]]` and `[% %]`: `{{ }}` is for what people differ in."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        variable_start_string="[[",
        variable_end_string="]]",
        block_start_string="[%",
        block_end_string="%]",
        comment_start_string="[#",
        comment_end_string="#]",
        trim_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def _templates() -> tuple[Template, Template]:
    shelf = letter_environment(Path(__file__).parent / "templates")
    return shelf.get_template("letter.html"), shelf.get_template("letter.txt")
