"""Which language words are in, and whether they sound otherwise than the stars beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from py3langid.langid import classify

from core.signals import Signal
from moderation.screening.folding import listed, plain, words_of
from moderation.screening.shape import Facts, Passage, Sighting

_ENOUGH = 20
"""Letters below which nobody can tell a language."""
_GLAD = listed(
    """
    parfait parfaite parfaits super excellent excellente magnifique magnifiques adore adorons ravi
    ravie ravis ravies genial geniale sublime impeccable top merveilleux merveilleuse recommande
    satisfait satisfaite enchante enchantee formidable content contente love loved perfect excellent
    amazing awesome wonderful fantastic great gorgeous delighted brilliant recommend happy superb
    """
)
_SORRY = listed(
    """
    decu decue decus decevant decevante deception casse cassee casses cassees brise brisee abime
    abimee nul nulle arnaque mauvais mauvaise mediocre horrible catastrophe catastrophique rembourse
    remboursement regrette inutilisable defectueux defectueuse fuir eviter broken broke disappointed
    disappointing awful terrible useless worst refund rubbish scam chipped cracked defective avoid
    poor horrible regret waste
    """
)
_NOT = re.compile(r"^(?:pas|jamais|plus|aucun|aucune|sans|rien|not|never|no|without|nothing|nor)$")
_NEAR = 3
"""Words before a word in which a "not" turns it round."""


def language(facts: Facts) -> Iterator[Sighting]:
    """The words of a passage are in a language that is none of the store's."""
    for passage in facts.passages:
        if sum(letter.isalpha() for letter in passage.text) < _ENOUGH:
            continue
        found = spoken(passage.text)
        if found not in facts.languages:
            end = len(passage.text)
            yield Sighting(Signal.OTHER_LANGUAGE, passage.field, 0, end, detail=found)


@cache
def spoken(text: str) -> str:
    """The ISO 639-1 code of a text's language, as far as n-grams tell it."""
    return str(classify(text)[0])


def stars_and_words(facts: Facts) -> Iterator[Sighting]:
    """Many stars beside displeased words, or few beside pleased ones; never both ways at once."""
    if facts.rating is None or facts.rating == 3:
        return
    expected, other = (_GLAD, _SORRY) if facts.rating > 3 else (_SORRY, _GLAD)
    hits = [hit for passage in facts.passages for hit in _meant(passage, other)]
    if len(hits) > sum(1 for passage in facts.passages for _ in _meant(passage, expected)):
        yield from hits


def _meant(passage: Passage, lexicon: frozenset[str]) -> Iterator[Sighting]:
    found = list(words_of(plain(passage.text)))
    for place, word in enumerate(found):
        before = found[max(0, place - _NEAR) : place]
        if _bare(word[0]) in lexicon and not any(_NOT.match(_bare(one[0])) for one in before):
            yield Sighting(Signal.STARS_AND_WORDS, passage.field, *word.span())


def _bare(word: str) -> str:
    return word.replace("’", "'").rpartition("'")[2]
