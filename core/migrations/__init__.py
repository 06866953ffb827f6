"""Bring a database to the present shape; `upgrade` is all the outside needs."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from core.db import Database


def _config(**attributes: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes.update(attributes)
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Run every migration up to `revision` that has not run yet, in one transaction."""
    command.upgrade(_config(engine=database.engine), revision)


def upgrade_within(connection: Connection, revision: str = "head") -> None:
    """The same in a transaction that the caller began and ends."""
    command.upgrade(_config(connection=connection), revision)


def revisions() -> list[str]:
    """Every shape a database ever had, the newest first."""
    return [one.revision for one in ScriptDirectory.from_config(_config()).walk_revisions()]


def is_current(database: Database) -> bool:
    """Whether the database has the shape this code expects."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def draft(database: Database, message: str) -> None:
    """Write a migration for what the models have and the database has not."""
    command.revision(_config(engine=database.engine), message=message, autogenerate=True)
