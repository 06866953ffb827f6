"""Every way of looking, in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from core.signals import Signal
from moderation.screening.likeness import likeness
from moderation.screening.origin import origin
from moderation.screening.personal import personal_data
from moderation.screening.shape import Facts, Sighting
from moderation.screening.tongue import language, stars_and_words
from moderation.screening.wording import wording

_LOOKS: Sequence[Callable[[Facts], Iterator[Sighting]]] = (
    personal_data,
    wording,
    language,
    likeness,
    origin,
    stars_and_words,
)
_ORDER = {signal: place for place, signal in enumerate(Signal)}


def screen(facts: Facts) -> Sequence[Sighting]:
    """What to look at, the most serious kind first and each kind in reading order; pure."""
    found = [sighting for look in _LOOKS for sighting in look(facts)]
    kept = [one for one in found if not _is_of_an_address(one, found)]
    return _merged(sorted(kept, key=lambda one: (_ORDER[one.signal], one.field, one.start)))


def _merged(found: Sequence[Sighting]) -> Sequence[Sighting]:
    """One sighting where several of a kind overlap."""
    merged: list[Sighting] = []
    for one in found:
        last = merged[-1] if merged else None
        if last and _overlap(last, one):
            merged[-1] = replace(last, end=max(last.end, one.end))
        else:
            merged.append(one)
    return merged


def _overlap(one: Sighting, other: Sighting) -> bool:
    is_alike = (one.signal, one.field, one.detail, one.other) == (
        other.signal,
        other.field,
        other.detail,
        other.other,
    )
    return is_alike and (one == other or other.start < one.end)


def _is_of_an_address(one: Sighting, found: Sequence[Sighting]) -> bool:
    """The domain of a mail address is no link of its own."""
    return one.signal is Signal.LINK and any(
        other.signal is Signal.EMAIL and other.field == one.field and _covers(other, one)
        for other in found
    )


def _covers(whole: Sighting, part: Sighting) -> bool:
    return whole.start <= part.start and part.end <= whole.end
