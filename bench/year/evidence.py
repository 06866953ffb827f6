"""What the auditor looks at: the ledger in plain SQL, the sink's log, the diary of the year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, text

from bench.year.driving import Entry
from bench.year.sink import Taken

LEDGER = """
    SELECT s.id AS number, c.email, s.occasion_id AS occasion, o.external_id AS occasion_key,
           s.moment, s.kind, s.sequence, s.state, s.reason, s.due_at, s.send_ref,
           (SELECT count(*) FROM solicitation_moves m
             WHERE m.store_id = s.store_id AND m.solicitation_id = s.id AND m.from_state = 'planned'
               AND m.to_state = 'planned') AS moved
      FROM solicitations s
      JOIN customers c ON c.id = s.customer_id
      JOIN occasions o ON o.id = s.occasion_id
     ORDER BY s.id
"""


@dataclass(frozen=True, slots=True)
class Ask:
    """One row of the ledger."""

    number: int
    email: str
    occasion: int
    occasion_key: str
    moment: str
    kind: str
    sequence: int
    state: str
    reason: str
    due_at: datetime
    send_ref: str
    moved: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of it, as plain values; `zones` is where people truly live."""

    asks: Sequence[Ask]
    taken: Sequence[Taken]
    diary: Sequence[Entry]
    zones: Mapping[str, str]
    reminders: Mapping[str, int]
    ended_at: datetime
    is_sunday_quiet: bool = True


def gather(
    engine: Engine,
    taken: Sequence[Taken],
    diary: Sequence[Entry],
    zones: Mapping[str, str],
    ended_at: datetime,
) -> Evidence:
    """Read the ledger as it stands, and put the rest beside it."""
    with engine.connect() as connection:
        return Evidence(
            _asks(connection),
            taken,
            diary,
            zones,
            _reminders(connection),
            ended_at,
            bool(connection.scalar(text("SELECT is_quiet_on_sunday FROM stores"))),
        )


def _asks(connection: Connection) -> list[Ask]:
    found = []
    for row in connection.execute(text(LEDGER)):
        values = dict(row._mapping)
        found.append(Ask(**values | {"due_at": _moment(values["due_at"])}))
    return found


def _reminders(connection: Connection) -> dict[str, int]:
    rows = connection.execute(text("SELECT moment, reminders FROM moment_settings"))
    return {row.moment: row.reminders for row in rows}


def _moment(said: datetime | str) -> datetime:
    """PostgreSQL gives an aware moment, SQLite a text in UTC."""
    if isinstance(said, str):
        return datetime.fromisoformat(said).replace(tzinfo=UTC)
    return said.astimezone(UTC)
