"""What a mail says of the person and of what they are asked about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.models import Occasion, OrderLine, Product, Solicitation, Store, Submission
from core.states import Moment, SubmissionState
from solicitation.mail_copy.asked import Asked, AskedProduct, Earlier
from solicitation.zones import zone_of

_STANDING = (SubmissionState.APPROVED, SubmissionState.WAITING, SubmissionState.RECEIVED)


@dataclass(frozen=True, slots=True)
class Addresses:
    """The pages one person's mail leads to."""

    answer: str
    unsubscribe: str
    preferences: str
    rules: str


def asked_people(
    session: Session,
    store: Store,
    asks: Sequence[Solicitation],
    addresses: Mapping[int, Addresses],
) -> dict[int, Asked]:
    """Each request's person and subject, by the request's id."""
    goods = products_kept(session, store.id, (ask.occasion.order_id for ask in asks))
    earlier = _earlier(session, store.id, asks)
    return {
        ask.id: _asked(
            store,
            ask,
            goods.get(ask.occasion.order_id or 0, ()),
            earlier.get(ask.customer_id, {}),
            addresses[ask.id],
        )
        for ask in asks
    }


def products_kept(
    session: Session, store_id: int, order_ids: Iterable[int | None]
) -> dict[int, tuple[Product, ...]]:
    """The products of each order that were not sent back, each once, in the order's sequence."""
    lines = session.scalars(
        select(OrderLine)
        .where(
            OrderLine.store_id == store_id,
            OrderLine.order_id.in_([i for i in order_ids if i is not None]),
            OrderLine.refunded_at.is_(None),
        )
        .options(joinedload(OrderLine.product))
        .order_by(OrderLine.order_id, OrderLine.id)
    ).all()
    return {
        order_id: tuple({line.product_id: line.product for line in group}.values())
        for order_id, group in groupby(lines, key=lambda line: line.order_id)
    }


def _earlier(
    session: Session, store_id: int, asks: Sequence[Solicitation]
) -> dict[int, dict[int, Submission]]:
    """What people asked at six months wrote before, by customer and product (rule 8)."""
    people = [ask.customer_id for ask in asks if ask.moment is Moment.SIX_MONTHS]
    rows = session.scalars(
        select(Submission)
        .where(
            Submission.store_id == store_id,
            Submission.customer_id.in_(people),
            Submission.product_id.is_not(None),
            Submission.state.in_(_STANDING),
        )
        .order_by(Submission.submitted_at)
    )
    found: dict[int, dict[int, Submission]] = {}
    for row in rows:
        found.setdefault(row.customer_id, {})[row.product_id or 0] = row
    return found


def _asked(
    store: Store,
    ask: Solicitation,
    products: Sequence[Product],
    earlier: Mapping[int, Submission],
    addresses: Addresses,
) -> Asked:
    customer, occasion = ask.customer, ask.occasion
    zone = zone_of(customer.timezone, customer.country, store.timezone, customer.region)
    former = next((earlier[p.id] for p in products if p.id in earlier), None)
    return Asked(
        customer_name=customer.name,
        store_name=store.name,
        store_address=store.url,
        happened_on=_told_at(occasion).astimezone(zone).date(),
        answer_url=addresses.answer,
        unsubscribe_url=addresses.unsubscribe,
        preferences_url=addresses.preferences,
        transparency_url=addresses.rules,
        privacy_url=f"{addresses.rules}#privacy",
        products=tuple(
            AskedProduct(p.name, p.image_url, f"{addresses.answer}?p={p.id}") for p in products
        ),
        event_name=occasion.store_event.name if occasion.store_event else "",
        earlier=_shown(former) if former is not None else None,
    )


def _shown(former: Submission) -> Earlier:
    return Earlier(former.words or "", former.submitted_at.astimezone(UTC).date())


def _told_at(occasion: Occasion) -> datetime:
    """The moment a customer remembers: the day they ordered, were helped, or came."""
    return occasion.order.ordered_at if occasion.order is not None else occasion.happened_at
