"""Orders, parcels, refunds and check-ins become occasions; replays change nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BindParameter, Select, bindparam, select, union_all
from sqlalchemy.orm import Session

from core.events import OccasionRecorded, OccasionStopped
from core.models import Occasion, Order, Store
from core.outbox import record
from core.states import OccasionKind, OrderStatus, Reason
from solicitation.inbound.facts import (
    OrderFact,
    RefundFact,
    ShipmentFact,
    StopFact,
)
from solicitation.operations import catalogue
from solicitation.policy import Transit, experience_begins

STOPS = {
    OrderStatus.CANCELLED: Reason.CANCELLED,
    OrderStatus.REFUNDED: Reason.REFUNDED,
    OrderStatus.RETURNED: Reason.RETURNED,
}


def record_order(session: Session, store: Store, fact: OrderFact, now: datetime) -> bool:
    """Take what a source says of an order; True when it changed anything.

    The first date told is kept: shops move "delivered" on with every later change of a parcel.
    """
    customer = catalogue.customer_of(session, store, fact.person, now)
    order = find_order(session, store.id, fact.source, fact.external_id, fact.number)
    if order is None:
        order = _new_order(session, store, customer.id, fact, now)
    before = _shape(order)
    order.status = OrderStatus(fact.status)
    order.fulfilled_at = order.fulfilled_at or fact.fulfilled_at
    order.delivered_at = order.delivered_at or fact.delivered_at
    order.country = (fact.country or order.country or customer.country or "")[:2]
    order.total = fact.total if fact.total is not None else order.total
    lines_changed = catalogue.take_lines(session, store, order, fact.lines, now)
    if before == _shape(order) and not lines_changed:
        return False
    order.updated_at = now
    follow_order(session, store, order, now)
    return True


def record_shipment(session: Session, store: Store, fact: ShipmentFact, now: datetime) -> bool:
    """A parcel left or arrived; news of an unknown order is left to the order's own message."""
    order = find_order(session, store.id, fact.source, fact.order_id)
    if order is None:
        return False
    if fact.is_cancelled:
        order.fulfilled_at = order.delivered_at = None
    else:
        order.fulfilled_at = order.fulfilled_at or fact.fulfilled_at
        order.delivered_at = order.delivered_at or fact.delivered_at
    if order.status not in STOPS:
        order.status = _progress(order)
    order.updated_at = now
    follow_order(session, store, order, now)
    return True


def record_refund(session: Session, store: Store, fact: RefundFact, now: datetime) -> bool:
    """Money was given back for some lines; when nothing is left the order counts as refunded."""
    order = find_order(session, store.id, fact.source, fact.order_id)
    if order is None:
        return False
    quantities = dict(fact.lines)
    for line in order.lines:
        if line.external_id in quantities:
            line.refunded_quantity = max(line.refunded_quantity, quantities[line.external_id])
            if line.refunded_quantity >= line.quantity:
                line.refunded_at = fact.refunded_at
    if order.lines and all(line.refunded_at for line in order.lines):
        order.status = OrderStatus.REFUNDED
    order.updated_at = now
    follow_order(session, store, order, now)
    return True


def record_stop(session: Session, store: Store, fact: StopFact, now: datetime) -> bool:
    """An order ended and its source no longer says whose it was."""
    order = find_order(session, store.id, fact.source, fact.order_id)
    if order is None:
        return False
    order.status, order.updated_at = OrderStatus(fact.status), now
    follow_order(session, store, order, now)
    return True


def find_order(
    session: Session, store_id: int, source: str, external_id: str, number: str | None = None
) -> Order | None:
    """The order a source knows under that id, or under that number where a file has no id."""
    names = [name[:200] for name in (external_id, number) if name]
    told = {"store": store_id, "source": source, "names": names, "exact": external_id}
    return session.scalars(_NAMED, told).first()


def _named() -> Select[Order]:
    """Orders by their ids or numbers; SQLite would read all of a store's for one "or" of both."""
    store: BindParameter[int] = bindparam("store")
    names: BindParameter[str] = bindparam("names", expanding=True)
    of_source = select(Order.id).where(Order.store_id == store, Order.source == bindparam("source"))
    found = union_all(
        of_source.where(Order.external_id.in_(names)), of_source.where(Order.number.in_(names))
    )
    return (
        select(Order)
        .where(Order.store_id == store, Order.id.in_(found))
        .order_by((Order.external_id == bindparam("exact")).desc(), Order.id)
        .limit(1)
    )


_NAMED = _named()
"""Built once: for a single order its building cost more than its running."""


def follow_order(session: Session, store: Store, order: Order, now: datetime) -> None:
    """Make, move or stop the occasion of an order, as the order now stands."""
    external_id = f"{order.source}:{order.external_id}"[:200]
    occasion = find_occasion(session, store.id, OccasionKind.PURCHASE, external_id)
    begins = experience_begins(
        order.fulfilled_at,
        order.delivered_at,
        is_abroad=bool(order.country) and order.country != store.country,
        transit=Transit(store.transit_days_domestic, store.transit_days_international),
    )
    if occasion is None and begins is None:
        return
    if occasion is None:
        occasion = Occasion(
            store_id=store.id,
            customer_id=order.customer_id,
            kind=OccasionKind.PURCHASE,
            external_id=external_id,
            order_id=order.id,
            happened_at=now,
            recorded_at=now,
        )
        session.add(occasion)
    if begins is not None:
        occasion.happened_at, occasion.is_happened_at_estimated = begins
    announce(session, occasion, STOPS.get(order.status), now)


def announce(session: Session, occasion: Occasion, stop: Reason | None, now: datetime) -> bool:
    """Note whether the occasion still calls for asking, and tell the planners."""
    if stop is None:
        occasion.stopped_at = occasion.stop_reason = None
    elif occasion.stop_reason is not stop:
        occasion.stopped_at, occasion.stop_reason = now, stop
    session.flush()  # the event carries the occasion's id
    if stop is None:
        record(session, OccasionRecorded(occasion.store_id, occasion.id), now)
    else:
        record(session, OccasionStopped(occasion.store_id, occasion.id), now)
    return True


def find_occasion(
    session: Session, store_id: int, kind: OccasionKind, external_id: str
) -> Occasion | None:
    """The occasion of a kind that its source knows under that id."""
    return session.scalar(
        select(Occasion).where(
            Occasion.store_id == store_id,
            Occasion.kind == kind,
            Occasion.external_id == external_id,
        )
    )


def _new_order(
    session: Session, store: Store, customer_id: int, fact: OrderFact, now: datetime
) -> Order:
    order = Order(
        store_id=store.id,
        customer_id=customer_id,
        external_id=fact.external_id[:200],
        number=(fact.number or "")[:200],
        source=fact.source,
        status=OrderStatus.PLACED,
        currency=(fact.currency or store.currency)[:3],
        ordered_at=fact.ordered_at,
        updated_at=now,
    )
    session.add(order)
    session.flush()  # its id is needed by its lines
    return order


def _progress(order: Order) -> OrderStatus:
    if order.delivered_at is not None:
        return OrderStatus.DELIVERED
    return OrderStatus.FULFILLED if order.fulfilled_at is not None else OrderStatus.PLACED


def _shape(order: Order) -> tuple[object, ...]:
    """What of an order decides about asking."""
    return (order.status, order.fulfilled_at, order.delivered_at, order.country)
