"""Before and after the one call to the mail provider; the call itself holds no transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.events import SolicitationSent
from core.mail import Accepted, NotSent, Outcome, Refused
from core.models import Solicitation, Store
from core.outbox import record
from core.signing import mint_link
from core.states import LinkPurpose, Reason, SolicitationState
from solicitation.judging import must_stop
from solicitation.queries.facts import facts_of, load_asks, surroundings

TRY_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request about to leave, with the raw tokens of its links."""

    ask: Solicitation
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
    facts = facts_of(session, surroundings(session, store), asks, secret_keys, now)
    outgoing = []
    for ask in asks:
        if (reason := must_stop(facts[ask.id])) is not None:
            ask.move_to(SolicitationState.STOPPED, reason, now)
            ask.claim_token = None
        else:
            ask.move_to(SolicitationState.ATTEMPTED, Reason.HANDED_OVER, now)
            ask.handed_over_at = now
            outgoing.append(_with_links(session, ask, now))
    return outgoing


def finish_attempts(
    session: Session,
    store_id: int,
    outcomes: Mapping[int, Outcome],
    now: datetime,
) -> None:
    """Write what the provider said of each request; one that moved on meanwhile is left alone."""
    for ask in load_asks(session, store_id, outcomes):
        if ask.state is not SolicitationState.ATTEMPTED:
            continue
        _settle(session, ask, outcomes[ask.id], now)
        ask.claim_token = ask.claimed_until = None


def _settle(session: Session, ask: Solicitation, outcome: Outcome, now: datetime) -> None:
    if isinstance(outcome, Accepted):
        ask.message_id = outcome.message_id[:200]
        ask.move_to(SolicitationState.SENT, Reason.HANDED_OVER, now)
        record(session, SolicitationSent(ask.store_id, ask.id), now)
    elif isinstance(outcome, Refused):
        ask.move_to(SolicitationState.FAILED, Reason.PROVIDER_REFUSED, now)
    elif isinstance(outcome, NotSent):
        pause = timedelta(seconds=outcome.retry_after_seconds or 0)
        ask.handed_over_at = None
        ask.due_at = now + max(pause, TRY_AGAIN)
        ask.move_to(SolicitationState.PLANNED, Reason.PROVIDER_BUSY, now)
    else:
        ask.move_to(SolicitationState.UNKNOWN, Reason.OUTCOME_UNKNOWN, now)


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


def _with_links(session: Session, ask: Solicitation, now: datetime) -> Outgoing:
    def mint(purpose: LinkPurpose) -> str:
        return mint_link(
            session,
            purpose,
            store_id=ask.store_id,
            customer_id=ask.customer_id,
            solicitation_id=ask.id,
            now=now,
        )

    return Outgoing(
        ask,
        mint(LinkPurpose.ANSWER),
        mint(LinkPurpose.UNSUBSCRIBE),
        mint(LinkPurpose.PREFERENCES),
    )
