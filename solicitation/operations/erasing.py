"""A person is forgotten by asking: no address, no name, no link that still opens (GDPR art. 17)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, func, literal, select, update
from sqlalchemy.orm import Session

from core.ledger import note_erasure
from core.models import Attendee, Customer, PrivacyDemand, WebhookReceipt
from core.signing import revoke_links
from core.states import Demand, Reason, SuppressionReason
from solicitation.operations.stopping import stop_customer, suppress

ERASED_BODY = b"erased"


def erase_customer(session: Session, customer: Customer, secret_key: str, now: datetime) -> bool:
    """Forget who this was; False when it was done before.

    What stays names nobody: that an order and a request existed, so that reading the order again
    asks nobody, and an HMAC of the address, so that it is never written to (CNIL MED-2023-040).
    """
    if customer.erased_at is not None:
        return False
    note_erasure(session, customer, secret_key, now)
    if customer.email:
        suppress(session, customer, SuppressionReason.ERASURE, secret_key, now)
        _forget_messages(session, customer)
    stop_customer(session, customer, Reason.ERASED, now)
    revoke_links(session, customer.store_id, customer.id, now)
    _forget_tickets(session, customer)
    customer.email, customer.name, customer.region, customer.timezone = None, "", "", ""
    customer.erased_at = now
    _answer_demands(session, customer, now)
    return True


def _forget_messages(session: Session, customer: Customer) -> None:
    """Raw messages that hold the address, however the platform wrote its letters."""
    address = (customer.email or "").encode()
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    needle = literal(address, LargeBinary)
    body = WebhookReceipt.body
    told = func.instr(body, needle) if is_sqlite else func.position(needle.op("in")(body))
    session.execute(
        update(WebhookReceipt)
        .where(WebhookReceipt.store_id == customer.store_id, told > 0)
        .values(body=ERASED_BODY)
    )


def _forget_tickets(session: Session, customer: Customer) -> None:
    """The number of a ticket leads back to its holder where the list came from."""
    session.execute(
        update(Attendee)
        .where(Attendee.store_id == customer.store_id, Attendee.customer_id == customer.id)
        .values(external_id="")
    )


def _answer_demands(session: Session, customer: Customer, now: datetime) -> None:
    waiting = session.scalars(
        select(PrivacyDemand).where(
            PrivacyDemand.store_id == customer.store_id,
            PrivacyDemand.customer_id == customer.id,
            PrivacyDemand.demand == Demand.ERASE_CUSTOMER,
            PrivacyDemand.answered_at.is_(None),
        )
    )
    for demand in waiting:
        demand.answered_at = now
