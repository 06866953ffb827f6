"""Names and days as a letter tells them. Pure."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from babel.dates import format_date

from core.i18n import regional
from solicitation.mail_copy import spoken

REPEATED = 4096
"""Names, days and pictures kept as they are told; most come again in the next person's mail."""


def first_name(name: str) -> str:
    """The first word of a name; all of it when it begins with an initial (“J. Martin”)."""
    first = name.partition(" ")[0]
    return name if first.endswith(".") else first


@lru_cache(REPEATED)
def day(moment: date, language: str, country: str = "") -> str:
    """A day as people write it where the store is, never broken over two lines: 12 octobre 2026."""
    locale = regional(spoken(language), country)
    return format_date(moment, "long", locale=locale).replace(" ", "\u00a0")


@lru_cache(REPEATED)
def short(words: str, length: int, mark: str = "…") -> str:
    """`words` on one line of at most `length` characters, cut between words where it can be."""
    line = " ".join(words.split())
    if len(line) <= length:
        return line
    kept = line[: length - len(mark) + 1]
    return (kept.rpartition(" ")[0] or kept[:-1]).rstrip() + mark
