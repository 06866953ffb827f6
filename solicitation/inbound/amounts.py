"""Reads money, quantities and scores, with a decimal comma or point, in any country's habit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

from solicitation.inbound.errors import CellError

# ISO 4217: the currencies whose coins are thousandths, so "1.234" is not a thousand of them.
_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
_SYMBOL = r"[$€£¥₹₺₩₽₫₴₪฿₦₱]"
_MONEY = re.compile(
    rf"(?P<minus>-)?\s*(?:[A-Z]{{0,3}}{_SYMBOL}|[A-Z]{{3}}|kr\.?|Rs\.?)?\s*(?P<minus2>-)?\s*"
    rf"(?P<digits>[0-9](?:[0-9.,' ]*[0-9])?)(?:[.,]-)?\s*"
    rf"(?:[A-Z]{{0,3}}{_SYMBOL}|[A-Z]{{3}}|kr\.?|zł|Ft|Kč|lei)?",
    re.ASCII | re.IGNORECASE,
)
_WHOLE = re.compile(r"([0-9]{1,7})(?:[.,]0+)?", re.ASCII)
_NUMBER = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,6}))?", re.ASCII)
_OUT_OF = re.compile(r"(.+?)\s*(?:/|of|out of|sur|von)\s*(.+)", re.IGNORECASE)
_MAX_DIGITS = 10
_LONGEST = 64
# What helpdesks say instead of a number, as (score, highest score).
_WORDS = {
    "good": (1.0, 1.0), "bad": (0.0, 1.0), "positive": (1.0, 1.0), "negative": (0.0, 1.0),
    "great": (3.0, 3.0), "okay": (2.0, 3.0), "not good": (1.0, 3.0),
    "offered": None, "unoffered": None,
}  # fmt: skip


def decimal_mark(values: Iterable[str]) -> str | None:
    """Return the decimal mark that a column's amounts prove, None when none does."""
    marks = {mark for value in values if (mark := _proof(_digits(value) or ""))}
    return marks.pop() if len(marks) == 1 else None


def amount(text: str, *, mark: str | None = None, currency: str | None = None) -> Decimal:
    """Return the amount. `mark` is the column's decimal mark, if known. Raises `CellError`."""
    match = _MONEY.fullmatch(_plain(text))
    if not match or (match["minus"] and match["minus2"]) or len(text) > _LONGEST:
        raise CellError("amount_unreadable", value=text[:60])
    number = _to_number(match["digits"], mark, currency)
    if number is None or len(number.partition(".")[0]) > _MAX_DIGITS:
        raise CellError("amount_unreadable", value=text[:60])
    sign = -1 if match["minus"] or match["minus2"] else 1
    return sign * Decimal(number)


def quantity(text: str) -> int:
    """Return a whole number, 0 or more; "2.00" is 2. Raises `CellError`."""
    match = _WHOLE.fullmatch(_plain(text))
    if not match or len(text) > _LONGEST:
        raise CellError("quantity_unreadable", value=text[:60])
    return int(match[1])


def score(text: str) -> tuple[float, float | None] | None:
    """Return (score, highest score if the cell tells it), None for "not asked".

    Raises `CellError`.
    """
    if len(text) > _LONGEST:
        raise CellError("score_unreadable", value=text[:60])
    plain = _plain(text).lower()
    if plain in _WORDS:
        return _WORDS[plain]
    if plain.endswith("%"):
        return _number(plain[:-1].rstrip(), text), 100.0
    if match := _OUT_OF.fullmatch(plain):
        return _number(match[1], text), _number(match[2], text)
    return _number(plain, text), None


def _plain(text: str) -> str:
    """Every kind of space, digit and minus sign as the plain one; cut where no number goes on,
    since the patterns' time grows with the square of the length.
    """
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).strip()
    return plain.replace("\u2212", "-").replace("–", "-").replace("’", "'")


def _number(plain: str, text: str) -> float:
    match = _NUMBER.fullmatch(plain)
    if not match:
        raise CellError("score_unreadable", value=text[:60])
    return float(f"{match[1]}.{match[2] or 0}")


def _digits(text: str) -> str | None:
    match = _MONEY.fullmatch(_plain(text))
    return match["digits"] if match else None


def _proof(digits: str) -> str | None:
    """Return the decimal mark that `digits` proves; "1,234" alone proves none."""
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0 or digits.count(digits[last]) > 1:
        return None
    other = "," if digits[last] == "." else "."
    tail = len(digits) - last - 1
    if other in digits or tail != 3 or digits[:last] == "0":
        return digits[last]
    return None


def _to_number(digits: str, mark: str | None, currency: str | None) -> str | None:
    """Return `digits` as Decimal wants them, None when their groups make no number."""
    decimal = _proof(digits) or _assumed(digits, mark, currency)
    whole, _, fraction = digits.rpartition(decimal) if decimal else (digits, "", "")
    groups = re.split(r"[.,' ]", whole)
    if not _are_groups(groups) or not re.fullmatch(r"[0-9]*", fraction):
        return None
    return "".join(groups) + (f".{fraction}" if fraction else "")


def _are_groups(groups: list[str]) -> bool:
    """Thousands stand in threes; in India all but the last group stand in twos."""
    inner, last = groups[1:-1], groups[1:][-1:]
    return all(len(group) in {2, 3} for group in inner) and all(len(group) == 3 for group in last)


def _assumed(digits: str, mark: str | None, currency: str | None) -> str | None:
    """For a lone mark before three digits: the column's habit, else the currency's coins."""
    lone = [letter for letter in digits if letter in ".,"]
    if len(lone) != 1:
        return None
    if mark:
        return mark if lone[0] == mark else None
    return lone[0] if currency in _THREE_DECIMALS else None
