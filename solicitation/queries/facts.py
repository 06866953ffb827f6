"""Everything a verdict looks at, read for a whole batch in a handful of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.bulk import one_of
from core.models import MomentSetting, OrderLine, Solicitation, Store
from core.states import Moment, OccasionKind, Reason, SolicitationState
from solicitation.judging import Cap, Facts, Rival
from solicitation.policy import expected_answer, of_reminder
from solicitation.queries.due import DueAsk, DuePerson, OtherAsk, other_asks
from solicitation.queries.hindrances import quiet_of, suppressed_among
from solicitation.queries.on_the_spot import answered_on_the_spot
from solicitation.queries.pictures import still_without
from solicitation.queries.spent import handed_over
from solicitation.zones import zone_of

_LIVE = (SolicitationState.PLANNED, SolicitationState.CLAIMED)
_Key = tuple[int, Moment, str, bool]
Rates = Mapping[Moment, float]
"""The share of requests answered, by moment."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the store says of all its requests."""

    store: Store
    is_on: Mapping[Moment, bool]
    expected: Rates


def surroundings(session: Session, store: Store, rates: Rates | None = None) -> Surroundings:
    """The store's moments, and the answer rate it measured at each (`rates`, when known)."""
    settings = session.scalars(select(MomentSetting).where(MomentSetting.store_id == store.id))
    return Surroundings(
        store,
        {s.moment: s.is_on for s in settings},
        measured_rates(session, store.id) if rates is None else rates,
    )


def measured_rates(session: Session, store_id: int) -> dict[Moment, float]:
    """The answer rate to expect at each moment, from the prior and the store's own results."""
    return expected_rates(answer_counts(session, store_id))


def answer_counts(session: Session, store_id: int) -> dict[Moment, tuple[int, int]]:
    """Mails that left and answers to them by moment; every mail the store sent is looked at."""
    rows = session.execute(
        select(
            Solicitation.moment,
            func.count(Solicitation.handed_over_at),
            func.count(Solicitation.answered_at),
        )
        .where(
            Solicitation.store_id == store_id,
            Solicitation.handed_over_at.is_not(None),
            Solicitation.is_media_only.is_(False),
        )
        .group_by(Solicitation.moment)
    )
    return {moment: (sent, answered) for moment, sent, answered in rows}


def expected_rates(counts: Mapping[Moment, tuple[int, int]]) -> dict[Moment, float]:
    """What to expect after so many requests and answers; the prior alone where there are none."""
    return {moment: expected_answer(moment, *counts.get(moment, (0, 0))) for moment in Moment}


def facts_of(
    session: Session,
    around: Surroundings,
    asks: Sequence[DueAsk],
    secret_keys: Iterable[str],
    now: datetime,
    claimed_at: datetime | None = None,
) -> dict[int, Facts]:
    """The facts of each solicitation, by its id; `claimed_at` as in `handed_over`."""
    people = {ask.customer_id: ask.customer for ask in asks}
    others = _asks_of(session, around.store, asks, now)
    addresses = {key: person.email for key, person in people.items()}
    suppressed = suppressed_among(session, around.store.id, addresses, tuple(secret_keys))
    answered = _answered(others)
    kept = _orders_with_goods(session, asks)
    wordy = still_without(session, around.store.id, asks)
    spot = answered_on_the_spot(session, around.store.id, asks)
    return {
        ask.id: _facts(
            around,
            ask,
            others[ask.customer_id],
            suppressed,
            answered,
            kept,
            wordy,
            spot,
            claimed_at,
        )
        for ask in asks
    }


