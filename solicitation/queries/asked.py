"""What a mail says of the person and of what they are asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.bulk import one_of, rows_of
from core.models import OrderLine, Product, Store, Submission
from core.states import Moment, SubmissionState
from solicitation.mail_copy.asked import Asked, AskedProduct, Earlier
from solicitation.queries.due import DueAsk, DueOccasion
from solicitation.zones import zone_of

_STANDING = (SubmissionState.APPROVED, SubmissionState.WAITING, SubmissionState.RECEIVED)


class Addresses(NamedTuple):
    """The pages one person's mail leads to."""

    answer: str
    unsubscribe: str
    preferences: str
    rules: str


class Kept(NamedTuple):
    """A product that a customer kept."""

    id: int
    name: str
    image_url: str


def asked_people(
    session: Session,
    store: Store,
    asks: Sequence[DueAsk],
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
) -> dict[int, tuple[Kept, ...]]:
    """The products of each order that were not sent back, each once, in the order's sequence."""
    lines = rows_of(
        session,
        select(OrderLine.order_id, OrderLine.product_id)
        .where(
            OrderLine.store_id == store_id,
            one_of(session, OrderLine.order_id, [i for i in order_ids if i is not None]),
            OrderLine.refunded_at.is_(None),
        )
        .order_by(OrderLine.order_id, OrderLine.id),
    )
    known = _products(session, store_id, {product_id for _, product_id in lines})
    kept: dict[int, dict[int, Kept]] = defaultdict(dict)
    for order_id, product_id in lines:
        kept[order_id][product_id] = known[product_id]
    return {order_id: tuple(products.values()) for order_id, products in kept.items()}


def _products(session: Session, store_id: int, ids: Collection[int]) -> dict[int, Kept]:
    rows = session.execute(
        select(Product.id, Product.name, Product.image_url).where(
            Product.store_id == store_id, one_of(session, Product.id, ids)
        )
    )
    return {row.id: Kept(*row) for row in rows}


def _earlier(
    session: Session, store_id: int, asks: Sequence[DueAsk]
) -> dict[int, dict[int, Submission]]:
    """What people asked at six months wrote before, by customer and product (rule 8)."""
    people = [ask.customer_id for ask in asks if ask.moment is Moment.SIX_MONTHS]
    if not people:
        return {}
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
    ask: DueAsk,
    products: Sequence[Kept],
    earlier: Mapping[int, Submission],
    addresses: Addresses,
) -> Asked:
    customer, occasion = ask.customer, ask.occasion
    zone = zone_of(customer.timezone, customer.country, store.timezone, customer.region)
    former = _former(products, earlier) if earlier else None
    return Asked(
        customer_name=customer.name,
        store_name=store.name,
        store_address=store.url,
        store_country=store.country,
        happened_on=_told_at(occasion).astimezone(zone).date(),
        answer_url=addresses.answer,
        unsubscribe_url=addresses.unsubscribe,
        preferences_url=addresses.preferences,
        transparency_url=addresses.rules,
        privacy_url=f"{addresses.rules}#privacy",
        products=tuple(
            [AskedProduct(p.name, p.image_url, f"{addresses.answer}?p={p.id}") for p in products]
        ),
        event_name=occasion.event_name or "",
        earlier=_shown(former) if former is not None else None,
    )


def _former(products: Sequence[Kept], earlier: Mapping[int, Submission]) -> Submission | None:
    return next((earlier[p.id] for p in products if p.id in earlier), None)


def _shown(former: Submission) -> Earlier:
    return Earlier(former.words or "", former.submitted_at.astimezone(UTC).date())


def _told_at(occasion: DueOccasion) -> datetime:
    """The moment a customer remembers: the day they ordered, were helped, or came."""
    return occasion.ordered_at or occasion.happened_at
