"""What screening is told, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.signals import Signal


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of a submission under the name of its field: `title`, `words`, `answers.pros`."""

    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """One signal and where it was seen: characters `start` to `end` of `field`, as Python counts.

    An empty `field` means the submission as a whole; `other` is the public name of the submission
    it resembles; `detail` says what was found where the place does not show it.
    """

    signal: Signal
    field: str = ""
    start: int = 0
    end: int = 0
    detail: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Lists:
    """What a store adds of its own; names and words are found whatever their case and accents."""

    staff: Sequence[str] = ()
    other_shops: Sequence[str] = ()
    profanity: Sequence[str] = ()
    harmless: Sequence[str] = ()
    """Words that are no profanity here, though a list says so."""


@dataclass(frozen=True, slots=True)
class Person:
    """What ties an author to the store: where they write from, and who works there."""

    email: str = ""
    store_domains: Sequence[str] = ()
    member_emails: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Other:
    """Another submission's text or picture to compare with: its public name and what it holds."""

    ref: str
    text: str = ""
    picture: str = ""
    """A perceptual hash: 64 bits in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the submission: the public name of its medium, and its perceptual hash."""

    ref: str
    picture: str


@dataclass(frozen=True, slots=True)
class Arrivals:
    """How many submissions came lately, of whom: what a burst is judged by.

    Ranges and devices are keyed hashes; only counts come here.
    """

    same_range: int = 0
    """Other authors from the same address range within a day."""
    same_device_hour: int = 0
    """Other authors from a device that says the same of itself, within an hour."""
    newcomers: int = 0
    """Of the product's last ten authors, those nobody knew a day before."""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that screening looks at."""

    passages: Sequence[Passage]
    rating: int | None = None
    country: str = "FR"
    languages: Sequence[str] = ("fr", "en")
    lists: Lists = field(default_factory=Lists)
    person: Person = field(default_factory=Person)
    page: str = ""
    """The words of the product's own page."""
    texts: Sequence[Other] = ()
    pictures: Sequence[Picture] = ()
    known_pictures: Sequence[Other] = ()
    arrivals: Arrivals = field(default_factory=Arrivals)
