"""Before and after the one call to the mail provider; the call itself holds no transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.events import SolicitationsSent
from core.mail import Accepted, NotSent, Outcome, Refused
from core.models import Solicitation, Store
from core.outbox import record
from core.signing import mint_links
from core.states import LinkPurpose, Reason, SolicitationState
from solicitation.judging import must_stop
from solicitation.operations.moving import move_all, note_messages
from solicitation.queries.due import DueAsk, load_asks
from solicitation.queries.facts import expected_rates, facts_of, surroundings

TRY_AGAIN = timedelta(minutes=5)

_UNCLAIMED: Mapping[str, Any] = {"claim_token": None, "claimed_until": None}
_Settled = tuple[SolicitationState, Reason, tuple[tuple[str, Any], ...]]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request about to leave, with the raw tokens of its links."""

    ask: DueAsk
    answer: str
    unsubscribe: str
    preferences: str


def begin_attempts(
    session: Session, store_id: int, claim_token: str, secret_keys: Iterable[str], now: datetime
) -> list[Outgoing]:
    """Commit to sending: the claimed requests of a token that still may leave (rules 3 and 7).

    Whoever objected, was refunded or answered since the claim is stopped here. A second run finds
    nothing claimed and gives back nothing.
    """
    store = session.get_one(Store, store_id)
    asks = load_asks(session, store_id, _claimed_ids(session, store_id, claim_token))
    around = surroundings(session, store, expected_rates({}))  # they stop nobody
    facts = facts_of(session, around, asks, secret_keys, now)
    grounds = {ask.id: must_stop(facts[ask.id]) for ask in asks}
    _stop(session, grounds, now)
    leaving = [ask for ask in asks if grounds[ask.id] is None]
    if leaving:
        _attempt(session, [ask.id for ask in leaving], now)
    return _with_links(session, store_id, leaving, now)


def finish_attempts(
    session: Session,
    store_id: int,
    outcomes: Mapping[int, Outcome],
    now: datetime,
) -> None:
    """Write what the provider said of each request; one that moved on meanwhile is left alone."""
    settled: dict[_Settled, list[int]] = defaultdict(list)
    messages = _messages(outcomes)
    shared = set(messages.values()) if len(set(messages.values())) == 1 else set()
    for key, outcome in outcomes.items():
        settled[_settled(outcome, now, shared)].append(key)
    sent: list[int] = []
    for (state, reason, values), ids in settled.items():
        changes = {**_UNCLAIMED, **dict(values)}
        moved = move_all(session, ids, SolicitationState.ATTEMPTED, state, reason, now, **changes)
        sent += moved if state is SolicitationState.SENT else ()
    if sent and not shared:
        note_messages(session, {key: messages[key] for key in sent})
    if sent:
        record(session, SolicitationsSent(store_id, sorted(sent)), now)


def _messages(outcomes: Mapping[int, Outcome]) -> dict[int, str]:
    """What the provider calls each; one name for a whole call at SendGrid, one each by SMTP."""
    accepted = ((key, one) for key, one in outcomes.items() if isinstance(one, Accepted))
    return {key: one.message_id[:200] for key, one in accepted}


def _settled(outcome: Outcome, now: datetime, shared: Iterable[str]) -> _Settled:
    """The state, its reason, and what else changes; equal for all whom one answer speaks of."""
    if isinstance(outcome, Accepted):
        told = tuple(("message_id", message) for message in shared)
        return SolicitationState.SENT, Reason.HANDED_OVER, told
    if isinstance(outcome, Refused):
        return SolicitationState.FAILED, Reason.PROVIDER_REFUSED, ()
    if isinstance(outcome, NotSent):
        pause = timedelta(seconds=outcome.retry_after_seconds or 0)
        again = (("handed_over_at", None), ("due_at", now + max(pause, TRY_AGAIN)))
        return SolicitationState.PLANNED, Reason.PROVIDER_BUSY, again
    return SolicitationState.UNKNOWN, Reason.OUTCOME_UNKNOWN, ()


def _stop(session: Session, grounds: Mapping[int, Reason | None], now: datetime) -> None:
    stopped: dict[Reason, list[int]] = defaultdict(list)
    for key, reason in grounds.items():
        if reason is not None:
            stopped[reason].append(key)
    before, after = SolicitationState.CLAIMED, SolicitationState.STOPPED
    for reason, ids in stopped.items():
        move_all(session, ids, before, after, reason, now, claim_token=None)


def _attempt(session: Session, ids: Sequence[int], now: datetime) -> None:
    before, after = SolicitationState.CLAIMED, SolicitationState.ATTEMPTED
    move_all(session, ids, before, after, Reason.HANDED_OVER, now, handed_over_at=now)


def _claimed_ids(session: Session, store_id: int, claim_token: str) -> Sequence[int]:
    return session.scalars(
        select(Solicitation.id)
        .where(
            Solicitation.store_id == store_id,
            Solicitation.claim_token == claim_token,
            Solicitation.state == SolicitationState.CLAIMED,
        )
        .with_for_update()
    ).all()


def _with_links(
    session: Session, store_id: int, asks: Sequence[DueAsk], now: datetime
) -> list[Outgoing]:
    owners = [(ask.customer_id, ask.id) for ask in asks]
    purposes = (LinkPurpose.ANSWER, LinkPurpose.UNSUBSCRIBE, LinkPurpose.PREFERENCES)
    links = [mint_links(session, p, owners, store_id=store_id, now=now) for p in purposes]
    return [Outgoing(*one) for one in zip(asks, *links, strict=True)]
