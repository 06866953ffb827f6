"""Houses whose mails would leave for real, with a name server and a mail door of the test's own."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from core.doors import Doors
from core.models import SenderCheck, Solicitation, Store
from tests.factories import NOW, make_customer, make_occasion, make_order, make_product
from tests.factories import make_solicitation as _ask

LIVE = "sendgrid://SG.key"
DOMAIN = "maison-vive.example"


def through(doors: Doors, mail_url: str = LIVE) -> Doors:
    """The same house as its settings would have it; mails still go into the outbox folder."""
    return replace(doors, settings=replace(doors.settings, mail_url=mail_url))


def owe_request(doors: Doors, store: Store, count: int = 1) -> None:
    """So many people of this store are due a request now."""
    with doors.database.transaction() as session:
        product = make_product(session, store)
        for _ in range(count):
            customer = make_customer(session, store, timezone="Europe/Paris")
            _ask(session, make_occasion(session, customer, order=make_order(
                session, customer, [product])), due_at=NOW)  # fmt: skip


def sender(doors: Doors) -> SenderCheck:
    """The one sender known."""
    with doors.database.reading() as rows:
        return rows.scalars(select(SenderCheck)).one()


def only_ask(doors: Doors) -> Solicitation:
    """The one request there is."""
    with doors.database.reading() as rows:
        return rows.scalars(select(Solicitation)).one()
