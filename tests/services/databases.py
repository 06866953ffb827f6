"""Fresh databases in the present shape, each copied from one that was migrated once.

Copying a PostgreSQL database takes a tenth of a second, so a used one is emptied instead, unless
its shape was changed: an event trigger of the template counts that.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from core.db import Database
from core.migrations import upgrade

TEMPLATE = "vv_template"
COPY = "vv_test"
LASTS = 100
"""Uses after which a copy is made anew: what was deleted still lies in its files."""

_WATCH = b"""
CREATE SCHEMA vv_test;
CREATE SEQUENCE vv_test.changes;
CREATE FUNCTION vv_test.note() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE schema_name = 'pg_temp') THEN
        PERFORM nextval('vv_test.changes');
    END IF;
END $$;
CREATE EVENT TRIGGER vv_test_note ON ddl_command_end EXECUTE FUNCTION vv_test.note();
"""
_ALONE = b"""
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_EMPTY = b"""
DO $$
DECLARE
    one record;
    is_used boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', one.tablename) INTO is_used;
        IF is_used THEN
            EXECUTE format('DELETE FROM public.%I', one.tablename);
        END IF;
    END LOOP;
    PERFORM setval(format('public.%I', sequencename)::regclass, 1, false)
        FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""


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
    """The address of a copy; one that lay there is gone, for whoever still holds it open, too."""
    path = folder / "test.db"
    for end in ("", "-wal", "-shm"):
        Path(f"{path}{end}").unlink(missing_ok=True)
    shutil.copyfile(template, path)
    return f"sqlite:///{path}"


def postgres_template(server_url: str) -> str:
    """Make the migrated database that others are copied from; the server's address again."""
    _as_admin(server_url, f"CREATE DATABASE {TEMPLATE}")
    migrate(_address(server_url, TEMPLATE))
    with _session(_address(server_url, TEMPLATE)) as session:
        session.execute(_WATCH)
    return server_url


class EmptiedPostgres:
    """A copy of the template that each test finds empty and as it was."""

    def __init__(self, server_url: str) -> None:
        self._server_url = server_url
        self._uses = 0
        self.url = _address(server_url, COPY)

    def fresh(self) -> str:
        """Its address. Whoever is still connected loses the connection."""
        if self._uses % LASTS == 0 or not self._empty():
            _as_admin(self._server_url, f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)")
            _as_admin(self._server_url, f"CREATE DATABASE {COPY} TEMPLATE {TEMPLATE}")
        self._uses += 1
        return self.url

    def _empty(self) -> bool:
        """Delete all rows and begin all numbers anew; False if its shape is another by now."""
        with _session(self.url) as session:
            session.execute(_ALONE)
            changes = session.execute("SELECT last_value, is_called FROM vv_test.changes")
            if changes.fetchone() != (1, False):
                return False
            session.execute(_EMPTY)
        return True


def _address(server_url: str, database: str) -> str:
    return make_url(server_url).set(database=database).render_as_string(hide_password=False)


def _as_admin(server_url: str, statement: str) -> None:
    with _session(server_url) as session:
        session.execute(statement.encode())


def _session(url: str) -> psycopg.Connection[tuple[Any, ...]]:
    plain = make_url(url).set(drivername="postgresql")
    return psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True)
