"""Links, advertising, profanity, and other shops named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from core.signals import Signal
from moderation.screening.folding import phrase, plain, undisguised, words_of
from moderation.screening.lexicon import ADVERTISING, HARMLESS, INSULTS, STEMS
from moderation.screening.shape import Facts, Passage, Sighting

_ENDINGS = (
    "com|net|org|info|biz|shop|store|online|site|xyz|top|io|co|me|app|dev|eu|fr|be|ch|de|es|it|nl"
    "|uk|us|ca|ru|cn|link|click|live|club|vip|ly|gg|tv"
)
_LINK = re.compile(
    rf"https?://\S+|www\.\S+|(?<![\w@.])(?:[a-z0-9][a-z0-9\-]*\.)+(?:{_ENDINGS})(?:/\S*)?(?![\w@])",
    re.IGNORECASE,
)
_TAIL = ".,;:!?)»\"'”’"
_MERGED = re.compile(r"[a-zà-ÿ]+\.[A-ZÀ-Ý]")
"""Two sentences without a space between are no domain: `Parfait.Merci`, `bol.It`."""
_LONG_RUN = re.compile(r"(.)\1{2,}")


def wording(facts: Facts) -> Iterator[Sighting]:
    """Every word or phrase that a moderator should read twice."""
    insults = _insults(facts)
    adverts = [phrase(entry) for entry in ADVERTISING]
    shops = [phrase(entry) for entry in facts.lists.other_shops if entry.strip()]
    for passage in facts.passages:
        text = plain(passage.text)
        yield from _links(passage)
        yield from _phrases(Signal.ADVERTISING, passage, text, adverts)
        yield from _phrases(Signal.OTHER_SHOP, passage, text, shops)
        yield from _profanity(passage, text, *insults)


def _links(passage: Passage) -> Iterator[Sighting]:
    for found in _LINK.finditer(passage.text):
        shown = found[0].rstrip(_TAIL)
        if "/" in shown or not _MERGED.search(shown):
            yield Sighting(Signal.LINK, passage.field, found.start(), found.start() + len(shown))


def _phrases(
    signal: Signal, passage: Passage, text: str, patterns: Iterable[re.Pattern[str]]
) -> Iterator[Sighting]:
    for pattern in patterns:
        for found in pattern.finditer(text):
            yield Sighting(signal, passage.field, *found.span())


def _insults(facts: Facts) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Single words, and phrases of several: the built-in lists and the store's own."""
    own = [plain(entry.strip()) for entry in facts.lists.profanity if entry.strip()]
    harmless = {plain(entry.strip()) for entry in facts.lists.harmless}
    entries = [entry for entry in (*INSULTS, *own) if entry not in harmless]
    single = frozenset(entry for entry in entries if " " not in entry and "-" not in entry)
    return single, tuple(phrase(entry) for entry in entries if entry not in single)


def _profanity(
    passage: Passage, text: str, single: frozenset[str], several: tuple[re.Pattern[str], ...]
) -> Iterator[Sighting]:
    innocent = [found.span() for pattern in _HARMLESS for found in pattern.finditer(text)]
    hits = [found.span() for pattern in several for found in pattern.finditer(text)]
    hits += [_bare(found) for found in _disguised_words(text) if _is_insult(found[0], single)]
    for start, end in sorted(set(hits)):
        if not any(begin <= start and end <= until for begin, until in innocent):
            yield Sighting(Signal.PROFANITY, passage.field, start, end)


_HARMLESS = tuple(phrase(entry) for entry in HARMLESS)
_DISGUISED = re.compile(r"(?<![^\W_])[^\W_](?:[^\W_]|[@$€*](?=[@$€*]*[^\W_]))*(?![^\W_])")


def _disguised_words(text: str) -> Iterator[re.Match[str]]:
    """Words, with the signs people put in place of letters: `m*rde`, `sh1t`, `m€rde`."""
    yield from words_of(text)
    yield from (found for found in _DISGUISED.finditer(text) if not found[0].isalpha())


def _bare(word: re.Match[str]) -> tuple[int, int]:
    """The place of a word without what is elided before it: `d'enculé`."""
    elided = max(word[0].rfind("'"), word[0].rfind("’")) + 1
    return word.start() + elided, word.end()


def _is_insult(word: str, single: frozenset[str]) -> bool:
    bare = word.replace("’", "'").rpartition("'")[2]
    forms = {bare, undisguised(bare), _LONG_RUN.sub(r"\1", bare), _LONG_RUN.sub(r"\1\1", bare)}
    if "*" in bare:
        hidden = re.compile(re.escape(bare).replace(r"\*", "."))
        return len(bare) > 3 and any(hidden.fullmatch(entry) for entry in single)
    return bool(forms & single) or any(stem.fullmatch(form) for form in forms for stem in STEMS)
