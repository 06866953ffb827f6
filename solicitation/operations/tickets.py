"""Support tickets become occasions: resolved, opened again, rated, in whatever order it is told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.models import Occasion, Store, Ticket
from core.states import OccasionKind, Reason
from solicitation.inbound.facts import Ignored, TicketFact
from solicitation.inbound.tickets import why_no_occasion
from solicitation.operations import catalogue
from solicitation.operations.recording import announce, find_occasion


def record_ticket(session: Session, store: Store, fact: TicketFact, now: datetime) -> bool:
    """Take what is told of a ticket; True when it changed anything about asking.

    A ticket never resolved asks for nothing, and neither does one of nobody we could write to;
    what was told of it is remembered, for news comes in any order.
    """
    occasion = find_occasion(session, store.id, OccasionKind.SUPPORT, fact.external_id)
    ticket = _remember(session, store, fact, occasion, now)
    if occasion is None:
        if fact.resolved_at is None or not fact.person.email:
            return False
        occasion = _new(session, store, fact, fact.resolved_at, now)
        before = None
    else:
        before = _shape(occasion)
        _meet(session, store, fact, now)
    _follow(occasion, ticket)
    if before == _shape(occasion):
        return False
    return announce(session, occasion, occasion.stop_reason, now)


def why_not(session: Session, store: Store, fact: TicketFact) -> Ignored | None:
    """Why a ticket cannot be an occasion, in words for a member; None when it can or is one."""
    if find_occasion(session, store.id, OccasionKind.SUPPORT, fact.external_id) is not None:
        return None
    return why_no_occasion(fact)


def _new(
    session: Session, store: Store, fact: TicketFact, resolved_at: datetime, now: datetime
) -> Occasion:
    occasion = Occasion(
        store_id=store.id,
        customer_id=catalogue.customer_of(session, store, fact.person, now).id,
        kind=OccasionKind.SUPPORT,
        external_id=fact.external_id,
        happened_at=resolved_at,
        recorded_at=now,
    )
    session.add(occasion)
    return occasion


def _meet(session: Session, store: Store, fact: TicketFact, now: datetime) -> None:
    """What is newly said of the person; news may come without an address."""
    if fact.person.email:
        catalogue.customer_of(session, store, fact.person, now)


def _remember(
    session: Session, store: Store, fact: TicketFact, occasion: Occasion | None, now: datetime
) -> Ticket:
    """Everything told of the ticket so far, held until the transaction ends."""
    ticket = session.scalar(
        select(Ticket)
        .where(Ticket.store_id == store.id, Ticket.external_id == fact.external_id)
        .with_for_update()
    )
    if ticket is None:
        resolved = [occasion.happened_at.isoformat()] if occasion else []
        ticket = Ticket(store_id=store.id, external_id=fact.external_id, resolved=resolved)
        session.add(ticket)
    (_add if fact.is_news else _replace)(ticket, fact, now)
    if fact.score is not None:
        ticket.satisfaction = max(0.0, min(1.0, fact.score / fact.score_max))
    ticket.recorded_at = now
    session.flush()  # the next line of the same file must find it
    return ticket


def _add(ticket: Ticket, fact: TicketFact, _now: datetime) -> None:
    """One more thing that happened: the order in which news comes does not matter."""
    if fact.resolved_at is not None:
        ticket.resolved = sorted({*ticket.resolved, fact.resolved_at.isoformat()})
    if fact.reopened_at is not None:
        ticket.reopened_at = max(fact.reopened_at, ticket.reopened_at or fact.reopened_at)


def _replace(ticket: Ticket, fact: TicketFact, now: datetime) -> None:
    """How the ticket stands as a whole, such as a row of a file, which may not say since when."""
    if fact.resolved_at is not None:
        ticket.resolved = [fact.resolved_at.isoformat()]
        ticket.reopened_at = fact.reopened_at
    elif ticket.resolved and _resolved_at(ticket) is not None:
        ticket.reopened_at = fact.reopened_at or now


def _follow(occasion: Occasion, ticket: Ticket) -> None:
    """Stop or revive the occasion as the ticket now stands.

    A helpdesk that closes its solved tickets days later moves no plan: what counts is the first
    resolution after the last opening.
    """
    happened_at = _resolved_at(ticket)
    if happened_at is None:
        occasion.happened_at = max(map(datetime.fromisoformat, ticket.resolved))
        occasion.stopped_at, occasion.stop_reason = ticket.reopened_at, Reason.REOPENED
    else:
        occasion.happened_at = happened_at
        occasion.stopped_at = occasion.stop_reason = None
    if ticket.satisfaction is not None:
        occasion.satisfaction = ticket.satisfaction


def _resolved_at(ticket: Ticket) -> datetime | None:
    """When the ticket was first resolved after it was last opened; None while it is open."""
    opened_at = ticket.reopened_at
    told = map(datetime.fromisoformat, ticket.resolved)
    return min((at for at in told if opened_at is None or at >= opened_at), default=None)


def _shape(occasion: Occasion) -> tuple[object, ...]:
    """What of a ticket decides about asking."""
    return (
        occasion.happened_at,
        occasion.stopped_at,
        occasion.stop_reason,
        occasion.satisfaction,
    )
