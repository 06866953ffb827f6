"""What ticketing systems have in common: they say that a ticket changed, and are asked what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from solicitation.inbound.payloads import Payload, part_at

EVENTBRITE = "eventbrite"
PRETIX = "pretix"

_NUMBER = re.compile(r"[0-9]{5,20}")
_SLUG = r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
_NAMED = re.compile(rf"({_SLUG})/({_SLUG})(?:/([0-9]{{1,18}}))?")


@dataclass(frozen=True, slots=True)
class Visit:
    """Something happened to a ticket: which event and ticket, in its system's own numbers.

    For pretix `event` is `organizer/event` and `ticket` the code of an order; both are checked to
    be nothing but a part of a path.
    """

    event: str
    ticket: str


def reference_of(told: str) -> str | None:
    """What a member wrote of an event at Eventbrite or pretix, as a `HappeningFact.ref`.

    Eventbrite's number or address; for pretix `organizer/event`, its address, and after it the
    number of the date where the event is a series. None for anything else.
    """
    plain = told.strip()
    system, colon, rest = plain.partition(":")
    if colon and system in (EVENTBRITE, PRETIX):
        plain = rest
    elif "://" in plain:
        return _of_address(plain)
    if system != PRETIX and _NUMBER.fullmatch(plain):
        return f"{EVENTBRITE}:{plain}"
    return _of_names(plain) if system != EVENTBRITE else None


def path_part(told: object) -> str:
    """A name that may stand in a path as it is, "" for anything else."""
    return told if isinstance(told, str) and re.fullmatch(_SLUG, told) else ""


def spoken(row: Payload, key: str) -> str:
    """A text, or the first that says something of a text in several languages."""
    value = row.get(key)
    told = part_at(row, key).values() if isinstance(value, dict) else [value]
    words = (" ".join(one.split()) for one in told if isinstance(one, str))
    return next((found for found in words if found), "")


def _of_address(address: str) -> str | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if "eventbrite." in (parts.hostname or ""):
        numbers = _NUMBER.findall(parts.path)
        return f"{EVENTBRITE}:{numbers[-1]}" if numbers else None
    return _of_names(parts.path.strip("/"))


def _of_names(told: str) -> str | None:
    return f"{PRETIX}:{told}" if _NAMED.fullmatch(told) else None
