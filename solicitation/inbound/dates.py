"""Reads a moment from the many ways in which programs and people write one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum

from solicitation.inbound.errors import CellError

_CLOCK = (
    r"(?:[T\s,]+(?:at\s+|à\s+|um\s+)?(?P<hour>\d{1,2})[:h](?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<offset>z|utc|gmt|(?:utc|gmt)?\s?[+-]\d{2}:?\d{2})?)?$"
)
_FLAGS = re.IGNORECASE | re.ASCII
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})" + _CLOCK, _FLAGS
)
_YEAR_LAST = re.compile(
    r"(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})" + _CLOCK,
    _FLAGS,
)
_MONTH_NAMED = re.compile(
    r"(?:[a-z]+\.?,\s+)?(?P<name>[a-z]{3,10})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})"
    + _CLOCK,
    _FLAGS,
)
_DAY_THEN_MONTH_NAMED = re.compile(
    r"(?:[a-z]+\.?,?\s+)?(?P<day>\d{1,2})(?:er|st|nd|rd|th|\.)?[\s-](?:de\s+)?(?P<name>[a-z]{3,10})\.?,?"
    r"[\s-](?:de\s+)?(?P<year>\d{4})" + _CLOCK,
    _FLAGS,
)
_SECONDS = re.compile(r"\d{10}", re.ASCII)
_MILLISECONDS = re.compile(r"\d{13}", re.ASCII)
_SPREADSHEET_DAYS = re.compile(r"(\d{5})(?:[.,](\d+))?", re.ASCII)
_SPREADSHEET_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a naive day count, zoned by the caller
_ZERO_DATE = re.compile(r"0000-00-00.*", re.ASCII)

# English, French, German, Spanish, Italian; French needs four letters to tell June from July.
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "jan ene gen", "feb fev", "mar mrz", "apr avr abr", "may mai mag", "jun juin giu",
            "jul juil lug", "aug aou ago", "sep set", "oct okt ott", "nov", "dec dez dic",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

_MONTH_FIRST_COUNTRIES = frozenset(
    {"US", "PH", "PR", "GU", "AS", "VI", "MP", "UM", "FM", "MH", "PW"}
)
FIRST_YEAR, LAST_YEAR = 1995, 2100
# Longer than any date: a cell of 100 kB must not keep the patterns busy.
_LONGEST = 80


class DateOrder(StrEnum):
    """How a column writes its dates; the value is what a member is shown."""

    DAY_FIRST = "day/month"
    MONTH_FIRST = "month/day"
    MIXED = "mixed"


def proven_order(values: Iterable[str]) -> DateOrder | None:
    """Return the order that a column's dates prove, None when every one reads both ways."""
    proofs = {proof for value in values if (proof := _proof(value))}
    if len(proofs) > 1:
        return DateOrder.MIXED
    return proofs.pop() if proofs else None


def first_ambiguous(values: Iterable[str]) -> str | None:
    """Return the first date that reads both ways with different results."""
    return next((value for value in values if _is_ambiguous(value)), None)


def usual_order(country: str | None) -> DateOrder:
    """Return the order in use in `country`; day first where it is unknown, as in most."""
    return DateOrder.MONTH_FIRST if country in _MONTH_FIRST_COUNTRIES else DateOrder.DAY_FIRST


def moment(text: str, zone: tzinfo, order: DateOrder = DateOrder.DAY_FIRST) -> datetime | None:
    """Return the moment in UTC, None for MySQL's zero date; a day alone is its midnight.

    `zone` is where a time without an offset was written. Raises `CellError`.
    """
    if _ZERO_DATE.fullmatch(text):
        return None
    try:
        found = _parse(text[:_LONGEST], zone, order).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        if isinstance(error, CellError):
            raise
        raise CellError("date_unreadable", value=text[:60]) from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise CellError("date_out_of_range", value=text[:60])
    return found


def _parse(text: str, zone: tzinfo, order: DateOrder) -> datetime:
    if match := _YEAR_FIRST.match(text):
        return _assemble(match, int(match["month"]), int(match["day"]), zone)
    if match := _YEAR_LAST.match(text):
        month, day = _month_and_day(match, order)
        return _assemble(match, month, day, zone)
    plain = _without_accents(text)
    if match := _MONTH_NAMED.match(plain) or _DAY_THEN_MONTH_NAMED.match(plain):
        return _assemble(match, _month_named(match["name"]), int(match["day"]), zone)
    return _counted(text, zone)


def _assemble(match: re.Match[str], month: int, day: int, zone: tzinfo) -> datetime:
    year = int(match["year"])
    hour, minute = int(match["hour"] or 0), int(match["minute"] or 0)
    if match["half"]:
        hour = _hour_of_24(hour, match["half"])
    zone = _offset(match["offset"]) if match["offset"] else zone
    year = year + 2000 if len(match["year"]) == 2 else year
    return datetime(year, month, day, hour, minute, int(match["second"] or 0), tzinfo=zone)


def _hour_of_24(hour: int, half: str) -> int:
    if not 1 <= hour <= 12:
        raise ValueError(half)
    return hour % 12 + (12 if half[0] in "pP" else 0)


def _offset(text: str) -> tzinfo:
    digits = re.sub(r"[^0-9+-]", "", text)
    if not digits:
        return UTC
    sign = -1 if digits[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5])))


def _month_and_day(match: re.Match[str], order: DateOrder) -> tuple[int, int]:
    one, two = int(match["one"]), int(match["two"])
    proof = _proof_of(match)
    if order is DateOrder.MIXED and proof is None and one != two:
        raise CellError("date_ambiguous", value=match.string[:60])
    month_first = (proof or order) is DateOrder.MONTH_FIRST
    return (one, two) if month_first else (two, one)


def _proof(value: str) -> DateOrder | None:
    match = _YEAR_LAST.match(value[:_LONGEST])
    return _proof_of(match) if match else None


def _proof_of(match: re.Match[str]) -> DateOrder | None:
    """A part above 12 is a day; dots are only ever written between day and month."""
    one, two = int(match["one"]), int(match["two"])
    if one > 12 or match["mark"] == ".":
        return DateOrder.DAY_FIRST
    return DateOrder.MONTH_FIRST if two > 12 else None


def _is_ambiguous(value: str) -> bool:
    match = _YEAR_LAST.match(value[:_LONGEST])
    return bool(match and _proof_of(match) is None and int(match["one"]) != int(match["two"]))


def _without_accents(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _month_named(name: str) -> int:
    month = _MONTHS.get(name[:4]) or _MONTHS.get(name[:3])
    if month is None:
        raise ValueError(name)
    return month


def _counted(text: str, zone: tzinfo) -> datetime:
    """Seconds or milliseconds since 1970, or a spreadsheet's days since 1899-12-30."""
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC)
    if _MILLISECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text) // 1000, UTC)
    if match := _SPREADSHEET_DAYS.fullmatch(text):
        days = float(f"{match[1]}.{match[2] or 0}")
        seconds = round(days * 86_400)
        return (_SPREADSHEET_EPOCH + timedelta(seconds=seconds)).replace(tzinfo=zone)
    raise ValueError(text)
