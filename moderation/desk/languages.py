"""A language, named in the reader's own."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError
from flask_babel import get_locale


def language_name(code: str) -> str:
    """`de` as "German", or the code itself when nobody knows it."""
    try:
        return Locale.parse(code, sep="-").get_display_name(get_locale()) or code
    except (UnknownLocaleError, ValueError):
        return code
