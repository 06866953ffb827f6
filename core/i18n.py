"""The two languages everything is said in, with or without a request."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from babel.support import NullTranslations, Translations

LANGUAGES = ("en", "fr")
CATALOGUES = Path(__file__).parent / "translations"


@cache
def catalogue(language: str) -> NullTranslations:
    """The catalogue of `language`; English is its own."""
    return Translations.load(CATALOGUES, [language])


def translate(language: str, sentence: str, **values: object) -> str:
    """`sentence` in `language`, its `%(name)s` places filled."""
    said = catalogue(language).ugettext(sentence)
    return said % values if values else said


def spoken(wished: Iterable[str], otherwise: str = "en") -> str:
    """The first wished language we speak ("fr-BE" is French), else `otherwise`."""
    for wish in (*wished, otherwise):
        if (base := _base(wish)) in LANGUAGES:
            return base
    return "en"


@lru_cache(256)
def _base(language: str) -> str:
    return language.replace("_", "-").split("-", 1)[0].lower()


def regional(language: str, country: str = "") -> str:
    """The locale whose dates `language` follows: English puts the day first, but in the US."""
    if language != "en":
        return language
    return "en_US" if country == "US" else "en_GB"
