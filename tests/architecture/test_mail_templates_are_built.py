"""The committed HTML of the mails is what their MJML says, and asks nobody for anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.mail_build import LETTERS, stale

RESULTS = [pytest.param(result, id=result.name) for result in LETTERS.values()]


def test_every_letter_is_built_from_its_source() -> None:
    assert stale() == [], "run `make mails` and commit what it writes"


@pytest.mark.parametrize("result", RESULTS)
def test_a_letter_fetches_nothing_but_the_stores_own_logo(result: Path) -> None:
    html = result.read_text("utf-8").replace("http://www.w3.org/1999/xhtml", "")
    html = re.sub(r'<img [^>]*src="\[\[ brand.logo_url \]\]"', "", html)
    assert not re.search(r"@import|<script|<link|<img|url\(|https?://", html)


@pytest.mark.parametrize("result", RESULTS)
def test_a_letter_says_that_it_has_a_light_and_a_dark_look(result: Path) -> None:
    html = result.read_text("utf-8")
    assert '<meta name="color-scheme" content="light dark"' in html
    assert "prefers-color-scheme: dark" in html


@pytest.mark.parametrize("result", RESULTS)
def test_a_letter_is_far_below_the_size_at_which_gmail_cuts(result: Path) -> None:
    assert result.stat().st_size < 40_000
