"""Signed messages: kept raw at once, translated later, each only once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.events import WebhookReceived
from core.models import Store, WebhookReceipt
from core.outbox import record
from solicitation.inbound import shopify, woocommerce
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.facts import Ignored, PrivacyFact, TicketFact
from solicitation.inbound.payloads import Payload, payload_of
from solicitation.inbound.systems import HELPDESKS
from solicitation.operations import tickets
from solicitation.operations.demanding import record_demand
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


def read_receipt(session: Session, receipt: WebhookReceipt, now: datetime) -> None:
    """Translate a kept message and take what it says; a second run finds it processed."""
    if receipt.processed_at is not None:
        return
    receipt.outcome = _outcome(session, receipt, now)[:300]
    receipt.processed_at = now


def _outcome(session: Session, receipt: WebhookReceipt, now: datetime) -> str:
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
    is_new = take(session, store, found, now)
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
