"""Compile the MJML of every mail into the HTML that is committed beside it (`make mails`)."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import css_inline
import mrml

ROOT = Path(__file__).parent.parent
SHARED = ROOT / "core/mail/mjml"
ASKS = ROOT / "solicitation/mjml"
ASKED = ROOT / "solicitation/templates/solicitation/mail"

LETTERS: dict[Path, Path] = {
    SHARED / "letter.mjml": ROOT / "core/mail/templates/letter.html",
    ASKS / "stars.mjml": ASKED / "stars.html",
    ASKS / "button.mjml": ASKED / "button.html",
}
"""Source to result; results are what the product reads, so production needs no compiler."""

PIECES = (SHARED / "head.mjml", ASKS / "top.mjml", ASKS / "foot.mjml")

_KEPT = 'data-css-inline="ignore"'
"""Marks a style sheet that css-inline leaves alone."""


def compiled(source: Path) -> str:
    """The HTML of one letter; raises ValueError when MJML finds something to warn about."""
    looks = mrml.RenderOptions(fonts={})  # or MJML fetches Roboto from Google at every opening
    output = mrml.to_html(_whole(source), render_options=looks)
    if output.warnings:
        raise ValueError(f"{source.name}: {[warning.kind for warning in output.warnings]}")
    marked = output.content.replace("<style", f"<style {_KEPT}")
    return _tidy(_inliner().inline(marked).replace(f" {_KEPT}", ""))


def stale() -> list[Path]:
    """Results that are missing or differ from what their source says now."""
    return [result for source, result in LETTERS.items() if _read(result) != compiled(source)]


def build() -> None:
    """Write every result."""
    for source, result in LETTERS.items():
        result.parent.mkdir(parents=True, exist_ok=True)
        result.write_text(compiled(source), "utf-8")


def _whole(source: Path) -> str:
    """The source with its pieces in place: sections that mrml includes itself lose their width."""
    mjml = source.read_text("utf-8")
    for piece in PIECES:
        mjml = mjml.replace(f'<mj-include path="{piece.name}" />', piece.read_text("utf-8"))
    return mjml


def _inliner() -> css_inline.CSSInliner:
    """Our classes become `style` attributes; MJML's own sheets stay for what only they can say."""
    return css_inline.CSSInliner(
        keep_style_tags=True,
        load_remote_stylesheets=False,
        extra_css=(SHARED / "inline.css").read_text("utf-8"),
    )


def _tidy(html: str) -> str:
    return re.sub(r"[ \t]+\n", "\n", html).rstrip() + "\n"


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


if __name__ == "__main__":
    build()
    sys.exit(0)
