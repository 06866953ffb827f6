"""Many requests move at once: the same table of moves, one statement for all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, insert, literal, select, update
from sqlalchemy.orm import Session

from core.bulk import one_of
from core.models import Solicitation, SolicitationMove
from core.states import SOLICITATION_MOVES, Reason, SolicitationState, check_move

_asks: Table = Solicitation.metadata.tables["solicitations"]
_moves: Table = SolicitationMove.metadata.tables["solicitation_moves"]


def move_all(
    session: Session,
    ids: Collection[int],
    before: SolicitationState,
    after: SolicitationState,
    reason: Reason,
    now: datetime,
    **values: Any,
) -> list[int]:
    """Move the requests that still stand at `before`, and leave a row for each; their ids.

    `values` are columns that change with the state. Objects of the session are not refreshed.
    """
    check_move(SOLICITATION_MOVES, before, after)
    moved = session.scalars(
        update(_asks)
        .where(one_of(session, _asks.c.id, ids), _asks.c.state == before)
        .values(state=after, reason=reason, **values)
        .returning(_asks.c.id)
    ).all()
    if moved:
        leave_moves(session, moved, before, now)
    return list(moved)


def postpone_all(
    session: Session, waits: Mapping[int, tuple[Reason, datetime]], now: datetime
) -> None:
    """Planned requests wait, each for its own reason until its own moment."""
    check_move(SOLICITATION_MOVES, SolicitationState.PLANNED, SolicitationState.PLANNED)
    session.connection().execute(
        update(_asks)
        .where(_asks.c.id == bindparam("ask"))
        .values(reason=bindparam("why"), due_at=bindparam("until")),
        [{"ask": key, "why": why, "until": until} for key, (why, until) in waits.items()],
    )
    leave_moves(session, waits, SolicitationState.PLANNED, now)


def note_messages(session: Session, messages: Mapping[int, str]) -> None:
    """What the provider calls the mail of each request."""
    session.connection().execute(
        update(_asks).where(_asks.c.id == bindparam("ask")).values(message_id=bindparam("told")),
        [{"ask": key, "told": message} for key, message in messages.items()],
    )


def leave_moves(
    session: Session, ids: Collection[int], before: SolicitationState, now: datetime
) -> None:
    """One row per request that says where it came from and where it stands now."""
    taken = select(
        _asks.c.store_id,
        _asks.c.id,
        literal(before, _moves.c.from_state.type),
        _asks.c.state,
        _asks.c.reason,
        _asks.c.due_at,
        literal(now, _moves.c.moved_at.type),
    ).where(one_of(session, _asks.c.id, ids))
    names = ["store_id", "solicitation_id", "from_state", "to_state", "reason", "due_at"]
    session.execute(insert(_moves).from_select([*names, "moved_at"], taken))
