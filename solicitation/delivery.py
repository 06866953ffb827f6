"""What follows from what the mail provider told. Pure.

Every answer is drawn from a set of events, never from their order, and more events can only make
it stronger: late, repeated and shuffled events end in the same place.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from core.deliveries import MailEventKind, SenderStanding
from core.states import SolicitationState, SuppressionReason

_K = MailEventKind
_S = SolicitationState

SOFT_BOUNCES = 3
SOFT_SPAN = timedelta(days=30)
"""So many soft bounces in so many days make an address dead (requirement M6)."""

WINDOW = timedelta(days=7)
ENOUGH = 1_000
"""Delivered mails in the window before a rate means anything (requirement M13)."""
WARNS_PER_10_000 = 10
PAUSES_PER_10_000 = 30

HARD = frozenset({_K.HARD_BOUNCE, _K.DROPPED_BOUNCED})
COMPLAINTS = frozenset({_K.SPAM_REPORT, _K.DROPPED_REPORTED})
OBJECTIONS = frozenset({*COMPLAINTS, _K.UNSUBSCRIBED, _K.DROPPED_UNSUBSCRIBED})
FAILURES = frozenset({
    _K.HARD_BOUNCE, _K.SOFT_BOUNCE, _K.DROPPED,
    _K.DROPPED_BOUNCED, _K.DROPPED_REPORTED, _K.DROPPED_UNSUBSCRIBED,
})  # fmt: skip
HELD_BACK = frozenset({
    _K.DROPPED, _K.DROPPED_BOUNCED, _K.DROPPED_REPORTED, _K.DROPPED_UNSUBSCRIBED,
})  # fmt: skip
CONFIRMATIONS = frozenset({
    _K.PROCESSED, _K.DEFERRED, _K.DELIVERED, _K.CLICKED, _K.SPAM_REPORT, _K.UNSUBSCRIBED,
})  # fmt: skip
"""Whatever the provider tells of these, it has the mail; a resubscription is not about one."""

STRENGTH = (
    SuppressionReason.OBJECTION,
    SuppressionReason.HARD_BOUNCE,
    SuppressionReason.COMPLAINT,
    SuppressionReason.MANUAL,
    SuppressionReason.ERASURE,
)
"""From the weakest: a customer may lift an objection alone, so a stronger reason replaces it."""


class Standing(StrEnum):
    """How a store stands with those who report spam."""

    FEW_MAILS = "few_mails"
    GOOD = "good"
    WARNED = "warned"
    TOO_MANY = "too_many"


class Leaving(StrEnum):
    """Whether a store's requests leave, and what keeps them."""

    TO_FOLDER = "to_folder"
    REHEARSED = "rehearsed"
    STAND_IN = "stand_in"
    PAUSED = "paused"
    COMPLAINED_OF = "complained_of"
    RESTORED = "restored"
    WITHOUT_ADDRESS = "without_address"
    UNCHECKED = "unchecked"
    LACKING = "lacking"
    UNREACHABLE = "unreachable"
    FREE = "free"


HELD = frozenset({Leaving.WITHOUT_ADDRESS, Leaving.LACKING, Leaving.UNREACHABLE})
"""What a member must do something about before first mails leave."""
_STANDINGS = {
    SenderStanding.UNCHECKED: Leaving.UNCHECKED,
    SenderStanding.LACKING: Leaving.LACKING,
    SenderStanding.UNREACHABLE: Leaving.UNREACHABLE,
    SenderStanding.PROVEN: Leaving.FREE,
}


def leaving_of_sender(has_address: bool, is_open: bool, standing: SenderStanding) -> Leaving:
    """What is to be said of a store whose mails would leave for real."""
    if not has_address:
        return Leaving.WITHOUT_ADDRESS
    return Leaving.FREE if is_open else _STANDINGS[standing]


def settled_state(
    state: SolicitationState, told: Collection[MailEventKind]
) -> SolicitationState | None:
    """Where a handed-over request stands after all that was told of it; None when it stays.

    A failure outweighs a confirmation, which outweighs not knowing (rule 7). What was answered,
    failed or is still being handed over stays.
    """
    if state in (_S.UNKNOWN, _S.SENT) and not FAILURES.isdisjoint(told):
        return _S.FAILED
    if state is _S.UNKNOWN and not CONFIRMATIONS.isdisjoint(told):
        return _S.SENT
    return None


def objects(told: Collection[MailEventKind]) -> bool:
    """Whether the person asked for no more mails; only they take that back, and only here."""
    return not OBJECTIONS.isdisjoint(told)


def dead_address(
    told: Collection[MailEventKind], soft_at: Collection[datetime]
) -> SuppressionReason | None:
    """Why an address is never written to again, by all that was ever told of it.

    `soft_at` are the moments of its soft bounces. A later `delivered` lifts nothing.
    """
    if not COMPLAINTS.isdisjoint(told):
        return SuppressionReason.COMPLAINT
    if not HARD.isdisjoint(told) or _bounced_often(soft_at):
        return SuppressionReason.HARD_BOUNCE
    return None


def stronger(one: SuppressionReason, other: SuppressionReason) -> SuppressionReason:
    """The reason that holds when an address has two."""
    return max(one, other, key=STRENGTH.index)


def standing(delivered: int, complaints: int) -> Standing:
    """How a store stands with `complaints` among `delivered` mails of the window."""
    if delivered < ENOUGH:
        return Standing.FEW_MAILS
    if complaints * 10_000 >= delivered * PAUSES_PER_10_000:
        return Standing.TOO_MANY
    if complaints * 10_000 >= delivered * WARNS_PER_10_000:
        return Standing.WARNED
    return Standing.GOOD


def _bounced_often(soft_at: Collection[datetime]) -> bool:
    """Whether any span of 30 days holds three soft bounces."""
    moments = sorted(soft_at)
    spans = zip(moments, moments[SOFT_BOUNCES - 1 :], strict=False)
    return any(last - first <= SOFT_SPAN for first, last in spans)
