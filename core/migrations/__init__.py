"""Bring a database to the present shape; `upgrade` is all the outside needs."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from core.db import Database


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["engine"] = database.engine
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Run every migration up to `revision` that has not run yet, in one transaction."""
    command.upgrade(_config(database), revision)


def is_current(database: Database) -> bool:
    """Whether the database has the shape this code expects."""
    head = ScriptDirectory.from_config(_config(database)).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def draft(database: Database, message: str) -> None:
    """Write a migration for what the models have and the database has not."""
    command.revision(_config(database), message=message, autogenerate=True)