def _facts(
    around: Surroundings,
    ask: DueAsk,
    others: Sequence[OtherAsk],
    suppressed: set[int],
    answered: set[_Key],
    kept: set[int],
    wordy: set[int],
    spot: set[int],
    claimed_at: datetime | None,
) -> Facts:
    customer, occasion, store = ask.customer, ask.occasion, around.store
    return Facts(
        key=ask.id,
        due_at=ask.due_at,
        useful_until=ask.useful_until,
        expected_answer=_expected(around, ask),
        zone=zone_of(customer.timezone, customer.country, store.timezone, customer.region),
        quiet=quiet_of(store),
        caps=_caps(store, customer),
        has_address=bool(customer.email),
        is_erased=customer.erased_at is not None,
        is_objecting=customer.objected_at is not None,
        is_suppressed=customer.id in suppressed,
        stop_reason=occasion.stop_reason
        or (Reason.ANSWERED_ON_THE_SPOT if ask.id in spot else None),
        is_moment_on=around.is_on.get(ask.moment, False),
        is_answered=_key(ask) in answered,
        has_subject=_has_subject(ask, kept, wordy),
        paused_until=customer.paused_until,
        handed_over=handed_over(ask, others, claimed_at),
        rivals=tuple(
            Rival(o.due_at, _expected(around, o), o.id)
            for o in others
            if o.state in _LIVE and o.id != ask.id and o.occasion_id != ask.occasion_id
        ),
    )


def _expected(around: Surroundings, ask: DueAsk | OtherAsk) -> float:
    """A mail on the day its reader chose is no reminder to them."""
    is_first = ask.later_at is not None or ask.is_media_only
    return of_reminder(around.expected[ask.moment], 0 if is_first else ask.sequence)


def _has_subject(ask: DueAsk, kept: set[int], wordy: set[int]) -> bool:
    if ask.is_media_only and ask.id not in wordy:
        return False
    return ask.occasion.kind is not OccasionKind.PURCHASE or ask.occasion.order_id in kept


def _caps(store: Store, customer: DuePerson) -> tuple[Cap, ...]:
    """The store's caps; who asked for fewer mails gets half as many."""
    stretch = 2 if customer.is_asked_less else 1
    return (
        Cap(store.short_cap, store.short_cap_days * stretch),
        Cap(store.long_cap, store.long_cap_days * stretch),
    )


def _asks_of(
    session: Session, store: Store, asks: Sequence[DueAsk], now: datetime
) -> Mapping[int, list[OtherAsk]]:
    """Requests of these people that are live, recent enough for the caps, or an answer to `asks`.

    Each of the three has an index that leads to it alone: what a person got years ago is not read.
    """
    people = one_of(session, Solicitation.customer_id, {ask.customer_id for ask in asks})
    occasions = one_of(session, Solicitation.occasion_id, {ask.occasion_id for ask in asks})
    since = now - timedelta(days=2 * max(store.long_cap_days, store.short_cap_days))
    looks = (
        (people, Solicitation.handed_over_at.is_(None), Solicitation.state.in_(_LIVE)),
        (people, Solicitation.handed_over_at > since),
        (occasions, Solicitation.answered_at.is_not(None)),
    )
    own = Solicitation.store_id == store.id
    found = {row.id: row for look in looks for row in other_asks(session, own, *look)}
    by_customer: dict[int, list[OtherAsk]] = defaultdict(list)
    for row in found.values():
        by_customer[row.customer_id].append(row)
    return by_customer


def _key(ask: DueAsk | OtherAsk) -> _Key:
    return (ask.occasion_id, ask.moment, ask.kind, ask.is_media_only)


def _answered(others: Mapping[int, list[OtherAsk]]) -> set[_Key]:
    return {_key(ask) for asks in others.values() for ask in asks if ask.answered_at is not None}


def _orders_with_goods(session: Session, asks: Sequence[DueAsk]) -> set[int]:
    """Orders of which the customer kept something."""
    order_ids = [ask.occasion.order_id for ask in asks if ask.occasion.order_id is not None]
    return set(
        session.scalars(
            select(OrderLine.order_id).where(
                one_of(session, OrderLine.order_id, order_ids), OrderLine.refunded_at.is_(None)
            )
        )
    )
