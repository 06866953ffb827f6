"""Which mails to a person count against the caps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from solicitation.queries.due import DueAsk, OtherAsk

_Slot = tuple[int, str, str, bool, int]


def handed_over(ask: DueAsk, others: Sequence[OtherAsk]) -> tuple[datetime, ...]:
    """When the mails left that count for `ask`.

    A mail that its reader put off counts as the one that comes in its place, so that the day they
    chose is kept and the two together are not counted twice.
    """
    replaced = {
        _slot(one, one.sequence - 1)
        for one in others
        if one.later_at is not None and (one.handed_over_at is not None or one.id == ask.id)
    }
    return tuple(
        one.handed_over_at
        for one in others
        if one.handed_over_at is not None and _slot(one, one.sequence) not in replaced
    )


def _slot(ask: OtherAsk, sequence: int) -> _Slot:
    return (ask.occasion_id, ask.moment, ask.kind, ask.is_media_only, sequence)
