"""Every ask of a customer, with its state and the sentence that says why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.errors import N_, NotFound
from core.models import Customer, ExperimentVariant, Occasion, Solicitation, Store
from core.states import Reason, SolicitationState, Varied
from solicitation.queries.senders import check_of
from solicitation.queries.trials import variants_of_asks
from solicitation.reasons import HOUR_DRAWN, SENTENCES, TRIED


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
    variant: ExperimentVariant | None = None
    """What its reader got of an experiment."""
    is_held: bool = False
    """Whether it waits until the store's sender is proven."""


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
    ).all()
    variants = variants_of_asks(session, customer.store_id, asks)
    is_held = _is_held(session, customer.store_id)
    return [
        Explained(
            ask,
            _about(ask.occasion),
            _steps(ask),
            _got(ask, variants),
            is_held=is_held and ask.state is SolicitationState.PLANNED,
        )
        for ask in asks
    ]


def notes_on(one: Explained, language: str, say: Callable[..., str]) -> list[str]:
    """Which variant the reader got and why the hour was drawn, said by `say(sentence, **values)`.

    `language` is the one that the customer reads.
    """
    notes: list[str] = []
    if one.variant is not None:
        told = one.variant.subjects.get(language) or one.variant.delay_hours
        varied = one.variant.experiment.varied
        notes.append(say(TRIED[varied], letter=one.variant.letter, told=told))
    if one.ask.learned_hour is not None:
        notes.append(say(HOUR_DRAWN, hour=one.ask.learned_hour))
    if one.is_held:
        notes.append(say(SENTENCES[Reason.SENDER_UNPROVEN]))
    return notes


def _is_held(session: Session, store_id: int) -> bool:
    check = check_of(session, session.get_one(Store, store_id))
    return check is not None and check.opened_at is None


def _got(ask: Solicitation, variants: Mapping[int, ExperimentVariant]) -> ExperimentVariant | None:
    """The variant; a subject is got by mail alone, and while its experiment runs."""
    variant = variants.get(ask.variant_id or 0)
    if variant is None or variant.experiment.varied is Varied.DELAY:
        return variant
    sent_at, ended_at = ask.handed_over_at, variant.experiment.ended_at
    return variant if sent_at and (ended_at is None or sent_at <= ended_at) else None


def _about(occasion: Occasion) -> str:
    if occasion.order is not None:
        return occasion.order.external_id
    return occasion.store_event.name if occasion.store_event else occasion.external_id


def _steps(ask: Solicitation) -> tuple[Step, ...]:
    return tuple(Step(m.moved_at, m.to_state, m.reason, m.due_at) for m in ask.moves)
