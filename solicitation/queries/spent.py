"""Which mails to a person count against the caps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.states import SolicitationState
from solicitation.queries.due import DueAsk, OtherAsk

_Slot = tuple[int, str, str, bool, int]


def handed_over(
    ask: DueAsk, others: Sequence[OtherAsk], claimed_at: datetime | None = None
) -> tuple[datetime, ...]:
    """When the mails left that count for `ask`.

    A mail that its reader put off counts as the one that comes in its place, so that the day they
    chose is kept and the two together are not counted twice. With `claimed_at`, what is already on
    its way to the same person counts as if it left then: who comes first has the place.
    """
    replaced = {
        _slot(one, one.sequence - 1)
        for one in others
        if one.later_at is not None and (one.handed_over_at is not None or one.id == ask.id)
    }
    counted = (one for one in others if _slot(one, one.sequence) not in replaced)
    moments = (_left_at(one, ask, claimed_at) for one in counted)
    return tuple(moment for moment in moments if moment is not None)


def _left_at(one: OtherAsk, ask: DueAsk, claimed_at: datetime | None) -> datetime | None:
    if one.handed_over_at is None and one.id != ask.id and one.state is SolicitationState.CLAIMED:
        return claimed_at
    return one.handed_over_at


def _slot(ask: OtherAsk, sequence: int) -> _Slot:
    return (ask.occasion_id, ask.moment, ask.kind, ask.is_media_only, sequence)
