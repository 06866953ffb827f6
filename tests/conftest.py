"""What tests stand on: throw-away servers, one of each per process, and a fresh database each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from flask import Flask

from core.doors import Doors
from tests.houses import house
from tests.services.databases import (
    EmptiedPostgres,
    postgres_template,
    sqlite_copy,
    sqlite_template,
)
from tests.services.postgres import running_postgres
from tests.services.templates import SharedRule, share
from tests.services.valkey import running_valkey

share(Flask.jinja_options)
Flask.url_rule_class = SharedRule


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server's own database; `database_url` is what a test wants most often."""
    with running_postgres() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """A Valkey server; shared by the tests of a process, so use names of your own or empty it."""
    with running_valkey() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file."""
    return sqlite_template(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_template_url(postgres_url: str) -> str:
    """The server, with the migrated database to copy in it."""
    return postgres_template(postgres_url)


@pytest.fixture(scope="session")
def sqlite_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where every test's SQLite database lies, one after the other, at one address."""
    return tmp_path_factory.mktemp("database")


@pytest.fixture(scope="session")
def emptied_postgres(postgres_template_url: str) -> EmptiedPostgres:
    """The PostgreSQL database that one test after the other finds as if it were new."""
    return EmptiedPostgres(postgres_template_url)


@pytest.fixture
def sqlite_url(sqlite_template_path: Path, sqlite_folder: Path) -> str:
    """A fresh migrated SQLite database."""
    return sqlite_copy(sqlite_template_path, sqlite_folder)


@pytest.fixture
def postgresql_url(emptied_postgres: EmptiedPostgres) -> str:
    """A fresh migrated PostgreSQL database."""
    return emptied_postgres.fresh()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database, in turn on SQLite and on PostgreSQL."""
    return cast(str, request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def doors(database_url: str, tmp_path: Path) -> Iterator[Doors]:
    """A whole house without Redis, in turn on SQLite and on PostgreSQL."""
    with house(database_url, tmp_path) as doors:
        yield doors


@pytest.fixture
def sqlite_doors(sqlite_url: str, tmp_path: Path) -> Iterator[Doors]:
    """The same on SQLite alone, for what does not depend on the database."""
    with house(sqlite_url, tmp_path) as doors:
        yield doors
