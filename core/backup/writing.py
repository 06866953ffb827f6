"""Writes a backup: all tables as they are at one moment, then what lies in the bucket."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Float, Numeric, Table, Text, cast, func, select, type_coerce

from core.backup import encrypting
from core.backup.layout import (
    MANIFEST,
    WRITERS,
    Kind,
    Manifest,
    Part,
    columns_of,
    converters,
    key_mark,
)
from core.backup.objects import write_objects
from core.db import Base, Database
from core.errors import N_, Conflict
from core.migrations import is_current, revisions
from core.storage import Storage

BATCH = 2000
Progress = Callable[[str, int, int], None]
"""Told what is being written, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a backup holds."""

    rows: int
    objects: int
    bytes: int


def write_backup(
    database: Database,
    storage: Storage,
    secret_key: str,
    target: Path,
    now: datetime,
    *,
    recipients: Sequence[str] = (),
    with_media: bool = False,
    on_progress: Progress = lambda _what, _at, _of: None,
) -> Written:
    """Write everything to `target`, which appears when it is whole and is its owner's to read.

    With `recipients`, public keys of age, only they can open it.
    """
    if not is_current(database):
        raise Conflict(N_("The tables are of another version. Run vivavoce db upgrade first."))
    with (
        _appearing(target) as path,
        encrypting.writing(path, recipients) as stream,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as pack,
    ):
        with _one_moment(database) as connection:
            tables = tuple(_tables(connection, pack, on_progress))
        objects = write_objects(storage, pack, with_media=with_media, on_progress=on_progress)
        told = Manifest(now, revisions()[0], key_mark(secret_key), tables, objects, with_media)
        pack.writestr(MANIFEST, json.dumps(told.to_json(), indent=1))
    return Written(sum(one.rows for one in tables), objects.rows, target.stat().st_size)


@contextmanager
def _appearing(target: Path) -> Iterator[Path]:
    """A file beside the target that becomes it at the end: half a backup is none."""
    if target.exists():
        raise Conflict(N_("There is such a file already; choose another name."))
    path = target.with_name(f"{target.name}.part")
    path.touch(mode=0o600)
    try:
        yield path
        with path.open("rb") as file:
            os.fsync(file.fileno())
        path.rename(target)
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def _one_moment(database: Database) -> Iterator[Connection]:
    """A connection that sees the rows as they were when it first looked, whoever writes."""
    options: dict[str, Any] = (
        {"vv_reading": True}
        if database.is_sqlite
        else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    )
    with database.engine.connect() as connection:
        yield connection.execution_options(**options)
        connection.rollback()


def _tables(connection: Connection, pack: zipfile.ZipFile, on_progress: Progress) -> Iterator[Part]:
    for table in Base.metadata.sorted_tables:
        total = connection.scalar(select(func.count()).select_from(table)) or 0
        with pack.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as entry:
            digest, rows = sha256(), 0
            for lines, count in _chunks(connection, table):
                entry.write(lines)
                digest.update(lines)
                rows += count
                on_progress(table.name, rows, total)
        yield Part(table.name, columns_of(table), rows, digest.hexdigest())


def _chunks(connection: Connection, table: Table) -> Iterator[tuple[bytes, int]]:
    """The rows of a table in the order of their keys, as lines, a few thousand at a time."""
    columns = columns_of(table)
    wanted = [_read(table, name, kind, connection.dialect.name) for name, kind in columns]
    statement = select(*wanted).order_by(*table.primary_key.columns)
    stream = {"stream_results": True, "yield_per": BATCH}
    changed = converters(columns, WRITERS)
    for rows in connection.execute(statement, execution_options=stream).partitions():
        yield b"".join(_lines(rows, changed)), len(rows)


def _lines(rows: Iterable[Any], changed: list[tuple[int, Callable[[Any], Any]]]) -> Iterator[bytes]:
    for row in rows:
        values = list(row)
        for at, write in changed:
            if values[at] is not None:
                values[at] = write(values[at])
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _read(table: Table, name: str, kind: Kind, dialect: str) -> Any:
    """A column as it lies there: JSON as its own text, choices as texts, amounts not rounded."""
    column = table.columns[name]
    if kind is Kind.JSON:
        return cast(column, Text).label(name)
    if kind is Kind.NUMBER:
        return type_coerce(column, Float() if dialect == "sqlite" else Numeric()).label(name)
    return type_coerce(column, Text()).label(name) if kind is Kind.TEXT else column
