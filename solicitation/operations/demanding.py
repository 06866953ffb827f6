"""Demands for data or erasure that a platform passes on: kept for a member, and obeyed at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, Conflict, NotFound
from core.events import ErasureWanted, PrivacyDemanded
from core.models import Customer, Order, PrivacyDemand, Store, WebhookReceipt
from core.outbox import record
from core.signing import normal_address
from core.states import Demand, Reason, SuppressionReason
from solicitation.inbound.facts import PrivacyFact
from solicitation.operations.stopping import stop_customer, suppress

ANSWER_WITHIN = timedelta(days=30)
"""A month (GDPR art. 12(3)); Shopify's own rule says 30 days."""


def record_demand(
    session: Session, receipt: WebhookReceipt, fact: PrivacyFact, now: datetime
) -> PrivacyDemand:
    """Keep the demand of a message. About a person unknown here there is nothing left to answer."""
    about = _person(session, receipt.store_id, fact)
    is_void = about is None and fact.request is not Demand.ERASE_STORE
    demand = PrivacyDemand(
        store_id=receipt.store_id,
        receipt_id=receipt.id,
        demand=fact.request,
        source=fact.source,
        reference=(fact.request_id or "")[:100],
        customer_id=about.id if about else None,
        received_at=receipt.received_at,
        answer_by=receipt.received_at + ANSWER_WITHIN,
        answered_at=now if is_void else None,
    )
    session.add(demand)
    session.flush()  # the event carries its id
    record(session, PrivacyDemanded(receipt.store_id, demand.id), now)
    return demand


def obey_demand(session: Session, demand: PrivacyDemand, secret_key: str, now: datetime) -> None:
    """Whoever is to be erased is asked nothing more, and a store that left sends nothing more."""
    if demand.demand is Demand.ERASE_STORE:
        session.get_one(Store, demand.store_id).is_sending_paused = True
    if demand.demand is not Demand.ERASE_CUSTOMER or demand.customer_id is None:
        return
    customer = session.get_one(Customer, demand.customer_id)
    if customer.email:
        suppress(session, customer, SuppressionReason.ERASURE, secret_key, now)
    stop_customer(session, customer, Reason.ERASED, now)


def answer_demand(
    session: Session, store_id: int, demand_id: int, member_id: int, now: datetime
) -> None:
    """A member says that it was answered; the first one who says so stays named."""
    demand = _held(session, store_id, demand_id)
    if demand.answered_at is None:
        demand.answered_at, demand.answered_by_id = now, member_id


def want_erasure(
    session: Session, store_id: int, demand_id: int, member_id: int, now: datetime
) -> None:
    """A member has the person of a demand forgotten, and thereby answers it."""
    demand = _held(session, store_id, demand_id)
    if demand.demand is not Demand.ERASE_CUSTOMER or demand.customer_id is None:
        raise Conflict(N_("This demand does not ask for a customer to be erased."))
    record(session, ErasureWanted(store_id, demand.customer_id), now)
    if demand.answered_at is None:
        demand.answered_at, demand.answered_by_id = now, member_id


def reopen_demand(session: Session, store_id: int, demand_id: int) -> None:
    """It was not answered after all; one about nobody stays answered."""
    demand = _held(session, store_id, demand_id)
    if demand.answered_by_id is not None:
        demand.answered_at = demand.answered_by_id = None


def _held(session: Session, store_id: int, demand_id: int) -> PrivacyDemand:
    demand = session.scalar(
        select(PrivacyDemand)
        .where(PrivacyDemand.store_id == store_id, PrivacyDemand.id == demand_id)
        .with_for_update()
    )
    if demand is None:
        raise NotFound(N_("This demand is not known here."))
    return demand


def _person(session: Session, store_id: int, fact: PrivacyFact) -> Customer | None:
    """By their address, else by an order of theirs."""
    if fact.request is Demand.ERASE_STORE:
        return None
    mine = select(Customer).where(Customer.store_id == store_id)
    if fact.email:
        by_address = session.scalar(mine.where(Customer.email == normal_address(fact.email)))
        if by_address is not None:
            return by_address
    ordered = mine.join(
        Order, (Order.store_id == Customer.store_id) & (Order.customer_id == Customer.id)
    ).where(Order.source == fact.source, Order.external_id.in_(fact.order_ids))
    return session.scalars(ordered.order_by(Customer.id)).first()
