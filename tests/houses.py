"""A whole house on throw-away parts, with a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from core.clock import FixedClock
from core.config import Settings
from core.db import Database
from core.doors import Doors
from core.mail import make_mail
from core.storage import make_storage
from tests.factories import NOW

SECRET = "a-secret-key-for-tests-that-is-long-enough"


def settings_for(database_url: str, folder: Path, **values: str) -> Settings:
    """Settings of a test: folder store and outbox below `folder`, no Redis unless given."""
    environ = {
        "DATABASE_URL": database_url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "STORAGE_URL": f"folder://{folder}/store",
        "MAIL_URL": f"outbox://{folder}/outbox",
        "PUBLIC_URL": "http://vivavoce.test",
        "SECRET_KEY": SECRET,
    } | values
    return Settings.from_environ({f"VIVAVOCE_{name}": value for name, value in environ.items()})


@contextmanager
def house(database_url: str, folder: Path, **values: str) -> Iterator[Doors]:
    """The doors of a test house; its clock is a FixedClock at `factories.NOW`."""
    settings = settings_for(database_url, folder, **values)
    database = _database(database_url)
    database.close()
    storage = make_storage(
        settings.storage_url, public_url=settings.public_url, secret_key=settings.secret_key
    )
    yield Doors(settings, database, storage, make_mail(settings.mail_url), FixedClock(NOW))
    database.close()


@cache
def _database(url: str) -> Database:
    """One engine for an address, so that a statement is compiled but once in all tests."""
    return Database(url)


def clock_of(doors: Doors) -> FixedClock:
    """The clock of a test house, to be moved."""
    assert isinstance(doors.clock, FixedClock)
    return doors.clock
