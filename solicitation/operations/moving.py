"""Many requests move at once: the same table of moves, one statement for all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, Select, Table, bindparam, func, insert, literal, select, update
from sqlalchemy.orm import Session

from core.bulk import one_of
from core.models import Solicitation, SolicitationMove
from core.states import SOLICITATION_MOVES, Reason, SolicitationState, check_move

_asks: Table = Solicitation.metadata.tables["solicitations"]
_moves: Table = SolicitationMove.metadata.tables["solicitation_moves"]
_OF_ASK = ("store_id", "id", "reason", "due_at")
_NOTED = ["store_id", "solicitation_id", "reason", "due_at", "from_state", "to_state", "moved_at"]

Wait = tuple[Reason, datetime]
"""Why a request waits, and until when."""


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
    moving = (
        update(_asks)
        .where(one_of(session, _asks.c.id, ids), _asks.c.state == before)
        .values(state=after, reason=reason, **values)
        .returning(*(_asks.c[name] for name in _OF_ASK))
    )
    if session.get_bind().dialect.name == "postgresql":
        moved = moving.cte("moved")
        noted = insert(_moves).from_select(_NOTED, _note(moved, before, after, now)).cte("noted")
        return list(session.scalars(select(moved.c.id).add_cte(noted)))
    keys = [row.id for row in session.execute(moving)]
    if keys:
        leave_moves(session, keys, before, now)
    return keys


def wait_all(
    session: Session, waits: Mapping[int, Wait], before: SolicitationState, now: datetime
) -> None:
    """Claimed or planned requests are planned, each for its own reason until its own moment."""
    check_move(SOLICITATION_MOVES, before, SolicitationState.PLANNED)
    rows = [{"ask": key, "why": why, "until": until} for key, (why, until) in sorted(waits.items())]
    session.connection().execute(
        update(_asks)
        .where(_asks.c.id == bindparam("ask"))
        .values(
            state=SolicitationState.PLANNED,
            reason=bindparam("why"),
            due_at=bindparam("until"),
            claim_token=None,
            claimed_until=None,
        ),
        rows,
    )
    leave_moves(session, waits, before, now)


def postpone_all(session: Session, waits: Mapping[int, Wait], now: datetime) -> None:
    """Planned requests wait, each for its own reason until its own moment."""
    wait_all(session, waits, SolicitationState.PLANNED, now)


def note_messages(session: Session, messages: Mapping[int, str]) -> None:
    """What the provider calls the mail of each request."""
    if session.get_bind().dialect.name != "postgresql":
        session.connection().execute(
            update(_asks)
            .where(_asks.c.id == bindparam("ask"))
            .values(message_id=bindparam("told")),
            [{"ask": key, "told": message} for key, message in messages.items()],
        )
        return
    told = select(
        func.unnest(literal(list(messages), ARRAY(_asks.c.id.type))).label("id"),
        func.unnest(literal(list(messages.values()), ARRAY(_asks.c.message_id.type))).label("name"),
    ).subquery("told")
    session.execute(update(_asks).where(_asks.c.id == told.c.id).values(message_id=told.c.name))


def leave_moves(
    session: Session, ids: Collection[int], before: SolicitationState, now: datetime
) -> None:
    """One row per request that says where it came from and where it stands now."""
    standing = select(_asks).where(one_of(session, _asks.c.id, ids)).subquery()
    session.execute(
        insert(_moves).from_select(_NOTED, _note(standing, before, standing.c.state, now))
    )


def _note(asks: Any, before: SolicitationState, after: Any, now: datetime) -> Select[Any]:
    """The rows of moves of `asks`, in the order of `_NOTED`."""
    states = _moves.c.from_state.type
    told = literal(after, states) if isinstance(after, SolicitationState) else after
    return select(
        *(asks.c[name] for name in _OF_ASK),
        literal(before, states),
        told,
        literal(now, _moves.c.moved_at.type),
    )
