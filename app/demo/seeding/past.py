"""The demo's orders, tickets and check-ins of fourteen months, with every ask they led to."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.demo import content
from app.demo.seeding.calendar import DAY, LONGEST, Dated
from core.models import (
    Attendee,
    Customer,
    Occasion,
    Order,
    OrderLine,
    Product,
    Solicitation,
    Store,
    StoreEvent,
)
from core.states import (
    Moment,
    OccasionKind,
    OrderStatus,
    Reason,
    SolicitationState,
    SubmissionKind,
)
from solicitation.policy import DEFAULTS, Quiet, due_at, moments_of

ORDERS = 400
QUIET = Quiet(20, 9, is_sunday_quiet=True)


@dataclass
class Past:
    """What was made, to hang the submissions on."""

    store: Store
    products: Mapping[str, Product]
    customers: Mapping[str, Customer]
    event: StoreEvent
    dice: random.Random
    now: datetime
    occasions: dict[tuple[str, str | None], Occasion] = field(default_factory=dict)
    lines: dict[tuple[str, str | None], OrderLine] = field(default_factory=dict)
    numbered: int = 1041


def make_past(session: Session, past: Past, voices: Sequence[Dated]) -> None:
    """An order for everybody who reviewed a product, and others who did not (yet) answer."""
    for voice in sorted(voices, key=lambda v: v.began_at):
        key = (voice.what.customer, voice.what.product)
        if voice.what.product and key not in past.occasions:
            customer = past.customers[voice.what.customer]
            _order(session, past, customer, [voice.what.product], voice.began_at)
        elif not voice.what.product and key not in past.occasions:
            _other_occasion(session, past, voice)
    for _ in range(ORDERS - len(past.lines)):
        customer = past.dice.choice(list(past.customers.values()))
        chosen = past.dice.sample(list(past.products), past.dice.choice((1, 1, 1, 2, 3)))
        ago = past.dice.uniform(-4, LONGEST)
        _order(session, past, customer, chosen, past.now - ago * DAY)
    others = [*_tickets(past), *_check_ins(past)]
    session.add_all([*others, *_attendees(past)])
    session.flush()  # the asks need the occasions' ids
    answered = {(v.what.customer, v.what.product, v.what.moment): v for v in voices}
    _make_asks(session, past, answered, others)


def _order(
    session: Session, past: Past, customer: Customer, handles: Sequence[str], delivered: datetime
) -> None:
    """One order; a delivery in the future means that the parcel is still under way."""
    past.numbered += 1
    is_there = delivered <= past.now
    order = Order(
        store_id=past.store.id,
        customer_id=customer.id,
        external_id=str(5740000000000 + past.numbered),
        number=f"#S{past.numbered}",
        source="shopify",
        status=OrderStatus.DELIVERED if is_there else OrderStatus.FULFILLED,
        country=customer.country,
        currency=past.store.currency,
        total=sum((past.products[h].price or Decimal(0) for h in handles), Decimal(0)),
        ordered_at=delivered - 6 * DAY,
        fulfilled_at=min(delivered - 4 * DAY, past.now),
        delivered_at=delivered if is_there else None,
        updated_at=min(delivered, past.now),
    )
    session.add(order)
    session.flush()  # its lines need its id
    for place, handle in enumerate(handles):
        product = past.products[handle]
        line = OrderLine(
            store_id=past.store.id,
            order_id=order.id,
            product_id=product.id,
            external_id=f"{order.external_id}-{place}",
            price=product.price,
        )
        session.add(line)
        past.lines.setdefault((customer.email or "", handle), line)
    occasion = Occasion(
        store_id=past.store.id,
        customer_id=customer.id,
        kind=OccasionKind.PURCHASE,
        external_id=f"shopify:{order.external_id}",
        order_id=order.id,
        happened_at=delivered,
        is_happened_at_estimated=not is_there,
        recorded_at=min(delivered - 4 * DAY, past.now),
    )
    session.add(occasion)
    for handle in handles:
        past.occasions.setdefault((customer.email or "", handle), occasion)


def _other_occasion(session: Session, past: Past, voice: Dated) -> None:
    """A resolved ticket, or an hour at the open day."""
    is_event = voice.what.moment is Moment.EVENT
    customer = past.customers[voice.what.customer]
    kind = OccasionKind.EVENT if is_event else OccasionKind.SUPPORT
    occasion = Occasion(
        store_id=past.store.id,
        customer_id=customer.id,
        kind=kind,
        external_id=f"{past.event.key}:{customer.id}" if is_event else f"T-{4000 + customer.id}",
        store_event_id=past.event.id if is_event else None,
        happened_at=voice.began_at,
        satisfaction=None if is_event else past.dice.choice((0.4, 0.6, 0.8, 1.0, 1.0)),
        recorded_at=voice.began_at,
    )
    session.add(occasion)
    past.occasions[(voice.what.customer, None)] = occasion


def _tickets(past: Past) -> Iterator[Occasion]:
    """The support's other resolved tickets; one that was opened again asks for nothing."""
    for ticket in content.tickets():
        if ticket.resolved_days_ago is None or (ticket.email, None) in past.occasions:
            continue
        is_open = ticket.reopened_days_ago is not None
        resolved = past.now - ticket.resolved_days_ago * DAY
        yield Occasion(
            store_id=past.store.id,
            customer_id=past.customers[ticket.email].id,
            kind=OccasionKind.SUPPORT,
            external_id=ticket.ticket_id,
            happened_at=resolved,
            satisfaction=ticket.score / ticket.score_max if ticket.score else None,
            stopped_at=resolved + DAY if is_open else None,
            stop_reason=Reason.REOPENED if is_open else None,
            recorded_at=resolved,
        )


