"""What the fault tests share: a shop with due requests, and a provider that remembers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from core.doors import Doors
from core.events import SolicitationsClaimed, WebhookReceived
from core.mail import Accepted, MailBatch, Outcome
from core.models import OutboxEvent, Solicitation, WebhookReceipt
from core.states import SolicitationState
from solicitation import handlers, jobs
from tests.factories import (
    NOW,
    make_customer,
    make_occasion,
    make_order,
    make_product,
    make_solicitation,
    make_store,
)
from tests.houses import clock_of

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class Killed(BaseException):
    """The process dies here: nothing after this line runs, no handler of errors either."""


def nothing() -> None:
    """No blow falls."""


class Provider:
    """A mail door that counts what it accepted; a blow may fall before or after it accepts."""

    def __init__(
        self, before: Callable[[], None] = nothing, after: Callable[[], None] = nothing
    ) -> None:
        self.before, self.after = before, after
        self.got: Counter[str] = Counter()

    def send(self, batch: MailBatch) -> list[Outcome]:
        """Accept everyone."""
        self.before()
        self.got.update(person.send_ref for person in batch.recipients)
        self.after()
        return [Accepted(person.send_ref) for person in batch.recipients]

    def check(self) -> None:
        """Always there."""


def die() -> None:
    """The blow."""
    raise Killed


def with_mail(doors: Doors, provider: Provider) -> Doors:
    """The same house with that provider behind its mail door."""
    return replace(doors, mail=provider)


def due(doors: Doors, people: int) -> int:
    """A store in which so many people each have one request due now; the store's id."""
    with doors.database.transaction() as session:
        store = make_store(session)
        product = make_product(session, store)
        for number in range(people):
            customer = make_customer(session, store, email=f"p{number}@shop.example")
            order = make_order(session, customer, [product])
            make_solicitation(session, make_occasion(session, customer, order=order), due_at=NOW)
    return store.id


def claims(doors: Doors) -> list[SolicitationsClaimed]:
    """Every batch claimed so far, in order."""
    with doors.database.reading() as session:
        rows = session.scalars(
            select(OutboxEvent)
            .where(OutboxEvent.name == SolicitationsClaimed.__name__)
            .order_by(OutboxEvent.id)
        ).all()
    return [SolicitationsClaimed.from_payload(row.payload) for row in rows]


def claim(doors: Doors) -> SolicitationsClaimed:
    """Claim what is due; the newest batch."""
    jobs.claim_due(doors)
    return claims(doors)[-1]


def receipts(doors: Doors) -> list[WebhookReceived]:
    """Every message that came in, to be read."""
    with doors.database.reading() as session:
        rows = session.scalars(select(WebhookReceipt).order_by(WebhookReceipt.id)).all()
    return [WebhookReceived(row.store_id, row.id) for row in rows]


def asks(doors: Doors) -> Sequence[Solicitation]:
    """The ledger."""
    with doors.database.reading() as session:
        return session.scalars(select(Solicitation).order_by(Solicitation.id)).all()


def first_asks(doors: Doors) -> list[SolicitationState]:
    """Where each first request stands; reminders are left out."""
    return [ask.state for ask in asks(doors) if ask.sequence == 0]


def let_pass(doors: Doors, days: int) -> None:
    """Days go by, with clock and workers at work and every batch handed over twice."""
    for _ in range(days):
        clock_of(doors).move(DAY)
        jobs.release_claims(doors)
        jobs.claim_due(doors)
        for batch in claims(doors):
            handlers.send_batch(doors, batch)
