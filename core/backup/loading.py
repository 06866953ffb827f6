"""Brings a backup back: checked, in one transaction, into tables made anew."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from core.backup import encrypting
from core.backup.layout import MANIFEST, READERS, Manifest, Part, converters, key_mark
from core.db import Base, Database
from core.errors import N_, Conflict, InvalidInput
from core.migrations import revisions, upgrade_within
from core.migrations.triggers import FUNCTIONS

BATCH = 2000
Progress = Callable[[str, int, int], None]
_BY_ITSELF = ("alembic_version", "heartbeats", "clock_shifts")


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup whose manifest was read."""

    pack: zipfile.ZipFile
    manifest: Manifest


@contextmanager
def open_backup(
    path: Path, secret_keys: Collection[str], identity: Path | None = None
) -> Iterator[Opened]:
    """Open a file and see that it can be restored here; raises InvalidInput or Conflict.

    `identity` is the file with the private key that opens an encrypted one.
    """
    with encrypting.reading(path, identity) as file, _unpacked(file) as pack:
        try:
            manifest = Manifest.from_json(json.loads(pack.read(MANIFEST)))
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInput(N_("This file is no backup of Vivavoce, or was cut.")) from error
        _check(manifest, secret_keys)
        yield Opened(pack, manifest)


def _unpacked(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError) as error:
        raise InvalidInput(N_("This file is no backup of Vivavoce, or was cut.")) from error


def is_empty(database: Database) -> bool:
    """Whether nothing would be lost: no table, or none that somebody filled."""
    with database.engine.connect() as connection:
        known = set(inspect(connection).get_table_names()) - set(_BY_ITSELF)
        return all(
            connection.scalar(text(f'SELECT 1 FROM "{name}" LIMIT 1')) is None  # noqa: S608 -- the database's own names
            for name in sorted(known)
        )


def load(
    database: Database,
    opened: Opened,
    then: Callable[[Session], None],
    on_progress: Progress = lambda _what, _at, _of: None,
    patience: timedelta = timedelta(seconds=10),
) -> int:
    """Replace all rows by those of the backup, bring them to the present shape, and call `then`.

    All of it is one transaction: whatever fails leaves the database as it was. Returns the rows.
    Raises Conflict when somebody else is at work on the tables for longer than `patience`.
    """
    with database.engine.begin() as connection:
        _clear_alone(connection, patience)
        upgrade_within(connection, opened.manifest.revision)
        for part in opened.manifest.tables:
            _load_table(connection, opened.pack, part, on_progress)
        upgrade_within(connection)
        _count_on(connection)  # what `then` adds is numbered after the rows that came back
        with Session(connection) as session:
            then(session)
            session.flush()
    database.refresh_statistics()
    return sum(part.rows for part in opened.manifest.tables)


def _check(manifest: Manifest, secret_keys: Collection[str]) -> None:
    if manifest.revision not in revisions():
        raise Conflict(
            N_(
                "This backup was made by a newer version of Vivavoce (its tables are of shape "
                "%(revision)s). Install that version or a later one, and restore with it."
            ),
            revision=manifest.revision,
        )
    if manifest.key not in {key_mark(key) for key in secret_keys}:
        raise Conflict(
            N_(
                "This backup was made under another SECRET_KEY. Set that key, or name it in "
                "VIVAVOCE_SECRET_KEY_FALLBACKS: without it nobody who was forgotten since would be "
                "known again, and links in mails would not open."
            )
        )


def _clear_alone(connection: Connection, patience: timedelta) -> None:
    try:
        if connection.dialect.name == "postgresql":
            waited = patience // timedelta(milliseconds=1)
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {waited}")
        _clear(connection)
    except OperationalError as error:
        raise Conflict(
            N_("The database is in use. Stop serve, worker and clock, then restore again.")
        ) from error


def _clear(connection: Connection) -> None:
    """Drop what we made and nothing else."""
    is_sqlite = connection.dialect.name == "sqlite"
    there = set(inspect(connection).get_table_names())
    if is_sqlite:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for name in [*(table.name for table in reversed(Base.metadata.sorted_tables)), _BY_ITSELF[0]]:
        if name in there:
            connection.exec_driver_sql(f'DROP TABLE "{name}"')
    for name in () if is_sqlite else FUNCTIONS:
        connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}()")


def _load_table(
    connection: Connection, pack: zipfile.ZipFile, part: Part, on_progress: Progress
) -> None:
    _check_columns(connection, part)
    write = _into_sqlite if connection.dialect.name == "sqlite" else _into_postgresql
    changed = converters(part.columns, READERS[connection.dialect.name])
    digest, rows = sha256(), 0
    try:
        with pack.open(part.entry) as entry:
            lines = iter(BufferedReader(entry))  # type: ignore[type-var]  # zipfile's entry reads like any binary file
            while batch := list(islice(lines, BATCH)):
                digest.update(b"".join(batch))
                write(connection, part, [_values(line, changed) for line in batch])
                rows += len(batch)
                on_progress(part.name, rows, part.rows)
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise _broken(part) from error
    if (rows, digest.hexdigest()) != (part.rows, part.sha256):
        raise _broken(part)


def _values(line: bytes, changed: list[tuple[int, Callable[[Any], Any]]]) -> tuple[Any, ...]:
    values = json.loads(line)
    for at, read in changed:
        if values[at] is not None:
            values[at] = read(values[at])
    return tuple(values)


def _check_columns(connection: Connection, part: Part) -> None:
    """Names from the file go into statements only when the database knows them."""
    there = {column["name"] for column in inspect(connection).get_columns(part.name)}
    if not {name for name, _ in part.columns} <= there:
        raise _broken(part)


def _into_sqlite(connection: Connection, part: Part, rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{name}"' for name, _ in part.columns)
    places = ", ".join("?" for _ in part.columns)
    connection.exec_driver_sql(
        f'INSERT INTO "{part.name}" ({names}) VALUES ({places})',  # noqa: S608 -- names the database knows
        rows,
    )


def _into_postgresql(connection: Connection, part: Part, rows: list[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{name}"' for name, _ in part.columns)
    raw: Any = connection.connection.driver_connection
    with raw.cursor() as cursor, cursor.copy(f'COPY "{part.name}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def _count_on(connection: Connection) -> None:
    """PostgreSQL numbers new rows after the highest that came back; SQLite does so by itself."""
    if connection.dialect.name == "sqlite":
        return
    for table in Base.metadata.sorted_tables:
        if "id" in table.columns:
            connection.execute(
                text(
                    "SELECT setval(pg_get_serial_sequence(:name, 'id'),"  # noqa: S608 -- our own table
                    f' coalesce(max(id), 1), max(id) IS NOT NULL) FROM "{table.name}"'
                ),
                {"name": table.name},
            )


def _broken(part: Part) -> InvalidInput:
    return InvalidInput(
        N_("The backup is damaged: %(table)s does not hold what was written. Nothing was changed."),
        table=part.name,
    )
