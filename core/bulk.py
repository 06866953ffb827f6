"""Many rows at once: the fastest way each database has."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Table, any_, bindparam, insert, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

T = TypeVar("T")


def one_of(
    session: Session, column: ColumnElement[T] | InstrumentedAttribute[T], keys: Collection[T]
) -> Any:
    """Whether `column` is among `keys`: one array on PostgreSQL, where a thousand parameters cost
    more than the query that they belong to."""
    if session.get_bind().dialect.name == "postgresql":
        return column == any_(literal(list(keys), ARRAY(column.type)))
    return column.in_(keys)


def among(
    dialect: str, column: ColumnElement[T] | InstrumentedAttribute[T], name: str
) -> ColumnElement[bool]:
    """`one_of` for a statement that is built once: the keys come as the list `name`."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(column.type)))
    return column.in_(bindparam(name, expanding=True))


def write_rows(session: Session, table: Table, columns: Sequence[str], rows: Sequence[Any]) -> None:
    """Insert `rows`, tuples in the order of `columns`; COPY on PostgreSQL, where the values go to
    the driver as they are: enums as their text, moments aware."""
    if not rows:
        return
    if session.get_bind().dialect.name != "postgresql":
        told = [dict(zip(columns, row, strict=True)) for row in rows]
        session.connection().execute(insert(table), told)
        return
    raw: Any = session.connection().connection.driver_connection
    with raw.cursor() as cursor:
        names = ", ".join(columns)
        with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
