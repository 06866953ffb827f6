"""Who lives in the simulated year: customers in many zones, of whom some say only their country."""

from __future__ import annotations

import random
from dataclasses import dataclass

PLACES: tuple[tuple[str, str, str, int], ...] = (
    ("FR", "Europe/Paris", "fr", 40),
    ("GB", "Europe/London", "en", 12),
    ("US", "America/New_York", "en", 12),
    ("BR", "America/Sao_Paulo", "pt", 10),
    ("CL", "America/Santiago", "es", 5),
    ("AU", "Australia/Lord_Howe", "en", 6),
    ("NZ", "Pacific/Auckland", "en", 5),
    ("IR", "Asia/Tehran", "fa", 4),
    ("IN", "Asia/Kolkata", "en", 6),
)
"""Country, zone, language, weight. Sao Paulo, Santiago and Tehran change their clocks at midnight,
Lord Howe by half an hour: the places where quiet hours go wrong."""

GUESSED = frozenset({"FR", "GB", "US", "BR", "NZ"})
"""Countries whose zone follows from the country, so that a person need not say it."""


@dataclass(frozen=True, slots=True)
class Person:
    """A customer; `zone` is where they truly live, whatever they told the shop."""

    email: str
    name: str
    country: str
    zone: str
    language: str
    says_zone: bool


def people(customers: int, chance: random.Random) -> list[Person]:
    """That many customers, the same for the same seed."""
    places = chance.choices(PLACES, [place[3] for place in PLACES], k=customers)
    return [_person(number, place, chance) for number, place in enumerate(places)]


def _person(number: int, place: tuple[str, str, str, int], chance: random.Random) -> Person:
    country, zone, language, _weight = place
    return Person(
        email=f"person{number}@year.example",
        name=f"Person {number}",
        country=country,
        zone=zone,
        language=language,
        says_zone=country not in GUESSED or chance.random() < 0.5,
    )
