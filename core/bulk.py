"""Many rows at once: the fastest way each database has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar, TypeVarTuple

from psycopg import adapters
from psycopg.adapt import Dumper
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Dialect,
    LargeBinary,
    Row,
    Select,
    Table,
    any_,
    bindparam,
    func,
    insert,
    literal,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import TypeDecorator, TypeEngine

T = TypeVar("T")
Columns = TypeVarTuple("Columns")
_HAS_GROWN = text(
    "SELECT pg_relation_size(oid) / current_setting('block_size')::int > 2 * relpages"
    " FROM pg_class WHERE oid = CAST(:name AS regclass)"
)
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_NOT_WAITING = text("SET LOCAL synchronous_commit TO off")


class _Keys(list[int]):
    """Numbers that the driver writes at once; of another list it visits each, ten times as long."""


class _KeysDumper(Dumper):
    oid = 1016  # bigint[]

    def dump(self, obj: Sequence[int]) -> bytes:
        """`{1,2,3}`."""
        return f"{{{','.join(map(str, obj))}}}".encode()


adapters.register_dumper(_Keys, _KeysDumper)


class KeyArray(TypeDecorator[Sequence[int]]):
    """An array of keys on PostgreSQL."""

    impl = ARRAY(BigInteger)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Sequence[int] | None], Any]:  # noqa: ARG002 -- the signature is SQLAlchemy's
        """What the driver gets."""
        return lambda keys: None if keys is None else _Keys(keys)


def _array_of(column: ColumnElement[T] | InstrumentedAttribute[T]) -> TypeEngine[Any]:
    return KeyArray() if isinstance(column.type, BigInteger) else ARRAY(column.type)


def one_of(
    session: Session, column: ColumnElement[T] | InstrumentedAttribute[T], keys: Collection[T]
) -> Any:
    """Whether `column` is among `keys`: one array on PostgreSQL, where a thousand parameters cost
    more than the query that they belong to."""
    if session.get_bind().dialect.name == "postgresql":
        return column == any_(literal(list(keys), _array_of(column)))
    return column.in_(keys)


def among(
    dialect: str, column: ColumnElement[T] | InstrumentedAttribute[T], name: str
) -> ColumnElement[bool]:
    """`one_of` for a statement that is built once: the keys come as the list `name`."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=_array_of(column)))
    return column.in_(bindparam(name, expanding=True))


def slice_of(values: Sequence[bytes], place: ColumnElement[int]) -> ColumnElement[bytes]:
    """The value at `place`, from 1, of equally long ones: one string of bytes, cut by PostgreSQL.

    In an array of byte strings it walks past all those before the wanted one.
    """
    width = len(values[0])
    whole = literal(b"".join(values), LargeBinary)
    return func.substring(whole, (place - 1) * width + 1, width, type_=LargeBinary())


def one_of_digests(
    session: Session, column: InstrumentedAttribute[bytes], digests: Collection[bytes]
) -> Any:
    """`one_of` for byte strings of one length, which PostgreSQL is told as a single one."""
    if session.get_bind().dialect.name != "postgresql" or not digests:
        return column.in_(digests)
    place = func.generate_series(1, len(digests)).column_valued("place")
    cut = select(slice_of(list(digests), place)).scalar_subquery()
    return column == any_(func.array(cut, type_=ARRAY(LargeBinary)))


def rows_of(
    session: Session, statement: Select[*Columns], told: Mapping[str, Any] = _NOTHING
) -> Sequence[Row[*Columns]]:
    """The rows of a statement that reads columns, not objects, as the connection gives them.

    A session goes over every value of every row again; for rows of thirty columns that took longer
    than the database did.
    """
    session.flush()
    return session.connection().execute(statement, told).all()


def commit_without_waiting(session: Session) -> None:
    """Let this transaction's commit come back before the disk has it, on PostgreSQL.

    For what a crash of the database server within the second may undo: nothing is torn, and every
    later commit that waits takes this one with it.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_NOT_WAITING)


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


def recount_grown(session: Session, table: Table) -> None:
    """Have PostgreSQL look anew at a table that more than doubled since it last did.

    Its own upkeep comes a minute later, and until then every reference to the new rows is checked
    by whatever index looked good while the table was empty.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    if session.scalar(_HAS_GROWN, {"name": table.name}):
        session.execute(text(f"ANALYZE {table.name}"))


def reserve_ids(session: Session, table: Table, count: int) -> list[int]:
    """Keys for `count` rows about to be written, so that rows of other tables can name them.

    On SQLite the writer's lock, which every transaction holds from its begin, keeps them ours.
    """
    if session.get_bind().dialect.name != "postgresql":
        last = session.scalar(select(func.coalesce(func.max(table.c.id), 0))) or 0
        return list(range(last + 1, last + 1 + count))
    sequence = func.pg_get_serial_sequence(table.name, "id")
    series = func.generate_series(1, count).table_valued("n")
    return list(session.scalars(select(func.nextval(sequence)).select_from(series)))
