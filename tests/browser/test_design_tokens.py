"""The token sheet and what is vendored: contrast, equal nights, known bytes, light fonts."""

from __future__ import annotations

import hashlib
import re

import pytest

from tests.browser.design_site import STATIC, TEMPLATES

SHEET = (STATIC / "css" / "tokens.css").read_text()
TEXT = 4.5  # WCAG 2.2, 1.4.3
GRAPHIC = 3.0  # WCAG 2.2, 1.4.11


def _declared(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


DAY = _declared(SHEET.split("@media")[0])
NIGHT = _declared(SHEET.split('not([data-theme="light"])')[1].split("}")[0])
CHOSEN_NIGHT = _declared(SHEET.split(':root[data-theme="dark"]')[1].split("}")[0])


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two #rrggbb colours."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"),
    [
        ("ink", "paper", 7.0),  # reading
        ("ink-2", "paper", TEXT),
        ("ink-2", "paper-sunk", TEXT),
        ("ink-3", "paper", TEXT),
        ("ink-3", "surface", TEXT),  # placeholders
        ("accent", "paper", TEXT),  # links
        ("accent-deep", "accent-wash", TEXT),  # a chosen chip
        ("on-accent", "accent", TEXT),  # the primary button
        ("on-accent", "accent-deep", TEXT),
        ("danger", "paper", TEXT),
        ("danger", "danger-wash", TEXT),
        ("caution", "paper", TEXT),
        ("ink", "caution-wash", TEXT),
        ("star", "paper", GRAPHIC),
        ("edge", "paper", GRAPHIC),  # the border of a field
        ("edge", "surface", GRAPHIC),
    ],
)
def test_a_colour_is_legible_on_its_ground(
    palette: dict[str, str], ink: str, ground: str, least: float
) -> None:
    assert contrast(palette[ink], palette[ground]) >= least


def test_the_night_chosen_by_hand_is_the_night_of_the_system() -> None:
    assert CHOSEN_NIGHT == NIGHT


def test_every_token_used_is_declared() -> None:
    declared = set(DAY)
    for sheet in (STATIC / "css").glob("*.css"):
        text = sheet.read_text()
        used = set(re.findall(r"var\(--([\w-]+)\)", text))
        assert used <= declared | set(_declared(text)), sheet.name


def test_the_fonts_stay_light() -> None:
    assert sum(f.stat().st_size for f in (STATIC / "fonts").glob("*.woff2")) <= 120_000


def test_vendored_files_are_the_published_ones() -> None:
    sums = (STATIC / "vendor/SHA256SUMS").read_text().splitlines()
    listed = dict(line.split()[::-1] for line in sums)
    found = {
        f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in (STATIC / "vendor").glob("*.js")
    }
    assert found == listed


def test_every_icon_asked_for_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons/sprite.svg").read_text()))
    for page in TEMPLATES.rglob("*.html"):
        asked = set(re.findall(r'\bicon\("([\w-]+)"', page.read_text()))
        assert asked <= drawn, page.name
