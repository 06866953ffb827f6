"""Claim what is due: judge each request again, and take those that may go as batches."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.bulk import commit_without_waiting
from core.events import SolicitationsClaimed
from core.i18n import spoken
from core.models import Solicitation, Store
from core.outbox import record
from core.states import Reason, SolicitationState
from solicitation.judging import Course, Facts, Verdict, judge
from solicitation.operations.moving import move_all, postpone_all
from solicitation.queries.due import DueAsk, load_asks
from solicitation.queries.facts import Rates, facts_of, surroundings
from solicitation.queries.plain import PlainAsk, plain_asks

BATCH = 1000
"""What one batch holds, since one provider call takes no more (SendGrid v3)."""
CLAIM_LASTS = timedelta(minutes=2)
SETTLES_WITHIN = timedelta(minutes=5)
"""A handed-over request whose outcome nobody wrote by then is `unknown` (rule 7)."""

Letter = tuple[str, str, bool, str]
"""Moment, kind, whether it reminds, and language."""

_ENDS = {Course.STOP: SolicitationState.STOPPED, Course.DROP: SolicitationState.DROPPED}


def stores_with_due(session: Session, now: datetime) -> list[int]:
    """Stores that have planned requests whose moment came; one look into the index for each."""
    due = exists().where(
        Solicitation.store_id == Store.id,
        Solicitation.state == SolicitationState.PLANNED,
        Solicitation.due_at <= now,
    )
    return list(session.scalars(select(Store.id).where(due).order_by(Store.id)))


def claim_due(
    session: Session,
    store_id: int,
    secret_keys: Iterable[str],
    now: datetime,
    rates: Rates | None = None,
    most: int = BATCH,
) -> Counter[str]:
    """Look at up to `most` due requests of a store and claim those that may go, batch by batch.

    The store's row is locked, so that two clocks never spend one person's cap twice; rows that
    refer to it may still be written meanwhile. Whoever claims often passes `rates` in: measuring
    them looks at every mail the store sent. Returns how many requests took each course.
    """
    store = session.scalar(
        select(Store).where(Store.id == store_id).with_for_update(skip_locked=True, key_share=True)
    )
    if store is None or store.is_sending_paused:
        return Counter()
    commit_without_waiting(session)  # undone, all of it would be planned again
    keys = tuple(secret_keys)
    due = _due_ids(session, store_id, now, most)
    plain = plain_asks(session, store, due, keys, now)
    others = set(due).difference(ask.id for ask in plain)
    judged = _judge_others(session, store, others, keys, now, rates) if others else {}
    letters = [(ask.id, _letter(store, ask, ask.language)) for ask in plain]
    for verdict, ask in judged.values():
        if verdict.course is Course.GO:
            letters.append((ask.id, _letter(store, ask, ask.customer.language)))
    for batch in _batches(letters):
        _claim(session, store_id, batch, now)
    courses = Counter(verdict.course.value for verdict, _ in judged.values())
    courses[Course.GO.value] += len(plain)
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


def _due_ids(session: Session, store_id: int, now: datetime, most: int) -> list[int]:
    return list(
        session.scalars(
            select(Solicitation.id)
            .where(
                Solicitation.store_id == store_id,
                Solicitation.state == SolicitationState.PLANNED,
                Solicitation.due_at <= now,
            )
            .order_by(Solicitation.due_at, Solicitation.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
    )


def _judge_others(
    session: Session,
    store: Store,
    ids: Collection[int],
    secret_keys: tuple[str, ...],
    now: datetime,
    rates: Rates | None,
) -> dict[int, tuple[Verdict, DueAsk]]:
    """A verdict on each of `ids`; those that may not go are stopped, dropped or put off."""
    asks = load_asks(session, store.id, ids)
    around = surroundings(session, store, rates)
    facts = facts_of(session, around, asks, secret_keys, now, claimed_at=now)
    verdicts = _judged(asks, facts, now)
    _end(session, verdicts, now)
    _postpone(session, verdicts, now)
    return {ask.id: (verdicts[ask.id], ask) for ask in asks}


def _judged(
    asks: Sequence[DueAsk], facts: Mapping[int, Facts], now: datetime
) -> dict[int, Verdict]:
    """The verdict on each; what this very batch already sends the same person counts, too."""
    spent: dict[int, list[datetime]] = defaultdict(list)
    verdicts: dict[int, Verdict] = {}
    for ask in asks:
        told, before = facts[ask.id], spent[ask.customer_id]
        if before:
            told = replace(told, handed_over=(*told.handed_over, *before))
        verdicts[ask.id] = judge(told, now)
        if verdicts[ask.id].course is Course.GO:
            before.append(now)
    return verdicts


def _end(session: Session, verdicts: Mapping[int, Verdict], now: datetime) -> None:
    ended: dict[Verdict, list[int]] = defaultdict(list)
    for key, verdict in verdicts.items():
        if verdict.course in _ENDS:
            ended[verdict].append(key)
    for verdict, ids in ended.items():
        after = _ENDS[verdict.course]
        move_all(session, ids, SolicitationState.PLANNED, after, verdict.reason, now)


def _postpone(session: Session, verdicts: Mapping[int, Verdict], now: datetime) -> None:
    waits = {
        key: (verdict.reason, verdict.due_at)
        for key, verdict in verdicts.items()
        if verdict.course is Course.WAIT and verdict.due_at is not None
    }
    if waits:
        postpone_all(session, waits, now)


def _letter(store: Store, ask: DueAsk | PlainAsk, language: str) -> Letter:
    """What people of one batch share: the letter they get and its language."""
    told = spoken([language], store.language)
    return ask.moment, ask.kind, bool(ask.sequence), told


def _batches(letters: Iterable[tuple[int, Letter]]) -> Iterator[list[int]]:
    alike: dict[Letter, list[int]] = defaultdict(list)
    for key, letter in letters:
        alike[letter].append(key)
    for ids in alike.values():
        for start in range(0, len(ids), BATCH):
            yield ids[start : start + BATCH]


def _claim(session: Session, store_id: int, batch: Sequence[int], now: datetime) -> None:
    token = str(uuid.uuid4())
    move_all(
        session,
        batch,
        SolicitationState.PLANNED,
        SolicitationState.CLAIMED,
        Reason.HANDED_OVER,
        now,
        claim_token=token,
        claimed_until=now + CLAIM_LASTS,
    )
    record(session, SolicitationsClaimed(store_id, token), now)
