"""Signed messages: kept raw at once, translated later, each only once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.events import WebhookReceived
from core.models import Store, WebhookReceipt
from core.outbox import record
from solicitation.inbound import shopify, woocommerce
from solicitation.inbound.dialogue import Polled
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.facts import Ignored, PrivacyFact, TicketFact
from solicitation.inbound.payloads import Payload, payload_of
from solicitation.inbound.sentences import say
from solicitation.inbound.systems import HELPDESKS, TICKETING
from solicitation.inbound.ticketing import Visit
from solicitation.operations import tickets
from solicitation.operations.demanding import record_demand
from solicitation.operations.erased import is_erased
from solicitation.operations.erasing import ERASED_BODY
from solicitation.operations.taking import Fact, take
from solicitation.zones import zone_of

Translated = Fact | PrivacyFact | Ignored


def keep_receipt(
    session: Session,
    store_id: int,
    system: str,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
) -> bool:
    """Keep a message, by its `topic` and `delivery`; False when that delivery is known already."""
    known = session.scalar(
        select(WebhookReceipt.id).where(
            WebhookReceipt.store_id == store_id,
            WebhookReceipt.system == system,
            WebhookReceipt.delivery_id == headers["delivery"],
        )
    )
    if known is not None:
        return False
    receipt = WebhookReceipt(
        store_id=store_id,
        system=system,
        topic=headers["topic"][:100],
        delivery_id=headers["delivery"],
        body=body,
        received_at=now,
    )
    try:
        with session.begin_nested():  # the event carries the receipt's id
            session.add(receipt)
    except IntegrityError:
        return False  # the same delivery was kept meanwhile by another request
    record(session, WebhookReceived(store_id, receipt.id), now)
    return True


def read_receipt(
    session: Session, receipt: WebhookReceipt, now: datetime, keys: Sequence[str] = ()
) -> None:
    """Translate a kept message and take what it says; a second run finds it processed."""
    if receipt.processed_at is not None:
        return
    settle(receipt, _outcome(session, receipt, now, keys), now)


def visit_of(receipt: WebhookReceipt, now: datetime) -> Visit | None:
    """Which ticket a kept message speaks of; None, and why, where nothing is to be asked."""
    try:
        found = TICKETING[receipt.system](payload_of(receipt.body), receipt.received_at)
    except UnreadablePayload as error:
        settle(receipt, str(error), now)
        return None
    if isinstance(found, Ignored):
        settle(receipt, found.sentence, now)
        return None
    return found


def take_visit(
    session: Session,
    receipt: WebhookReceipt,
    facts: Iterable[Polled],
    now: datetime,
    keys: Sequence[str] = (),
) -> None:
    """Take what a ticketing system answered about one ticket; a second run changes nothing."""
    store = session.get_one(Store, receipt.store_id)
    news = [take(session, store, fact, now, keys) for fact in facts]
    without = say("ticket_without_email")
    settle(receipt, "taken" if any(news) else "nothing new" if news else without, now)


def settle(receipt: WebhookReceipt, outcome: str, now: datetime) -> None:
    """Nothing more is done about this message."""
    receipt.outcome, receipt.processed_at = outcome[:300], now


def _outcome(session: Session, receipt: WebhookReceipt, now: datetime, keys: Sequence[str]) -> str:
    """What became of a message; one that cannot be read says why and is not tried again."""
    store = session.get_one(Store, receipt.store_id)
    try:
        found = _translate(store, receipt, payload_of(receipt.body))
    except UnreadablePayload as error:
        return str(error)
    if isinstance(found, Ignored):
        return found.sentence
    if isinstance(found, PrivacyFact):
        record_demand(session, receipt, found, now)
        return f"privacy demand for a member: {found.request.value}"
    if is_erased(session, store.id, found, keys):
        receipt.body = ERASED_BODY
        return say("person_forgotten")
    is_new = take(session, store, found, now, keys)
    if isinstance(found, TicketFact) and (ground := tickets.why_not(session, store, found)):
        return ground.sentence
    return "taken" if is_new else "nothing new"


def _translate(store: Store, receipt: WebhookReceipt, payload: Payload) -> Translated:
    if receipt.system == "shopify":
        return shopify.translate(receipt.topic, payload)
    if receipt.system in HELPDESKS:
        return HELPDESKS[receipt.system](receipt.topic, payload, receipt.received_at)
    zone = zone_of("", store.country, store.timezone)
    return woocommerce.translate(receipt.topic, payload, zone)
