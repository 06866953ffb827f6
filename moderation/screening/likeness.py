"""Texts and pictures that were given before: by others, elsewhere, or by the shop itself.

Candidates are found by `bands`, which a database can look up; what resembles is then measured.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from core.signals import Signal
from moderation.screening.folding import plain, words_of
from moderation.screening.shape import Facts, Passage, Sighting

SHINGLE = 3
"""Words that make one shingle."""
_ENOUGH = 8
"""Words below which many people say the same: "Très beau bol, livraison rapide"."""
_ALIKE = 0.5
"""Share of common shingles above which two texts are near-duplicates."""
_BANDS, _ROWS = 8, 2
_SAME_PICTURE = 6
"""Bits of 64 in which two copies of one picture may differ."""
_COPIED_WORDS = 10
"""Words in a row that a customer hardly writes by chance as the product's page has them."""


def likeness(facts: Facts) -> Iterator[Sighting]:
    """What resembles another submission, or the product's own page."""
    yield from _like_another(facts)
    yield from _same_picture(facts)
    yield from _copied(facts)


def bands(text: str) -> Sequence[int]:
    """What a near-duplicate shares at least one of, as 63-bit numbers; none for a short text.

    MinHash in eight bands of two: texts with seven tenths of their shingles in common share one
    with a probability above 99 %, with half of them of 90 %, with a tenth of 8 %.
    """
    shingles = _shingles(text)
    if not shingles:
        return ()
    rows = [_smallest(shingles, row) for row in range(_BANDS * _ROWS)]
    return [_number(f"{band}:{rows[2 * band]}:{rows[2 * band + 1]}") for band in range(_BANDS)]


def picture_bands(picture: str) -> Sequence[int]:
    """Four numbers of which two hashes that differ in at most three bits share one."""
    return [place << 16 | int(picture[place * 4 : place * 4 + 4], 16) for place in range(4)]


def resemblance(one: str, other: str) -> float:
    """Share of the shingles of two texts that both have (Jaccard)."""
    first, second = _shingles(one), _shingles(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def _shingles(text: str) -> frozenset[str]:
    words = [word[0] for word in words_of(plain(text))]
    if len(words) < _ENOUGH:
        return frozenset()
    starts = range(len(words) - SHINGLE + 1)
    return frozenset(" ".join(words[start : start + SHINGLE]) for start in starts)


def _smallest(shingles: frozenset[str], row: int) -> int:
    salt = row.to_bytes(8, "big")
    return min(_digest(shingle.encode(), salt) for shingle in shingles)


def _digest(data: bytes, salt: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=8, salt=salt).digest(), "big")


def _number(text: str) -> int:
    return _digest(text.encode(), b"") >> 1


def _like_another(facts: Facts) -> Iterator[Sighting]:
    own = _whole(facts)
    scored = [(resemblance(own, other.text), other.ref) for other in facts.texts]
    for share, ref in sorted(scored, reverse=True)[:1]:
        if share >= _ALIKE:
            yield Sighting(Signal.LIKE_ANOTHER, detail=f"{round(share * 100)}", other=ref)


def _whole(facts: Facts) -> str:
    return "\n".join(passage.text for passage in facts.passages)


def _same_picture(facts: Facts) -> Iterator[Sighting]:
    for mine in facts.pictures:
        for known in facts.known_pictures:
            if differing_bits(mine.picture, known.picture) <= _SAME_PICTURE:
                yield Sighting(Signal.SAME_PICTURE, f"media.{mine.ref}", other=known.ref)
                break


def differing_bits(one: str, other: str) -> int:
    """Of two hashes of 64 bits."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _copied(facts: Facts) -> Iterator[Sighting]:
    page = [word[0] for word in words_of(plain(facts.page))]
    for passage in facts.passages:
        yield from _copied_in(passage, page)


def _copied_in(passage: Passage, page: list[str]) -> Iterator[Sighting]:
    found = list(words_of(plain(passage.text)))
    matcher = SequenceMatcher(a=[word[0] for word in found], b=page, autojunk=False)
    for block in matcher.get_matching_blocks():
        if block.size >= _COPIED_WORDS:
            start, end = found[block.a].start(), found[block.a + block.size - 1].end()
            yield Sighting(Signal.COPIED, passage.field, start, end)
