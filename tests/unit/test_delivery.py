"""From the set of what was told to where everything ends, whatever the order."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.deliveries import MailEventKind
from core.states import SolicitationState, SuppressionReason
from solicitation.delivery import (
    Standing,
    dead_address,
    objects,
    settled_state,
    standing,
    stronger,
)
from tests.factories import NOW

_K = MailEventKind
_S = SolicitationState
_WHY = SuppressionReason
Told = tuple[MailEventKind, datetime]
End = tuple[SolicitationState, SuppressionReason | None, bool]

EVENTS = st.lists(
    st.tuples(
        st.sampled_from(MailEventKind),
        st.integers(0, 90).map(lambda days: NOW + timedelta(days=days)),
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize(
    ("state", "kinds", "end", "reason"),
    [
        (_S.UNKNOWN, {_K.DELIVERED}, _S.SENT, "it arrived after all"),
        (_S.UNKNOWN, {_K.PROCESSED}, _S.SENT, "the provider has it"),
        (_S.UNKNOWN, {_K.CLICKED}, _S.SENT, "somebody read it"),
        (_S.UNKNOWN, {_K.SPAM_REPORT}, _S.SENT, "somebody read it and minded"),
        (_S.UNKNOWN, {_K.DROPPED}, _S.FAILED, "the provider never tried"),
        (_S.UNKNOWN, {_K.DELIVERED, _K.HARD_BOUNCE}, _S.FAILED, "delivered lifts no bounce"),
        (_S.UNKNOWN, {_K.RESUBSCRIBED}, None, "is not about one mail"),
        (_S.UNKNOWN, set(), None, "nobody told anything"),
        (_S.SENT, {_K.DELIVERED}, None, "as it is"),
        (_S.SENT, {_K.SOFT_BOUNCE}, _S.FAILED, "SendGrid gave up on it"),
        (_S.FAILED, {_K.DELIVERED}, None, "failed is an end"),
        (_S.ANSWERED, {_K.HARD_BOUNCE}, None, "who answered has had it"),
        (_S.ATTEMPTED, {_K.DELIVERED}, None, "its sender writes first"),
        (_S.PLANNED, {_K.DELIVERED}, None, "nothing of ours left"),
    ],
)
def test_a_request_settles(
    state: SolicitationState,
    kinds: set[MailEventKind],
    end: SolicitationState | None,
    reason: str,
) -> None:
    assert settled_state(state, kinds) is end, reason


@pytest.mark.parametrize(
    ("days", "is_dead", "reason"),
    [
        ([0, 15], False, "two are not three"),
        ([0, 15, 30], True, "three in thirty days"),
        ([30, 0, 15], True, "told in another order"),
        ([0, 15, 31], False, "the first was too long ago"),
        ([0, 40, 50, 60], True, "any thirty days, not the first"),
    ],
)
def test_three_soft_bounces_in_thirty_days_make_an_address_dead(
    days: list[int], is_dead: bool, reason: str
) -> None:
    soft = [NOW + timedelta(days=day) for day in days]
    found = dead_address({_K.SOFT_BOUNCE, _K.DELIVERED}, soft)
    assert found is (_WHY.HARD_BOUNCE if is_dead else None), reason


@pytest.mark.parametrize(
    ("delivered", "reported", "found", "reason"),
    [
        (999, 999, Standing.FEW_MAILS, "too few mails to judge by"),
        (1_000, 0, Standing.GOOD, "nobody minded"),
        (2_001, 2, Standing.GOOD, "just below 0.1 %"),
        (2_000, 2, Standing.WARNED, "0.1 % exactly"),
        (1_001, 3, Standing.WARNED, "just below 0.3 %"),
        (1_000, 3, Standing.TOO_MANY, "0.3 % exactly"),
    ],
)
def test_complaints_are_judged_by_their_share(
    delivered: int, reported: int, found: Standing, reason: str
) -> None:
    assert standing(delivered, reported) is found, reason


@settings(deadline=None, derandomize=True)
@given(EVENTS, st.randoms(use_true_random=False))
def test_late_repeated_and_shuffled_events_end_in_the_same_place(
    events: list[Told], dice: Random
) -> None:
    again = [*events, *dice.choices(events, k=len(events))]
    dice.shuffle(again)
    assert end_of(again) == end_of(events)


def end_of(events: list[Told]) -> End:
    """Where a request and its address end when the events come one by one, as in life."""
    state, why, has_objected = _S.UNKNOWN, None, False
    seen: set[Told] = set()
    for event in events:
        if event in seen:
            continue
        seen.add(event)
        kinds = {kind for kind, _ in seen}
        state = settled_state(state, kinds) or state
        has_objected = has_objected or objects({event[0]})
        if has_objected:
            why = stronger(why or _WHY.OBJECTION, _WHY.OBJECTION)
        if found := dead_address(kinds, [at for kind, at in seen if kind is _K.SOFT_BOUNCE]):
            why = stronger(why or found, found)
    return state, why, has_objected
