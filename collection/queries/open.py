"""What an open page is about, who may be written to, and what waits for its author."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload

from collection.policy import STANDING
from core.errors import N_, LinkUnknown, NotFound
from core.models import (
    Customer,
    Letter,
    Link,
    Occasion,
    Order,
    OrderLine,
    Product,
    Solicitation,
    Store,
    StoreEvent,
    Submission,
    Suppression,
)
from core.signing import address_hmacs
from core.states import Collecting, OccasionKind, OrderStatus, SubjectKind, SubmissionState


@dataclass(frozen=True, slots=True)
class Place:
    """A store and what its open page is about: an event, a product, or the store itself."""

    store: Store
    event: StoreEvent | None = None
    product: Product | None = None

    @property
    def name(self) -> str:
        """What the words are about."""
        return (self.product or self.event or self.store).name

    @property
    def subject(self) -> SubjectKind:
        """Its kind."""
        if self.event is not None:
            return SubjectKind.EVENT
        return SubjectKind.STORE if self.product is None else SubjectKind.PRODUCT

    def collecting(self, now: datetime) -> Collecting:
        """Whether words are taken here now."""
        if self.event is not None:
            return self.event.collecting(now)
        store = self.store
        is_open = store.is_open_for_products if self.product else store.is_open_for_store
        return Collecting.OPEN if is_open else Collecting.OFF


def open_place(session: Session, store_key: str, slug: str) -> Place:
    """The event behind an open address; NotFound for any other."""
    row = session.execute(
        select(Store, StoreEvent)
        .join(StoreEvent, StoreEvent.store_id == Store.id)
        .where(Store.key == store_key, StoreEvent.key == slug)
    ).first()
    if row is None:
        raise NotFound(N_("There is no such page. Please scan the code once more."))
    return Place(row[0], event=row[1])


def store_place(session: Session, store_key: str, product_ref: str) -> Place:
    """The store's own open page, or that of one of its products; NotFound for any other."""
    store = session.scalar(select(Store).where(Store.key == store_key))
    if store is None:
        raise NotFound(N_("There is no such page. Please scan the code once more."))
    if not product_ref:
        return Place(store)
    product = session.scalar(
        select(Product).where(Product.store_id == store.id, Product.ref == product_ref)
    )
    if product is None:
        raise NotFound(N_("There is no such page. Please scan the code once more."))
    return Place(store, product=product)


def bought_line(session: Session, submission: Submission) -> OrderLine | None:
    """The order line that proves the person bought the product (rule 11); given back or not."""
    return session.scalar(
        select(OrderLine)
        .join(Order, OrderLine.order_id == Order.id)
        .where(
            OrderLine.store_id == submission.store_id,
            OrderLine.product_id == submission.product_id,
            Order.customer_id == submission.customer_id,
            Order.status != OrderStatus.CANCELLED,
        )
        .order_by(OrderLine.id.desc())
        .limit(1)
    )


def is_suppressed(session: Session, store_id: int, keys: Iterable[str], email: str) -> bool:
    """Whether this address is never to be written to."""
    wanted = address_hmacs(keys, store_id, email)
    found = session.scalar(
        select(Suppression.id).where(
            Suppression.store_id == store_id, Suppression.address_hmac.in_(wanted)
        )
    )
    return found is not None


def customer_at(session: Session, store_id: int, email: str) -> Customer | None:
    """The customer with this (normal) address."""
    return session.scalar(
        select(Customer).where(Customer.store_id == store_id, Customer.email == email)
    )


def left_since(session: Session, customer: Customer, since: datetime) -> int:
    """How many times words were left under this person's address since then."""
    return (
        session.scalar(
            select(func.count(Submission.id)).where(
                Submission.store_id == customer.store_id,
                Submission.customer_id == customer.id,
                Submission.state == SubmissionState.UNCONFIRMED,
                Submission.submitted_at > since,
            )
        )
        or 0
    )


def check_in_of(
    session: Session, store_id: int, customer_id: int, event_id: int
) -> Occasion | None:
    """The check-in that proves the person was at the event (rule 11)."""
    return session.scalar(
        select(Occasion)
        .where(
            Occasion.store_id == store_id,
            Occasion.customer_id == customer_id,
            Occasion.kind == OccasionKind.EVENT,
            Occasion.store_event_id == event_id,
            Occasion.stopped_at.is_(None),
        )
        .order_by(Occasion.id)
        .limit(1)
    )


def standing_words(session: Session, submission: Submission) -> Submission | None:
    """What the same person said of the same thing before, if it still stands."""
    return session.scalar(
        select(Submission)
        .where(
            Submission.store_id == submission.store_id,
            Submission.customer_id == submission.customer_id,
            Submission.kind == submission.kind,
            *_same_subject(submission),
            Submission.id != submission.id,
            Submission.state.in_(STANDING),
        )
        .order_by(Submission.submitted_at.desc(), Submission.id.desc())
        .limit(1)
    )


def _same_subject(submission: Submission) -> tuple[ColumnElement[bool], ...]:
    """Words about one product never amend those about another, nor those about the store."""
    if submission.store_event_id is not None:
        return (Submission.store_event_id == submission.store_event_id,)
    if submission.product_id is not None:
        return (
            Submission.product_id == submission.product_id,
            Submission.store_event_id.is_(None),
        )
    return (Submission.subject == SubjectKind.STORE,)


def unproven_words(session: Session, occasion: Occasion) -> Sequence[Submission]:
    """Words of this person that nothing proves yet: about this event, or about any product."""
    about = (
        (Submission.store_event_id == occasion.store_event_id, Submission.occasion_id.is_(None))
        if occasion.store_event_id is not None
        else (Submission.product_id.is_not(None), Submission.order_line_id.is_(None))
    )
    return session.scalars(
        select(Submission).where(
            Submission.store_id == occasion.store_id,
            Submission.customer_id == occasion.customer_id,
            *about,
            Submission.solicitation_id.is_(None),
            Submission.state != SubmissionState.UNCONFIRMED,
        )
    ).all()


def left_words(session: Session, link: Link, *, is_locked: bool = False) -> Submission:
    """The words a confirmation link is about, whatever became of them."""
    wanted = (
        select(Submission)
        .where(Submission.store_id == link.store_id, Submission.id == link.submission_id)
        .options(
            joinedload(Submission.store_event),
            joinedload(Submission.product),
            joinedload(Submission.customer),
        )
    )
    if is_locked:
        wanted = wanted.with_for_update(of=Submission)
    found = session.scalar(wanted)
    if found is None:
        raise LinkUnknown(
            N_("This link is not complete. Please open it again from the mail we sent you.")
        )
    return found


def letter_at(session: Session, store_id: int, letter_id: int) -> Letter | None:
    """One letter, held until the transaction ends."""
    return session.scalar(
        select(Letter)
        .where(Letter.store_id == store_id, Letter.id == letter_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def is_known_otherwise(session: Session, customer: Customer) -> bool:
    """Whether anything else was ever heard of a person than words now deleted."""
    mine = (Occasion, Solicitation, Submission)
    return any(
        session.scalar(
            select(row.id)
            .where(row.store_id == customer.store_id, row.customer_id == customer.id)
            .limit(1)
        )
        for row in mine
    )
