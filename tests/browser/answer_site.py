"""A real house that asked its customers, served to a browser, with names as long as names get."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from app.factory import create_app
from core.doors import Doors
from core.models import Product
from core.states import Moment, SubmissionKind, SubmissionState
from tests.browser.serving import served
from tests.factories import NOW, make_submission
from tests.houses import house
from tests.integration.collection.asking import Person, someone_asked
from tests.services.ports import free_port

LONG_PRODUCT = (
    "Couverture en laine mérinos tissée à la main dans les Pyrénées, grand format 200 × 240 cm"
)
LONG_NAME = "Maximilienne-Joséphine de La Rochefoucauld-Montbel d’Armagnac-Villequier"
EARLIER = "Très chaude sans être lourde. On l’a gardée tout l’hiver sur le canapé."


@dataclass(slots=True)
class Asking:
    """Where the pages are served, and the house behind them."""

    url: str
    doors: Doors
    people: dict[str, Person] = field(default_factory=dict)

    def ask(self, moment: Moment, kind: SubmissionKind = SubmissionKind.REVIEW) -> str:
        """The address of a fresh form of this moment, for a customer with three products."""
        person = someone_asked(
            self.doors,
            moment,
            kind,
            products=3,
            store={"name": "Maison Garance et Compagnie, fils et filles"},
            customer={"name": LONG_NAME},
        )
        with self.doors.database.transaction() as session:
            product = session.get_one(Product, person.products[0].id)
            product.name = LONG_PRODUCT
            product.image_url = "/static/demo/products/couverture-merinos-1-600.webp"
            if moment is Moment.SIX_MONTHS:
                make_submission(
                    session,
                    person.customer,
                    product=product,
                    words=EARLIER,
                    state=SubmissionState.APPROVED,
                    submitted_at=NOW - timedelta(days=150),
                )
        self.people[person.token] = person
        return f"{self.url}/r/{person.token}"


@contextmanager
def asking(database_url: str, folder: Path) -> Iterator[Asking]:
    """The customer's pages on a free port."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with house(database_url, folder, PUBLIC_URL=url) as doors, served(create_app(doors), port):
        yield Asking(url, doors)
