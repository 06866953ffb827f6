"""The options behind the question mark of VIVAVOCE_MAIL_URL. Pure."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from core.errors import SettingError


def option(url: str, name: str, default: str) -> str:
    """The option as written, or `default`."""
    return parse_qs(urlsplit(url).query).get(name, [default])[-1]


def truth(url: str, name: str, *, default: bool) -> bool:
    """An option that is 0 or 1."""
    told = option(url, name, "1" if default else "0")
    if told not in ("0", "1"):
        raise SettingError(f"In VIVAVOCE_MAIL_URL, {name} must be 0 or 1.")
    return told == "1"


def whole(url: str, name: str) -> int:
    """An option that is a whole number above zero, or 0 when it is left out."""
    told = option(url, name, "")
    if told and not (told.isascii() and told.isdecimal() and 0 < int(told) < 2**31):
        raise SettingError(f"In VIVAVOCE_MAIL_URL, {name} must be a whole number above 0.")
    return int(told or 0)


def number(url: str, name: str, default: float) -> float:
    """An option that is a number above zero (seconds)."""
    try:
        told = float(option(url, name, str(default)))
    except ValueError:
        told = 0.0
    if told <= 0:
        raise SettingError(f"In VIVAVOCE_MAIL_URL, {name} must be a number above 0.")
    return told
