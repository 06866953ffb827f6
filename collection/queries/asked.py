"""What a link asks its holder about: the products of an order, the store, or an event."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from collection.policy import STANDING
from core.errors import N_, LinkUnknown, NotFound
from core.models import (
    Customer,
    Link,
    Occasion,
    OrderLine,
    Product,
    Solicitation,
    Store,
    Submission,
)
from core.states import Moment, OccasionKind, SubjectKind, SubmissionKind, SubmissionState


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as its customer meets it; `given` are the answers to it so far."""

    store: Store
    customer: Customer
    ask: Solicitation
    occasion: Occasion
    lines: tuple[OrderLine, ...]
    given: tuple[Submission, ...]

    @property
    def subject(self) -> SubjectKind:
        """What the answer will be about."""
        if self.ask.kind is SubmissionKind.TESTIMONIAL:
            return SubjectKind.STORE
        if self.occasion.kind is OccasionKind.PURCHASE:
            return SubjectKind.PRODUCT
        if self.occasion.kind is OccasionKind.EVENT and self.occasion.store_event_id:
            return SubjectKind.EVENT
        return SubjectKind.STORE

    @property
    def products(self) -> tuple[Product, ...]:
        """What was kept of the order, each product once."""
        kept = {line.product_id: line.product for line in self.lines if not line.refunded_at}
        return tuple(kept.values())

    def line_of(self, product_id: int) -> OrderLine | None:
        """The line that proves the purchase (rule 11).

        A line that was given back counts too: who returned a product has met it, and asking only
        those who kept it would flatter the average.
        """
        return next((line for line in self.lines if line.product_id == product_id), None)

    def answer_to(self, product_id: int | None) -> Submission | None:
        """What was already given about this product, or about the store or the event."""
        return next((one for one in self.given if one.product_id == product_id), None)

    def left(self, but: int | None = None) -> tuple[Product, ...]:
        """The products nothing was said of yet, `but` one."""
        done = {one.product_id for one in self.given} | {but}
        return tuple(product for product in self.products if product.id not in done)


def asked_by(session: Session, link: Link, *, is_locked: bool = False) -> Asked:
    """What `link` asks; `is_locked` keeps other writers of the same request waiting."""
    if link.solicitation_id is None:
        raise LinkUnknown(
            N_("This link is not complete. Please open it again from the mail we sent you.")
        )
    wanted = (
        select(Solicitation)
        .where(Solicitation.store_id == link.store_id, Solicitation.id == link.solicitation_id)
        .options(
            joinedload(Solicitation.customer),
            joinedload(Solicitation.occasion).joinedload(Occasion.store_event),
        )
    )
    if is_locked:
        wanted = wanted.with_for_update(of=Solicitation)
    ask = session.scalars(wanted).one()
    store = session.get_one(Store, link.store_id)
    given = _given(session, link.store_id, ask)
    lines = _lines(session, link.store_id, ask.occasion.order_id)
    return Asked(store, ask.customer, ask, ask.occasion, lines, given)


def _given(session: Session, store_id: int, ask: Solicitation) -> tuple[Submission, ...]:
    """The answers to one request, newest version first; what was taken back may be given anew.

    A request for a picture is about what its reader wrote at that moment, whichever mail led there.
    """
    of_moment = (Submission.occasion_id == ask.occasion_id) & (Submission.moment == ask.moment)
    of_ask = Submission.solicitation_id == ask.id
    rows = session.scalars(
        select(Submission)
        .where(
            Submission.store_id == store_id,
            of_moment if ask.is_media_only else of_ask,
            Submission.state.not_in((SubmissionState.WITHDRAWN, SubmissionState.ERASED)),
        )
        .options(joinedload(Submission.product))
        .order_by(Submission.id.desc())
    )
    return tuple(rows)


def _lines(session: Session, store_id: int, order_id: int | None) -> tuple[OrderLine, ...]:
    if order_id is None:
        return ()
    rows = session.scalars(
        select(OrderLine)
        .where(OrderLine.store_id == store_id, OrderLine.order_id == order_id)
        .options(joinedload(OrderLine.product))
        .order_by(OrderLine.refunded_at.is_not(None), OrderLine.id)
    )
    return tuple(rows)


def chosen_product(asked: Asked, wanted: str) -> Product | None:
    """The product of `?p=`, else the first one not yet answered; None when it is not of products.

    Raises NotFound for a product that is not, or no longer, part of the order.
    """
    if asked.subject is not SubjectKind.PRODUCT:
        return None
    if wanted:
        line = asked.line_of(int(wanted)) if wanted.isdecimal() and len(wanted) < 19 else None
        if line is None:
            raise NotFound(N_("This product is not part of the order, or no longer exists."))
        return line.product
    candidates = asked.left() or asked.products or tuple(line.product for line in asked.lines)
    if not candidates:
        raise NotFound(N_("There is nothing left of this order to speak of."))
    return candidates[0]


def earlier_words(session: Session, asked: Asked, product: Product | None) -> Submission | None:
    """What this person last said of the product, to be shown at six months (rule 8)."""
    if product is None or asked.ask.moment is not Moment.SIX_MONTHS:
        return None
    return session.scalar(
        select(Submission)
        .where(
            Submission.store_id == asked.store.id,
            Submission.customer_id == asked.customer.id,
            Submission.product_id == product.id,
            Submission.kind == SubmissionKind.REVIEW,
            Submission.state.in_(STANDING),
        )
        .order_by(Submission.submitted_at.desc(), Submission.id.desc())
        .limit(1)
    )
