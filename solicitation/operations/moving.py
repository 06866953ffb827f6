"""Many requests move at once: the same table of moves, one statement for all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    Insert,
    Select,
    Table,
    bindparam,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from core.bulk import KeyArray, among, one_of, slice_of
from core.models import Solicitation, SolicitationMove
from core.states import SOLICITATION_MOVES, Reason, SolicitationState, check_move

_asks: Table = Solicitation.metadata.tables["solicitations"]
_moves: Table = SolicitationMove.metadata.tables["solicitation_moves"]
_OF_ASK = ("id", "store_id", "reason", "due_at")
_NOTED = ["solicitation_id", "store_id", "reason", "due_at", "from_state", "to_state", "moved_at"]

PASSING = frozenset({SolicitationState.CLAIMED, SolicitationState.ATTEMPTED})
"""States on the way out: what becomes of them within minutes is told instead."""
Wait = tuple[Reason, datetime]
"""Why a request waits, and until when."""
Own = tuple[str, Mapping[int, Any]]
"""A column, and each request's value in it."""


def move_all(
    session: Session,
    ids: Collection[int],
    before: SolicitationState,
    after: SolicitationState,
    reason: Reason,
    now: datetime,
    own: Own | None = None,
    **values: Any,
) -> list[int]:
    """Move the requests that still stand at `before`; their ids.

    Each leaves a row that tells of it, unless it merely goes to `claimed` or `attempted`, which
    last for seconds: where it goes from there leaves one. `values` are columns that change with
    the state, `own` one in which the requests differ. Objects of the session are not refreshed.
    """
    check_move(SOLICITATION_MOVES, before, after)
    is_noted = after not in PASSING
    keys = sorted(ids)
    moving = (
        update(_asks)
        .where(one_of(session, _asks.c.id, keys), _asks.c.state == before)
        .values(state=after, reason=reason, **values)
        .returning(*(_asks.c[name] for name in _OF_ASK))
    )
    if session.get_bind().dialect.name == "postgresql":
        moving = _with_own(moving, own, keys)
        return list(
            session.scalars(_noting_moves(moving, before, after, now) if is_noted else moving)
        )
    moved_ids = list(session.scalars(moving))
    if moved_ids and is_noted:
        leave_moves(session, moved_ids, before, now)
    _write_own(session, moved_ids, own)
    return moved_ids


def _noting_moves(
    moving: Any, before: SolicitationState, after: SolicitationState, now: datetime
) -> Select[Any]:
    """The statement with another in it that leaves the rows."""
    moved = moving.cte("moved")
    noted = insert(_moves).from_select(_NOTED, _note(moved, before, after, now)).cte("noted")
    return select(moved.c.id).add_cte(noted)


def _with_own(moving: ReturningUpdate[Any], own: Own | None, ids: Sequence[int]) -> Any:
    """The statement with each request's own value, found by halving the sorted `ids`.

    A join would say the same, but no planner knows how many rows are at a state that lasts seconds.
    """
    if own is None:
        return moving
    name, values = own
    place = func.width_bucket(_asks.c.id, literal(ids, KeyArray()))
    told = [values[key] for key in ids]
    if isinstance(told[0], bytes):
        return moving.values({name: slice_of(told, place)})
    kind = ARRAY(_asks.c[name].type)
    return moving.values({name: func.coalesce(literal(told, kind), type_=kind)[place]})


def _write_own(session: Session, keys: Collection[int], own: Own | None) -> None:
    if own is not None and keys:
        name, values = own
        session.connection().execute(
            update(_asks).where(_asks.c.id == bindparam("ask")).values({name: bindparam("own")}),
            [{"ask": key, "own": values[key]} for key in keys],
        )


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


def leave_moves(
    session: Session, ids: Collection[int], before: SolicitationState, now: datetime
) -> None:
    """One row per request that says where it came from and where it stands now."""
    noting = _noting(session.get_bind().dialect.name)
    session.execute(noting, {"ids": list(ids), "before": before, "now": now})


@cache
def _noting(dialect: str) -> Insert:
    """The statement, built once: for a few requests its building cost more than its running."""
    states, moments = _moves.c.from_state.type, _moves.c.moved_at.type
    before, now = bindparam("before", type_=states), bindparam("now", type_=moments)
    standing = select(*(_asks.c[name] for name in _OF_ASK), before, _asks.c.state, now)
    return insert(_moves).from_select(_NOTED, standing.where(among(dialect, _asks.c.id, "ids")))


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
