"""An event whose open page, tablet and desk are served to a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.accounts.passwords import hash_password
from core.doors import Doors
from core.states import Role
from solicitation.inbound.facts import AttendeeFact, PersonFact
from solicitation.operations.taking import take
from tests.browser.answer_site import asking
from tests.desks import PASSWORD
from tests.factories import NOW, make_member, make_store, make_store_event
from tests.houses import clock_of

OWNER = "camille@garance.example"
LONG_EVENT = "Portes ouvertes de l’atelier de céramique et de reliure, quatrième édition"


@dataclass(frozen=True, slots=True)
class Opened:
    """Where the event's pages are served, and the house behind them."""

    url: str
    doors: Doors
    event_id: int

    @property
    def page(self) -> str:
        """The address on the poster."""
        return f"{self.url}/c/garance/portes-ouvertes"


@contextmanager
def event_site(database_url: str, folder: Path) -> Iterator[Opened]:
    """A store with one event that takes words, five people on its list, and an owner."""
    with asking(database_url, folder) as site:
        yield Opened(site.url, site.doors, _fill(site.doors))


def later(site: Opened, seconds: int) -> None:
    """Let the house's clock go on, as it would while somebody writes."""
    clock_of(site.doors).move(timedelta(seconds=seconds))


def _fill(doors: Doors) -> int:
    with doors.database.transaction() as session:
        name = "Maison Garance et Compagnie"
        store = make_store(session, key="garance", name=name, country="FR")
        make_member(session, store, Role.OWNER, email=OWNER, password=hash_password(PASSWORD))
        event = make_store_event(
            session, store, key="portes-ouvertes", name=LONG_EVENT, place="Crest", capacity=40
        )
        for place, person in enumerate(("Ann Lee", "Awa Diop", "Jean Roy", "Zoé Petit")):
            fact = AttendeeFact(
                event.key,
                PersonFact(f"guest{place}@example.com", person),
                NOW - timedelta(hours=28) if place % 2 else None,
            )
            take(session, store, fact, NOW)
        return event.id
