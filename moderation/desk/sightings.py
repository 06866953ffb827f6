"""What screening saw, told to whoever reads a submission: marks in the words, and a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.models import SeenSignal, Submission
from core.signals import Signal
from moderation import reasons
from moderation.desk.ground import queue_url
from moderation.desk.languages import language_name
from moderation.marking import Piece, marked
from moderation.operations.masking import PERSONAL
from moderation.queries.screening import passages_of

_WITHOUT_MARKS = frozenset({Signal.OTHER_LANGUAGE})
"""Signals about a whole text: marking every letter of it would show nothing."""
_LONGEST = 60
_BURSTS: Mapping[str, Callable[[int], str]] = {
    "new": lambda number: ngettext(
        "%(num)d of the last ten authors was unknown a day before",
        "%(num)d of the last ten authors were unknown a day before",
        number,
    ),
    "device": lambda number: ngettext(
        "%(num)d other author with such a device within the hour",
        "%(num)d other authors with such a device within the hour",
        number,
    ),
    "range": lambda number: ngettext(
        "%(num)d other author from the same network within a day",
        "%(num)d other authors from the same network within a day",
        number,
    ),
}
"""What makes a burst."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One kind of signal: its name, what was found, and where the resembling submission is."""

    signal: Signal
    name: str
    found: Sequence[str]
    url: str = ""


def sightings_context(session: Session, submission: Submission) -> dict[str, Any]:
    """The list above the words, and the words in pieces, by field."""
    texts = {passage.field: passage.text for passage in passages_of(submission)}
    return {
        "seen": _listed(session, submission, texts),
        "pieces": {field: _pieces(submission, field, text) for field, text in texts.items()},
        "has_personal": any(one.signal in PERSONAL for one in submission.signals),
        "seen_media": {one.field[6:] for one in submission.signals if one.field[:6] == "media."},
    }


def _pieces(submission: Submission, field: str, text: str) -> Sequence[Piece]:
    places = (one for one in submission.signals if one.field == field)
    return marked(
        text,
        (one for one in places if one.signal not in _WITHOUT_MARKS),
        (one for one in submission.masks if one.field == field),
    )


def _listed(session: Session, submission: Submission, texts: Mapping[str, str]) -> list[Seen]:
    others = _others(session, submission)
    kinds = dict.fromkeys(one.signal for one in submission.signals)
    return [_told(kind, submission.signals, texts, others) for kind in kinds]


def _told(
    kind: Signal, signals: Sequence[SeenSignal], texts: Mapping[str, str], others: Mapping[str, int]
) -> Seen:
    places = [one for one in signals if one.signal is kind]
    found = dict.fromkeys(_found(one, texts) for one in places)
    other = next((others[one.other] for one in places if one.other in others), None)
    return Seen(
        kind,
        gettext(reasons.SIGNALS[kind]),
        [text for text in found if text],
        queue_url(other, state="all") if other else "",
    )


def _found(one: SeenSignal, texts: Mapping[str, str]) -> str:
    if one.signal is Signal.OTHER_LANGUAGE:
        return language_name(one.detail)
    if one.signal is Signal.LIKE_ANOTHER:
        return str(gettext("%(share)s %% the same", share=one.detail))
    if one.signal is Signal.INSIDER:
        return str(gettext(reasons.INSIDERS[one.detail]))
    if one.signal is Signal.BURST:
        return _burst(one.detail)
    said = texts.get(one.field, "")[one.start : one.end]
    return said if len(said) <= _LONGEST else said[: _LONGEST - 1].rstrip() + "…"


def _burst(detail: str) -> str:
    kind, _, count = detail.partition(":")
    return str(_BURSTS[kind](int(count)))


def _others(session: Session, submission: Submission) -> dict[str, int]:
    """The submissions that are resembled, by their public names, while they can still be read."""
    refs = {one.other for one in submission.signals if one.other}
    rows = session.execute(
        select(Submission.ref, Submission.id).where(
            Submission.store_id == submission.store_id, Submission.ref.in_(refs)
        )
    )
    return {row[0]: row[1] for row in rows}
