"""News of a ticket comes to the same end in whatever order it arrives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import tick
from core.doors import Doors
from core.models import Occasion, Solicitation, Store
from core.states import SolicitationState
from solicitation.inbound.facts import PersonFact, TicketFact
from solicitation.operations.tickets import record_ticket
from tests.factories import NOW

T1, T2, T3 = (NOW - timedelta(hours=hours) for hours in (30, 20, 10))
SCORED, CLOSED = "scored", "closed"
TOLD: dict[object, dict[str, Any]] = {
    T1: {"resolved_at": T1},
    T2: {"reopened_at": T2},
    T3: {"resolved_at": T3},
    SCORED: {"score": 5.0},
    CLOSED: {"resolved_at": T3 + timedelta(hours=2)},
}


@dataclass(frozen=True, slots=True)
class End:
    """How asking about a ticket stands."""

    happened_at: datetime
    stopped_at: datetime | None
    satisfaction: float | None
    planned: int


def ends(doors: Doors, store: Store, happenings: tuple[object, ...]) -> set[End]:
    """How one ticket for each order of the happenings stands, all told step by step."""
    orders = list(enumerate(permutations(happenings)))
    for step in range(len(happenings)):
        with doors.database.transaction() as session:
            here = session.get_one(Store, store.id)
            for number, order in orders:
                record_ticket(session, here, news(number, TOLD[order[step]]), NOW)
        tick(doors)
    with doors.database.reading() as session:
        found = session.scalars(select(Occasion)).all()
        assert len(found) == len(orders)
        return {end_of(session, occasion) for occasion in found}


def news(number: int, told: dict[str, Any]) -> TicketFact:
    person = PersonFact(email=f"tom{number}@example.com", name="Tom Field", language="en")
    return TicketFact(external_id=f"zendesk:{number}", person=person, is_news=True, **told)


def end_of(session: Session, occasion: Occasion) -> End:
    states = session.scalars(
        select(Solicitation.state).where(Solicitation.occasion_id == occasion.id)
    )
    planned = sum(state is SolicitationState.PLANNED for state in states)
    return End(occasion.happened_at, occasion.stopped_at, occasion.satisfaction, planned)


@pytest.mark.parametrize(
    ("happenings", "end"),
    [
        ((T1, T2, T3, SCORED), End(T3, None, 1.0, 2)),  # a review and a testimonial
        ((T1, T2, SCORED), End(T1, T2, 1.0, 0)),  # still open: nobody is asked
        ((T1, T2, T3, CLOSED), End(T3, None, None, 1)),  # closing moves no plan
        ((T1, SCORED), End(T1, None, 1.0, 2)),  # a score may come first
    ],
)
def test_a_ticket_ends_alike_in_whatever_order_it_is_told(
    doors: Doors, store: Store, happenings: tuple[object, ...], end: End
) -> None:
    assert ends(doors, store, happenings) == {end}
