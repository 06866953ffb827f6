"""Any fact that came in, from whatever system, to the operation that takes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from core.models import Store
from solicitation.inbound.facts import (
    AttendeeFact,
    OrderFact,
    RefundFact,
    ShipmentFact,
    StopFact,
    TicketFact,
)
from solicitation.operations import attending, recording, tickets
from solicitation.operations.erased import is_erased

Fact = OrderFact | ShipmentFact | RefundFact | StopFact | TicketFact | AttendeeFact


def take(
    session: Session, store: Store, fact: Fact, now: datetime, keys: Sequence[str] = ()
) -> bool:
    """Record one fact; True when it changed anything.

    `keys` are the secrets by which somebody who was forgotten is told: of them nothing is kept.
    """
    if is_erased(session, store.id, fact, keys):
        return False
    return _record(session, store, fact, now)


def _record(session: Session, store: Store, fact: Fact, now: datetime) -> bool:
    match fact:
        case OrderFact():
            return recording.record_order(session, store, fact, now)
        case ShipmentFact():
            return recording.record_shipment(session, store, fact, now)
        case RefundFact():
            return recording.record_refund(session, store, fact, now)
        case StopFact():
            return recording.record_stop(session, store, fact, now)
        case TicketFact():
            return tickets.record_ticket(session, store, fact, now)
        case AttendeeFact():
            return attending.record_attendee(session, store, fact, now)
