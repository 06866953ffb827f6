"""A real house that asked its customers, served to a browser, with names as long as names get."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from werkzeug.serving import WSGIRequestHandler, make_server

from app.factory import create_app
from core.doors import Doors
from core.models import Product
from core.states import Moment, SubmissionKind, SubmissionState
from tests.factories import NOW, make_submission
from tests.houses import house
from tests.integration.collection.asking import Person, someone_asked

LONG_PRODUCT = (
    "Couverture en laine mérinos tissée à la main dans les Pyrénées, grand format 200 × 240 cm"
)
LONG_NAME = "Maximilienne-Joséphine de La Rochefoucauld-Montbel d’Armagnac-Villequier"
EARLIER = "Très chaude sans être lourde. On l’a gardée tout l’hiver sur le canapé."


class Quiet(WSGIRequestHandler):
    """A server that keeps its requests to itself."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 -- the name is theirs
        """Say nothing."""


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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    url = f"http://127.0.0.1:{port}"
    with house(database_url, folder, PUBLIC_URL=url) as doors:
        app = create_app(doors)
        server = make_server("127.0.0.1", port, app, threaded=True, request_handler=Quiet)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Asking(url, doors)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
