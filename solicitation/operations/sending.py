"""Before and after the one call to the mail provider; the call itself holds no transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.bulk import commit_without_waiting
from core.events import SolicitationsSent
from core.mail import Accepted, NotSent, Outcome, Refused
from core.models import Solicitation, Store
from core.outbox import record
from core.signing import ask_tokens
from core.states import Reason, SolicitationState
from solicitation.judging import Course, Verdict, judge
from solicitation.operations.moving import Wait, move_all, wait_all
from solicitation.queries.doubts import claimed_asks
from solicitation.queries.due import DueAsk
from solicitation.queries.facts import expected_rates, facts_of, surroundings

TRY_AGAIN = timedelta(minutes=5)
MOST_CALLS = 10
"""Calls that one batch becomes at most, a name of the provider's for each; SMTP names each mail."""

_ENDS = {Course.STOP: SolicitationState.STOPPED, Course.DROP: SolicitationState.DROPPED}
_UNCLAIMED: Mapping[str, Any] = {"claim_token": None, "claimed_until": None}
_Settled = tuple[SolicitationState, Reason, tuple[tuple[str, Any], ...]]


class Outgoing(NamedTuple):
    """One request about to leave, with the raw tokens of its links."""

    ask: DueAsk
    answer: str
    unsubscribe: str
    preferences: str


def begin_attempts(
    session: Session,
    store_id: int,
    claim_token: str,
    secret_keys: Iterable[str],
    now: datetime,
    *,
    is_held: bool = False,
) -> list[Outgoing]:
    """Commit to sending: the claimed requests of a token that still may leave (rules 2, 3 and 7).

    Whoever objected, was refunded or answered since the claim is stopped here; whoever paused our
    mails, or fell asleep, waits. A second run finds nothing claimed and gives back nothing.
    While the store's sender `is_held`, all of them wait.
    """
    store = session.get_one(Store, store_id)
    keys, ids = tuple(secret_keys), _claimed_ids(session, store_id, claim_token)
    if not ids:
        return []
    asks, doubtful = claimed_asks(session, store, ids, keys, now)
    if store.is_sending_paused or is_held:
        why = Reason.SENDING_PAUSED if store.is_sending_paused else Reason.SENDER_UNPROVEN
        _wait(session, {ask.id: (why, ask.due_at) for ask in asks}, now)
        return []
    again = [ask for ask in asks if ask.id in doubtful]
    staying = _stay(session, _judged_again(session, store, again, keys, now), now)
    leaving = [ask for ask in asks if ask.id not in staying]
    return _attempt(session, leaving, now) if leaving else []


def finish_attempts(
    session: Session,
    store_id: int,
    outcomes: Mapping[int, Outcome],
    now: datetime,
) -> None:
    """Write what the provider said of each request; one that moved on meanwhile is left alone.

    Its commit waits for no disk: were it undone, the requests would stand where an unanswered call
    leaves them, and the provider's events would settle them (rule 7).
    """
    commit_without_waiting(session)
    settled: dict[_Settled, list[int]] = defaultdict(list)
    messages = _messages(outcomes)
    is_shared = len(set(messages.values())) <= MOST_CALLS
    for outcome, ids in _alike(outcomes):
        settled[_settled(outcome, now, messages.get(ids[0]) if is_shared else None)] += ids
    sent: list[int] = []
    for (state, reason, values), ids in settled.items():
        changes = {**_UNCLAIMED, **dict(values)}
        if state is SolicitationState.SENT and not is_shared:
            changes["own"] = "message_id", messages
        moved = move_all(session, ids, SolicitationState.ATTEMPTED, state, reason, now, **changes)
        sent += moved if state is SolicitationState.SENT else ()
    if sent:
        record(session, SolicitationsSent(store_id, sorted(sent)), now)


def _alike(outcomes: Mapping[int, Outcome]) -> Iterable[tuple[Outcome, list[int]]]:
    """The requests that one answer speaks of, together: of a call there is but one."""
    found: dict[int, tuple[Outcome, list[int]]] = {}
    for key, outcome in outcomes.items():
        found.setdefault(id(outcome), (outcome, []))[1].append(key)
    return found.values()


def _messages(outcomes: Mapping[int, Outcome]) -> dict[int, str]:
    """What the provider calls each: SendGrid names a whole call, SMTP every mail."""
    accepted = ((key, one) for key, one in outcomes.items() if isinstance(one, Accepted))
    return {key: one.message_id[:200] for key, one in accepted}


def _settled(outcome: Outcome, now: datetime, message: str | None) -> _Settled:
    """The state, its reason, and what else changes; equal for all whom one answer speaks of."""
    if isinstance(outcome, Accepted) and outcome.is_rehearsal:
        return SolicitationState.DROPPED, Reason.REHEARSED, (("handed_over_at", None),)
    if isinstance(outcome, Accepted):
        told = () if message is None else (("message_id", message),)
        return SolicitationState.SENT, Reason.HANDED_OVER, told
    if isinstance(outcome, Refused):
        return SolicitationState.FAILED, Reason.PROVIDER_REFUSED, ()
    if isinstance(outcome, NotSent):
        pause = timedelta(seconds=outcome.retry_after_seconds or 0)
        again = (("handed_over_at", None), ("due_at", now + max(pause, TRY_AGAIN)))
        return SolicitationState.PLANNED, Reason.PROVIDER_BUSY, again
    return SolicitationState.UNKNOWN, Reason.OUTCOME_UNKNOWN, ()


def _judged_again(
    session: Session,
    store: Store,
    asks: Sequence[DueAsk],
    secret_keys: Iterable[str],
    now: datetime,
) -> dict[int, Verdict]:
    """The verdicts as things stand now; which of two requests goes first the claim has settled."""
    if not asks:
        return {}
    around = surroundings(session, store, expected_rates({}))
    facts = facts_of(session, around, asks, secret_keys, now)
    return {key: judge(replace(one, rivals=()), now) for key, one in facts.items()}


def _stay(session: Session, verdicts: Mapping[int, Verdict], now: datetime) -> set[int]:
    """Stop, drop or put off what may not leave now; the ids."""
    ended: dict[Verdict, list[int]] = defaultdict(list)
    waits: dict[int, Wait] = {}
    for key, verdict in verdicts.items():
        if verdict.course in _ENDS:
            ended[verdict].append(key)
        elif verdict.due_at is not None:
            waits[key] = verdict.reason, verdict.due_at
    before = SolicitationState.CLAIMED
    for verdict, ids in ended.items():
        after = _ENDS[verdict.course]
        move_all(session, ids, before, after, verdict.reason, now, **_UNCLAIMED)
    _wait(session, waits, now)
    return {*waits, *(key for ids in ended.values() for key in ids)}


def _wait(session: Session, waits: Mapping[int, Wait], now: datetime) -> None:
    if waits:
        wait_all(session, waits, SolicitationState.CLAIMED, now)


def _attempt(session: Session, asks: Sequence[DueAsk], now: datetime) -> list[Outgoing]:
    tokens = ask_tokens([ask.send_ref for ask in asks])
    hashes = {ask.id: own.hashes for ask, own in zip(asks, tokens, strict=True)}
    before, after = SolicitationState.CLAIMED, SolicitationState.ATTEMPTED
    own = "token_hashes", hashes
    move_all(session, hashes, before, after, Reason.HANDED_OVER, now, own, handed_over_at=now)
    return [
        Outgoing(ask, own.answer, own.unsubscribe, own.preferences)
        for ask, own in zip(asks, tokens, strict=True)
    ]


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
