"""A store's own words for a mail: the places they may name, and how they enter a letter. Pure.

Places are names in single braces and nothing else: no condition, no filter, no loop, so that what
a store types is never run (requirement A17).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass

from core.mail.placeholders import literal
from core.states import Moment, SubmissionKind
from solicitation.mail_copy import frame, request, spoken
from solicitation.mail_copy.pictures import PICTURES
from solicitation.mail_copy.shape import french

PLACES: Mapping[str, str] = {
    "first_name": "first_name",
    "product": "product",
    "event": "event_short",
    "store": "store_short",
    "date": "happened_on",
}
"""What a store may name, and the value of a letter that stands for it."""

_TYPED: Mapping[str, str] = {
    "product_short_1": "product",
    "store_name": "store",
    "event_name": "event",
} | {value: name for name, value in PLACES.items()}

_PLACE = re.compile(r"\{([a-z_]+)\}")
_VALUE = re.compile(r"\{\{([a-z0-9_]+)\}\}")
_BRACED = re.compile(r"\{[^{}\n]*\}|[{}]")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")

_PURCHASE = ("first_name", "product", "store", "date")
_PLACES_OF: Mapping[Moment, tuple[str, ...]] = {
    Moment.SUPPORT_RESOLVED: ("first_name", "store", "date"),
    Moment.EVENT: ("first_name", "event", "store", "date"),
}


@dataclass(frozen=True, slots=True)
class OwnCopy:
    """The words of one mail as typed; an empty `preheader` is the first paragraph."""

    subject: str
    preheader: str
    heading: str
    words: str
    button: str = ""


def places_of(moment: Moment) -> tuple[str, ...]:
    """What the mails of a moment may name."""
    return _PLACES_OF.get(moment, _PURCHASE)


def places_in(own: OwnCopy) -> frozenset[str]:
    """What these words name."""
    return frozenset().union(*map(named_in, astuple(own)))


def named_in(text: str) -> frozenset[str]:
    """The places that one line names."""
    return frozenset(_PLACE.findall(text))


def strangers(text: str, moment: Moment) -> list[str]:
    """Whatever stands in braces and is no place of the moment, or is a brace alone."""
    known = {f"{{{name}}}" for name in places_of(moment)}
    return [found for found in _BRACED.findall(text) if found not in known]


def as_letter(text: str, language: str) -> str:
    """What was typed as it enters a letter: places become `{{value}}`, French is set."""

    def named(match: re.Match[str]) -> str:
        return f"{{{{{PLACES[match[1]]}}}}}" if match[1] in PLACES else match[0]

    words = _PLACE.sub(named, literal(text))
    return french(words) if spoken(language) == "fr" else words


def as_typed(text: str) -> str:
    """Our own words as a store would type them."""
    return _VALUE.sub(lambda match: f"{{{_TYPED[match[1]]}}}", text)


def paragraphs(words: str) -> list[str]:
    """The paragraphs of what was typed; single line breaks join."""
    found = (" ".join(one.split()) for one in _PARAGRAPHS.split(words.strip()))
    return [one for one in found if one]


def our_copy(
    language: str,
    moment: Moment,
    kind: SubmissionKind,
    sequence: int,
    *,
    is_media_only: bool = False,
) -> OwnCopy:
    """What we would say, as a store would type it; where it starts from."""
    shared = frame(language)
    ours = PICTURES[spoken(language)] if is_media_only else request(language, moment, kind)
    lines = [ours.intro] if not sequence else [ours.intro, shared.reminders[sequence - 1]]
    return OwnCopy(
        subject=as_typed(ours.again[sequence - 1] if sequence else ours.subject),
        preheader="",
        heading=as_typed(ours.question),
        words=as_typed("\n\n".join(lines)),
        button=as_typed(ours.button),
    )
