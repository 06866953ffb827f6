"""Every ask of a customer, with its state and the sentence that says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.errors import N_, NotFound
from core.models import Customer, Occasion, Solicitation
from core.states import Reason, SolicitationState


@dataclass(frozen=True, slots=True)
class Step:
    """One move of an ask."""

    moved_at: datetime
    to_state: SolicitationState
    reason: Reason
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Explained:
    """One ask: what it is about, where it stands, and how it came there."""

    ask: Solicitation
    about: str
    steps: tuple[Step, ...]


def find_customer(session: Session, store_id: int, who: str) -> Customer:
    """A customer by address or by id; NotFound otherwise."""
    condition = Customer.id == int(who) if who.isdecimal() else Customer.email == who.lower()
    customer = session.scalar(select(Customer).where(Customer.store_id == store_id, condition))
    if customer is None:
        raise NotFound(N_("No customer of this store has that address or number."))
    return customer


def explain(session: Session, customer: Customer) -> Sequence[Explained]:
    """Every solicitation of the customer, the earliest due first."""
    asks = session.scalars(
        select(Solicitation)
        .where(Solicitation.store_id == customer.store_id, Solicitation.customer_id == customer.id)
        .options(
            joinedload(Solicitation.occasion).joinedload(Occasion.order),
            joinedload(Solicitation.occasion).joinedload(Occasion.store_event),
            selectinload(Solicitation.moves),
        )
        .order_by(Solicitation.due_at, Solicitation.id)
    )
    return [Explained(ask, _about(ask.occasion), _steps(ask)) for ask in asks]


def _about(occasion: Occasion) -> str:
    if occasion.order is not None:
        return occasion.order.external_id
    return occasion.store_event.name if occasion.store_event else occasion.external_id


def _steps(ask: Solicitation) -> tuple[Step, ...]:
    return tuple(Step(m.moved_at, m.to_state, m.reason, m.due_at) for m in ask.moves)
