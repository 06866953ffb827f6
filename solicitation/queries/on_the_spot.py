"""Who answered about an event on the spot, without being asked by mail."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.models import Solicitation, Submission
from core.states import Moment
from solicitation.queries.due import DueAsk


def answered_on_the_spot(
    session: Session, store_id: int, asks: Iterable[Solicitation | DueAsk]
) -> set[int]:
    """Of these requests (their occasions loaded), the ids of those already answered at the event.

    Words not confirmed yet count too: whoever just wrote is not asked again.
    """
    wanted = {
        ask.id: (ask.customer_id, ask.occasion.store_event_id)
        for ask in asks
        if ask.moment is Moment.EVENT and ask.occasion.store_event_id is not None
    }
    if not wanted:
        return set()
    given = session.execute(
        select(Submission.customer_id, Submission.store_event_id).where(
            Submission.store_id == store_id,
            Submission.customer_id.in_({customer for customer, _event in wanted.values()}),
            Submission.store_event_id.is_not(None),
            Submission.solicitation_id.is_(None),
        )
    )
    said = {(customer_id, event_id) for customer_id, event_id in given}
    return {ask_id for ask_id, about in wanted.items() if about in said}
