"""Claim what is due: judge each request again, and take those that may go as batches."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.events import SolicitationsClaimed
from core.i18n import spoken
from core.models import Solicitation, Store
from core.outbox import record
from core.states import Reason, SolicitationState
from solicitation.judging import Course, Facts, Verdict, judge
from solicitation.queries.facts import Surroundings, facts_of, load_asks, surroundings

BATCH = 1000
"""What one claim looks at, and what one provider call takes (SendGrid v3)."""
CLAIM_LASTS = timedelta(minutes=2)
SETTLES_WITHIN = timedelta(minutes=5)
"""A handed-over request whose outcome nobody wrote by then is `unknown` (rule 7)."""

_ENDS = {Course.STOP: SolicitationState.STOPPED, Course.DROP: SolicitationState.DROPPED}


def stores_with_due(session: Session, now: datetime) -> list[int]:
    """Stores that have planned requests whose moment came."""
    return list(
        session.scalars(
            select(Solicitation.store_id)
            .where(Solicitation.state == SolicitationState.PLANNED, Solicitation.due_at <= now)
            .distinct()
        )
    )


def claim_due(
    session: Session, store_id: int, secret_keys: Iterable[str], now: datetime
) -> Counter[str]:
    """Judge up to 1,000 due requests of a store and claim those that may go.

    The store's row is locked, so that two clocks never spend one person's cap twice. Returns how
    many requests took each course.
    """
    store = session.scalar(
        select(Store).where(Store.id == store_id).with_for_update(skip_locked=True)
    )
    if store is None or store.is_sending_paused:
        return Counter()
    asks = load_asks(session, store_id, _due_ids(session, store_id, now))
    around = surroundings(session, store)
    facts = facts_of(session, around, asks, secret_keys, now)
    courses: Counter[str] = Counter()
    batches: dict[tuple[str, ...], list[Solicitation]] = defaultdict(list)
    spent: dict[int, list[datetime]] = defaultdict(list)
    for ask in asks:
        verdict = judge(_with_spent(facts[ask.id], spent[ask.customer_id]), now)
        courses[verdict.course] += 1
        _apply(ask, verdict, now)
        if verdict.course is Course.GO:
            spent[ask.customer_id].append(now)
            batches[_template(around, ask)].append(ask)
    for batch in batches.values():
        _claim(session, batch, now)
    return courses


def release_claims(session: Session, now: datetime) -> int:
    """Give back claims whose sender died, and call unknown what was handed over and never settled.

    Nothing that may have reached the provider is planned again (rule 7; fault F2 and F3).
    """
    dead = session.scalars(
        select(Solicitation).where(
            Solicitation.claim_token.is_not(None),
            Solicitation.state == SolicitationState.CLAIMED,
            Solicitation.claimed_until < now,
        )
    ).all()
    for ask in dead:
        ask.move_to(SolicitationState.PLANNED, Reason.CLAIM_EXPIRED, now)
        ask.claim_token = ask.claimed_until = None
    silent = session.scalars(
        select(Solicitation).where(
            Solicitation.claim_token.is_not(None),
            Solicitation.state == SolicitationState.ATTEMPTED,
            Solicitation.handed_over_at < now - SETTLES_WITHIN,
        )
    ).all()
    for ask in silent:
        ask.move_to(SolicitationState.UNKNOWN, Reason.OUTCOME_UNKNOWN, now)
        ask.claim_token = None
    return len(dead) + len(silent)


def _due_ids(session: Session, store_id: int, now: datetime) -> list[int]:
    return list(
        session.scalars(
            select(Solicitation.id)
            .where(
                Solicitation.store_id == store_id,
                Solicitation.state == SolicitationState.PLANNED,
                Solicitation.due_at <= now,
            )
            .order_by(Solicitation.due_at, Solicitation.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
    )


def _with_spent(facts: Facts, spent: list[datetime]) -> Facts:
    """What this very batch already sends the same person counts, too."""
    return replace(facts, handed_over=(*facts.handed_over, *spent)) if spent else facts


def _apply(ask: Solicitation, verdict: Verdict, now: datetime) -> None:
    if verdict.course is Course.WAIT and verdict.due_at is not None:
        ask.due_at = verdict.due_at
        ask.move_to(SolicitationState.PLANNED, verdict.reason, now)
    elif verdict.course in _ENDS:
        ask.move_to(_ENDS[verdict.course], verdict.reason, now)


def _template(around: Surroundings, ask: Solicitation) -> tuple[str, ...]:
    """What people of one batch share: the letter they get and its language."""
    language = spoken([ask.customer.language], around.store.language)
    return (ask.moment, ask.kind, str(min(ask.sequence, 1)), language)


def _claim(session: Session, batch: list[Solicitation], now: datetime) -> None:
    token = str(uuid.uuid4())
    for ask in batch:
        ask.move_to(SolicitationState.CLAIMED, Reason.HANDED_OVER, now)
        ask.claim_token, ask.claimed_until = token, now + CLAIM_LASTS
    record(session, SolicitationsClaimed(batch[0].store_id, token), now)
