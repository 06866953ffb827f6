"""A database of the first release is brought to the present with all its rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    func,
    insert,
    select,
    text,
)

from core.db import Base, Choice, Database, UtcMoment
from core.migrations import is_current, upgrade
from core.models import Submission
from core.states import SubjectKind, SubmissionKind
from tests.factories import NOW

FIRST_RELEASE = "0005"
_BY_TYPE: tuple[tuple[Any, Any], ...] = (
    (UtcMoment, NOW),
    (Date, NOW.date()),
    (JSON, {}),
    (Boolean, False),
    (LargeBinary, b"1" * 32),
    (String, "x"),
    (Numeric | Float, 1),
    (BigInteger | Integer, 1),
)
_CHOSEN = {
    "submissions.kind": SubmissionKind.REVIEW,
    "submissions.subject": SubjectKind.STORE,
    "submissions.rating": 5,
}


def test_every_row_of_the_first_release_survives_and_is_read(
    database_url: str, tmp_path: Path
) -> None:
    database = _empty(database_url, tmp_path)
    upgrade(database, FIRST_RELEASE)
    with database.engine.begin() as connection:
        kept = _fill(connection)
    upgrade(database)
    assert is_current(database)
    with database.reading() as rows:
        for mapper in Base.registry.mappers:
            if mapper.persist_selectable.description in kept:
                assert rows.scalars(select(mapper.class_)).one() is not None
        assert rows.scalars(select(Submission.rating)).all() == [5]
    with database.engine.connect() as connection:
        for table in kept.values():
            assert connection.scalar(select(func.count()).select_from(table)) == 1
    database.close()


def _empty(database_url: str, folder: Path) -> Database:
    if database_url.startswith("sqlite"):
        return Database(f"sqlite:///{folder / 'first.db'}")
    database = Database(database_url)
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    return database


def _fill(connection: Connection) -> dict[str, Table]:
    """One row in every table as it was then; the tables by name."""
    then = MetaData()
    then.reflect(connection)
    known = Base.metadata.tables
    filled = {}
    for table in then.sorted_tables:
        if table.name in known:
            connection.execute(insert(_typed(table)).values(_row(table)))
            filled[table.name] = table
    return filled


def _typed(table: Table) -> Table:
    """The columns that the table had then, with the types that the models give them now."""
    now = Base.metadata.tables[table.name].columns
    return Table(table.name, MetaData(), *(Column(c.name, now[c.name].type) for c in table.columns))


def _row(table: Table) -> dict[str, Any]:
    return {column.name: _value(table.name, column.name) for column in table.columns}


def _value(table: str, name: str) -> Any:
    if f"{table}.{name}" in _CHOSEN:
        return _CHOSEN[f"{table}.{name}"]
    kind = Base.metadata.tables[table].columns[name].type
    if isinstance(kind, Choice):
        return next(iter(kind.kind))
    return next(value for family, value in _BY_TYPE if isinstance(kind, family))
