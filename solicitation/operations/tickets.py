"""Support tickets become occasions: resolved, opened again, rated, in whatever order it is told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core.models import Occasion, Store
from core.states import OccasionKind, Reason
from solicitation.inbound.facts import Ignored, TicketFact
from solicitation.inbound.tickets import why_no_occasion
from solicitation.operations import catalogue
from solicitation.operations.recording import announce, find_occasion


def record_ticket(session: Session, store: Store, fact: TicketFact, now: datetime) -> bool:
    """Take what is told of a ticket; True when it changed anything.

    A ticket never resolved asks for nothing, and neither does one of nobody we could write to.
    """
    occasion = find_occasion(session, store.id, OccasionKind.SUPPORT, fact.external_id)
    if occasion is None:
        if fact.resolved_at is None or not fact.person.email:
            return False
        occasion = _new(session, store, fact, fact.resolved_at, now)
        before = None
    else:
        before = _shape(occasion)
        _meet(session, store, fact, now)
    _follow(occasion, fact, now)
    if fact.score is not None:
        occasion.satisfaction = max(0.0, min(1.0, fact.score / fact.score_max))
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


def _follow(occasion: Occasion, fact: TicketFact, now: datetime) -> None:
    """Stop or revive the occasion as the ticket now stands."""
    if fact.is_news:
        _follow_news(occasion, fact)
        return
    occasion.happened_at = fact.resolved_at or occasion.happened_at
    is_open = fact.resolved_at is None or (
        fact.reopened_at is not None and fact.reopened_at > fact.resolved_at
    )
    if not is_open:
        _revive(occasion)
    elif occasion.stopped_at is None:
        _stop(occasion, fact.reopened_at or now)


def _follow_news(occasion: Occasion, fact: TicketFact) -> None:
    """Later news wins over earlier news that arrives late; a ticket resolved stays as it was.

    So a helpdesk that closes its solved tickets days later moves no plan.
    """
    stopped_at = occasion.stopped_at
    if fact.resolved_at is not None and stopped_at is not None and fact.resolved_at >= stopped_at:
        occasion.happened_at = fact.resolved_at
        _revive(occasion)
    elif fact.reopened_at is not None and fact.reopened_at >= occasion.happened_at:
        _stop(occasion, max(fact.reopened_at, stopped_at or fact.reopened_at))


def _stop(occasion: Occasion, at: datetime) -> None:
    occasion.stopped_at, occasion.stop_reason = at, Reason.REOPENED


def _revive(occasion: Occasion) -> None:
    occasion.stopped_at = occasion.stop_reason = None


def _shape(occasion: Occasion) -> tuple[object, ...]:
    """What of a ticket decides about asking."""
    return (
        occasion.happened_at,
        occasion.stopped_at,
        occasion.stop_reason,
        occasion.satisfaction,
    )
