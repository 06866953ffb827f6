"""Reads who a person is: address, name, language, country, time zone, and a currency beside."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

from solicitation.inbound.columns import simplify
from solicitation.inbound.errors import CellError

NAME_LENGTH = 200
# No name, address or place is longer; a cell may hold 100 kB.
_LONGEST = 1_000
_NAMING_LANGUAGES = ("en", "fr", "de", "es", "it", "nl", "pt")
# RFC 5321 4.5.3.1 for the lengths; quoted local parts are refused on purpose: shops have none.
_EMAIL = re.compile(
    r"[^\s@<>\"(),:;\\\[\]]{1,64}@(?:(?!-)[\w-]{1,63}(?<!-)\.)+(?!-)[\w-]{2,63}(?<!-)"
)
_NAMED_EMAIL = re.compile(r"[^<>]*<([^<>]+)>")
_LANGUAGE = re.compile(
    r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_.@].*)?", re.I
)
_REGION = re.compile(r"(?:[A-Z]{2}-)?[A-Z0-9_]{1,5}")
_SYMBOLS = {"€": "EUR", "£": "GBP", "₹": "INR", "₺": "TRY", "zł": "PLN", "₩": "KRW"}


def email(text: str) -> str:
    """Return the address with its domain in lower case. Raises `CellError`."""
    named = _NAMED_EMAIL.fullmatch(text[:_LONGEST])
    plain = (named[1] if named else text).strip().removeprefix("mailto:")
    local, _, domain = plain.rpartition("@")
    if len(plain) > 254 or not _EMAIL.fullmatch(plain) or _has_odd_dots(local):
        raise CellError("email_invalid", value=text[:100])
    return f"{local}@{domain.lower()}"


def name(*parts: str | None) -> str:
    """Join the parts of a name into one line without control characters."""
    joined = " ".join(part[:_LONGEST] for part in parts if part)
    kept = "".join(" " if letter.isspace() else letter for letter in joined)
    kept = "".join(letter for letter in kept if not _is_invisible(letter))
    return " ".join(kept.split())[:NAME_LENGTH].rstrip()


@lru_cache(maxsize=4096)
def country(text: str) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a code or of a name, None for neither."""
    code = text[:_LONGEST].strip().upper()
    if len(code) == 2 and code.isalpha() and code.isascii():
        code = "GB" if code == "UK" else code
        return code if code in _countries().values() else None
    aliases = get_global("territory_aliases").get(code, ())
    if len(code) == 3 and len(aliases) == 1:
        return str(aliases[0])
    return _countries().get(simplify(text[:_LONGEST]))


def region(text: str) -> str | None:
    """Return the code of a part of a country ("US-CA", "NSW", "20"), None for a name."""
    code = text[:_LONGEST].strip().upper()
    return code if _REGION.fullmatch(code) else None


@lru_cache(maxsize=4096)
def language(text: str) -> str | None:
    """Return the BCP 47 tag of a locale ("fr_FR" becomes "fr-FR") or of a language's name.

    A region implies the script ("zh-Hant-TW" becomes "zh-TW"), so a tag has 8 characters at most.
    """
    match = _LANGUAGE.fullmatch(text[:_LONGEST].strip())
    if match and match[1].lower() in _languages().values():
        code, script, region = match[1].lower(), (match[2] or "").title(), (match[3] or "").upper()
        return "-".join(part for part in (code, region or script) if part)
    return _languages().get(simplify(text[:_LONGEST]))


def timezone(text: str) -> str | None:
    """Return the name of the IANA time zone, None when there is none of that name."""
    return _timezones().get(text.strip().lower())


def currency(text: str) -> str | None:
    """Return the ISO 4217 code of a code or of a symbol that only one country uses."""
    code = text.strip().upper()
    if code in _currencies():
        return code
    return _SYMBOLS.get(text.strip().lower())


def slug(text: str) -> str:
    """Return a name as a product reference: lower case, words joined by hyphens."""
    return simplify(text[:_LONGEST]).replace("_", "-")[:120].strip("-")


def _is_invisible(letter: str) -> bool:
    """Control characters, and the marks that turn the writing direction of what follows."""
    turns = "\u202a" <= letter <= "\u202e" or "\u2066" <= letter <= "\u2069"
    return turns or unicodedata.category(letter) in {"Cc", "Cs"}


def _has_odd_dots(local: str) -> bool:
    return local.startswith(".") or local.endswith(".") or ".." in local


@cache
def _countries() -> dict[str, str]:
    """Country codes by simplified name; codes of two letters are ISO's own (no "EU", "XK")."""
    found: dict[str, str] = {}
    for locale in map(Locale.parse, _NAMING_LANGUAGES):
        for code, title in locale.territories.items():
            if len(code) == 2 and code not in {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}:
                found.setdefault(simplify(title), code)
    return found


@cache
def _languages() -> dict[str, str]:
    """Language codes by simplified name in several languages ("german", "deutsch")."""
    found: dict[str, str] = {}
    for locale in map(Locale.parse, _NAMING_LANGUAGES):
        for code, title in locale.languages.items():
            if code.isalpha():
                found.setdefault(simplify(title), code)
    return found


@cache
def _timezones() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}


@cache
def _currencies() -> frozenset[str]:
    return frozenset(Locale.parse("en").currencies)
