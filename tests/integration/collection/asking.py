"""People who were asked, with their links: what the tests of collecting begin with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from core.doors import Doors
from core.models import Customer, Product, Solicitation, Store
from core.signing import mint_link
from core.states import LinkPurpose, Moment, OccasionKind, SolicitationState, SubmissionKind
from tests.factories import (
    NOW,
    make_customer,
    make_occasion,
    make_order,
    make_product,
    make_solicitation,
    make_store,
    make_store_event,
)

REVIEW, TESTIMONIAL = SubmissionKind.REVIEW, SubmissionKind.TESTIMONIAL
MOMENTS = [
    (Moment.AFTER_PURCHASE, REVIEW),
    (Moment.ONE_MONTH, REVIEW),
    (Moment.SIX_MONTHS, REVIEW),
    (Moment.SUPPORT_RESOLVED, REVIEW),
    (Moment.SUPPORT_RESOLVED, TESTIMONIAL),
    (Moment.EVENT, REVIEW),
]


@dataclass(slots=True)
class Person:
    """One asked customer: rows are detached, read what you check from the database."""

    store: Store
    customer: Customer
    ask: Solicitation
    token: str
    products: list[Product] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The address of the form, in English."""
        return f"/r/{self.token}?lang=en"


def someone_asked(
    doors: Doors,
    moment: Moment = Moment.AFTER_PURCHASE,
    kind: SubmissionKind = REVIEW,
    *,
    products: int = 1,
    store: dict[str, Any] | None = None,
    customer: dict[str, Any] | None = None,
    product: dict[str, Any] | None = None,
) -> Person:
    """A customer who got the mail of this moment."""
    with doors.database.transaction() as session:
        shop = make_store(session, **(store or {}))
        person = make_customer(session, shop, **({"language": "en"} | (customer or {})))
        goods = [
            make_product(session, shop, **({"name": f"Bol {n + 1}"} | (product or {})))
            for n in range(products)
        ]
        ask = _ask(session, shop, person, goods, moment, kind)
        token = mint_link(
            session,
            LinkPurpose.ANSWER,
            store_id=shop.id,
            customer_id=person.id,
            solicitation_id=ask.id,
            now=NOW,
        )
    return Person(shop, person, ask, token, goods)


def _ask(
    session: Session,
    store: Store,
    customer: Customer,
    goods: list[Product],
    moment: Moment,
    kind: SubmissionKind,
) -> Solicitation:
    if moment is Moment.EVENT:
        event = make_store_event(session, store)
        occasion = make_occasion(
            session, customer, kind=OccasionKind.EVENT, store_event=event, happened_at=event.ends_at
        )
    elif moment is Moment.SUPPORT_RESOLVED:
        occasion = make_occasion(session, customer, kind=OccasionKind.SUPPORT)
    else:
        occasion = make_occasion(session, customer, order=make_order(session, customer, goods))
    return make_solicitation(
        session, occasion, moment=moment, kind=kind, state=SolicitationState.SENT
    )


def filled(kind: SubmissionKind = REVIEW, /, **values: str) -> dict[str, str]:
    """A form that can be kept."""
    stars: dict[str, str] = {} if kind is TESTIMONIAL else {"rating": "4"}
    return {**stars, "words": "It keeps tea warm.", "site": "y", "shown_as": "first"} | values