def _attendees(past: Past) -> Iterator[Attendee]:
    """The open day's list, with the hour at which each was seen."""
    zone = ZoneInfo(content.event().timezone)
    day = (past.event.starts_at or past.now).astimezone(zone).date()
    for attendee in content.event().attendees:
        seen = datetime.combine(day, attendee.checked_in_at, zone)
        yield Attendee(
            store_id=past.store.id,
            store_event_id=past.event.id,
            customer_id=past.customers[attendee.email].id,
            checked_in_at=seen,
            recorded_at=seen,
        )


def _check_ins(past: Past) -> Iterator[Occasion]:
    """Everybody else who came to the open day."""
    ended = past.event.ends_at or past.now
    for attendee in content.event().attendees:
        customer = past.customers[attendee.email]
        if (attendee.email, None) not in past.occasions:
            yield Occasion(
                store_id=past.store.id,
                customer_id=customer.id,
                kind=OccasionKind.EVENT,
                external_id=f"{past.event.key}:{customer.id}",
                store_event_id=past.event.id,
                happened_at=ended,
                recorded_at=ended,
            )


def _make_asks(
    session: Session,
    past: Past,
    answered: Mapping[tuple[str, str | None, Moment], Dated],
    others: Sequence[Occasion],
) -> None:
    """Every ask that the occasions led to: answered, sent, held back, or still to come."""
    said: dict[tuple[int, Moment], Dated] = {}
    for (email, product, moment), answer in answered.items():
        said[(past.occasions[(email, product)].id, moment)] = answer
    emails = {customer.id: customer for customer in past.customers.values()}
    for occasion in dict.fromkeys([*past.occasions.values(), *others]):
        for moment in moments_of(occasion.kind) if occasion.stopped_at is None else ():
            voice = said.get((occasion.id, moment))
            session.add(_ask(past, occasion, emails[occasion.customer_id], moment, voice))


def _ask(
    past: Past, occasion: Occasion, customer: Customer, moment: Moment, voice: Dated | None
) -> Solicitation:
    default = DEFAULTS[moment]
    zone = ZoneInfo(customer.timezone or past.store.timezone)
    due = due_at(occasion.happened_at, default.delay_hours, zone, QUIET)
    kind = voice.what.kind if voice else SubmissionKind.REVIEW
    ask = Solicitation(
        store_id=past.store.id,
        customer_id=customer.id,
        occasion_id=occasion.id,
        moment=moment,
        kind=kind,
        state=SolicitationState.PLANNED,
        reason=Reason.MOMENT_ARRIVES,
        due_at=due,
        useful_until=due + timedelta(days=default.useful_days),
        send_ref=UUID(int=past.dice.getrandbits(128)).hex,
        planned_at=occasion.recorded_at,
    )
    if voice is not None:
        ask.due_at = ask.handed_over_at = min(due, voice.submitted_at - timedelta(minutes=40))
        ask.answered_at = voice.submitted_at
        ask.state, ask.reason = SolicitationState.ANSWERED, Reason.ANSWERED
    elif due < past.now:
        _close(past, ask)
    return ask


def _close(past: Past, ask: Solicitation) -> None:
    """An ask of the past that nobody answered."""
    if past.dice.random() < 0.78:
        ask.handed_over_at = ask.due_at
        ask.state, ask.reason = SolicitationState.SENT, Reason.HANDED_OVER
    else:
        ask.state, ask.reason = SolicitationState.DROPPED, Reason.FATIGUE_CAP
