"""Text made comparable without losing the place of a letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_DISGUISES = str.maketrans("013457@$€", "oieastase")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def plain(text: str) -> str:
    """Small letters without accents, one for one: the place of each letter stays."""
    return "".join(_plain_letter(letter) for letter in text)


@lru_cache(maxsize=4096)
def _plain_letter(letter: str) -> str:
    bare = unicodedata.normalize("NFKD", letter)
    small = "".join(part for part in bare if not unicodedata.combining(part)).lower()
    return small if len(small) == 1 else letter


def undisguised(text: str) -> str:
    """The same with digits and signs read as the letters they stand for: `sh1t`, `m€rde`."""
    return text.translate(_DISGUISES)


def words_of(text: str) -> Iterator[re.Match[str]]:
    """The words, with their places."""
    return _WORD.finditer(text)


def listed(text: str) -> frozenset[str]:
    """The entries of a list that is written as words with spaces between."""
    return frozenset(text.split())


def phrase(entry: str) -> re.Pattern[str]:
    """What finds an entry of a list as whole words in `plain` text, whatever stands between."""
    parts = (re.escape(part) for part in re.split(r"[\s\-]+", plain(entry.strip())) if part)
    return re.compile(r"(?<![^\W_])" + r"[\s\-.]+".join(parts) + r"(?![^\W_])")
