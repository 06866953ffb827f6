"""Fresh databases in the present shape, each copied from one that was migrated once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from core.db import Database
from core.migrations import upgrade

TEMPLATE = "vv_template"
_numbers = count(1)


def migrate(url: str) -> None:
    """Bring an empty database to the present shape, and let every connection to it go."""
    database = Database(url)
    try:
        upgrade(database)
    finally:
        database.close()


def sqlite_template(folder: Path) -> Path:
    """A migrated SQLite file to copy."""
    path = folder / "template.db"
    migrate(f"sqlite:///{path}")
    return path


def sqlite_copy(template: Path, folder: Path) -> str:
    """The address of a copy."""
    path = folder / "test.db"
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


def postgres_template(server_url: str) -> str:
    """Make the migrated database that others are copied from; the server's address again."""
    _as_admin(server_url, f"CREATE DATABASE {TEMPLATE}")
    migrate(_address(server_url, TEMPLATE))
    return server_url


@contextmanager
def postgres_copy(server_url: str) -> Iterator[str]:
    """The address of a copy, dropped afterwards with whatever is still connected to it."""
    name = f"vv_test_{next(_numbers)}"
    _as_admin(server_url, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    try:
        yield _address(server_url, name)
    finally:
        _as_admin(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def _address(server_url: str, database: str) -> str:
    return make_url(server_url).set(database=database).render_as_string(hide_password=False)


def _as_admin(server_url: str, statement: str) -> None:
    plain = make_url(server_url).set(drivername="postgresql")
    with psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True) as session:
        session.execute(statement.encode())
