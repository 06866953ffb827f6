"""A store's mark in its mails: a logo, and one colour on which words can be read. Pure."""

from __future__ import annotations

import re
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass

LEAST_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: words of a button's size against their ground."""

INK, WHITE = "#201d18", "#ffffff"
OUR_COLOUR, OUR_WORDS = "#0e5c54", "#fdfcf8"
_STEPS = 200
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True)
class Brand:
    """What a store's mails wear; empty means ours. The logo's measures are those it is shown in."""

    colour: str = ""
    logo_url: str = ""
    logo_width: int = 0
    logo_height: int = 0

    @property
    def ground(self) -> str:
        """The colour of a button."""
        return self.colour or OUR_COLOUR

    @property
    def on_ground(self) -> str:
        """The colour of the words on it."""
        return words_on(self.colour) or WHITE if self.colour else OUR_WORDS


OURS = Brand()


def sheet_of(brand: Brand) -> str:
    """A style sheet that gives a page's one button the brand's colour, by day and by night."""
    worn = f"background:{brand.ground};border-color:{brand.ground};color:{brand.on_ground}"
    return f".button--primary,.button--primary:hover{{{worn}}}\n"


def colour_of(typed: str) -> str | None:
    """What was typed as `#rrggbb`, lower case; None when it is no such colour."""
    colour = typed.strip().lower()
    colour = colour if colour.startswith("#") else f"#{colour}"
    return colour if _COLOUR.fullmatch(colour) else None


def words_on(colour: str) -> str | None:
    """White or ink, whichever is read better on `colour`; None where neither reaches 4.5:1."""
    best = max((WHITE, INK), key=lambda words: contrast(words, colour))
    return best if contrast(best, colour) >= LEAST_CONTRAST else None


def nearest_readable(colour: str) -> str:
    """`colour`, or the same hue as little lighter or darker as lets words be read on it."""
    hue, light, saturation = rgb_to_hls(*_channels(colour))
    for step in range(_STEPS + 1):
        for shade in (light - step / _STEPS, light + step / _STEPS):
            near = _hex(hls_to_rgb(hue, min(1.0, max(0.0, shade)), saturation))
            if words_on(near):
                return near
    return OUR_COLOUR


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2, “contrast ratio”)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, “relative luminance”)."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(255 * value):02x}" for value in channels)
