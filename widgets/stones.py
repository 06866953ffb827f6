"""What a wall is made of, for its pages: words, pictures and what readers must know of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from core.models import Store
from core.states import SubjectKind, SubmissionKind
from widgets.feeds import Place, Scope
from widgets.feeds.document import Document, medium_of, review_of
from widgets.policy import Given, Voice
from widgets.queries.subjects import fact_of_store
from widgets.queries.wall import Wall

_SHORT, _LONG, _FOLDED = 140, 480, 900
"""Characters up to which words are large, from which they are small, and above which folded."""


@dataclass(frozen=True, slots=True)
class Stone:
    """One thing that was said, for the template: `said` as feeds have it."""

    said: Document
    is_testimonial: bool
    event: str
    media: Sequence[Mapping[str, Any]]
    size: str
    is_long: bool


def stones_of(store: Store, wall: Wall, place: Place) -> list[Stone]:
    """Everything on one page of the wall."""
    scope = Scope(fact_of_store(store), None)
    return [_stone(given, wall, scope, place) for given in wall.givens]


def _stone(given: Given, wall: Wall, scope: Scope, place: Place) -> Stone:
    is_testimonial = given.kind is SubmissionKind.TESTIMONIAL
    is_event = given.subject is SubjectKind.EVENT
    return Stone(
        said=review_of(Voice(given, (), is_counted=False), scope, place),
        is_testimonial=is_testimonial,
        event=wall.events.get(given.subject_id or 0, "") if is_event else "",
        media=_media(given, place),
        size=_size(given.words),
        is_long=len(given.words) > _FOLDED,
    )


def _media(given: Given, place: Place) -> list[Mapping[str, Any]]:
    """Photos and videos with their blur, and a photo's sources type by type, best first."""
    found: list[Mapping[str, Any]] = []
    for picture in given.pictures:
        medium = medium_of(picture, place)
        if medium is not None:
            kinds = groupby(medium.get("sources", []), key=lambda one: str(one["type"]))
            formats = [(kind, list(sources)) for kind, sources in kinds]
            found.append(medium | {"placeholder": picture.placeholder, "formats": formats})
    return found


def _size(words: str) -> str:
    if len(words) <= _SHORT:
        return "large"
    return "small" if len(words) >= _LONG else ""
