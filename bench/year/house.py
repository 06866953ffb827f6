"""A store in a database of its own, with a movable clock and the sink for a mail provider."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bench.year.sink import Sink
from core.clock import FixedClock
from core.config import Settings
from core.db import Database
from core.doors import Doors
from core.migrations import upgrade
from core.models import MomentSetting, Store
from core.storage import make_storage
from solicitation.policy import DEFAULTS

HELD_OUT_PERCENT = 5
"""Of each moment, so that the year has people who must never be asked."""
SECRET = "the-secret-key-of-a-simulated-year-and-of-nothing-else"  # noqa: S105 -- guards no door


class Batched(Database):
    """A database whose transactions can be joined into one, so that a year costs minutes.

    Inside `joined()` every `transaction()` is a part of one that commits at its end.
    """

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._open: Session | None = None

    @contextmanager
    def joined(self) -> Iterator[Session]:
        """One transaction for all that happens inside."""
        with super().transaction() as session:
            self._open = session
            try:
                yield session
            finally:
                self._open = None

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A transaction of its own, or a part of the open one."""
        if self._open is None:
            with super().transaction() as session:
                yield session
        else:
            yield self._open
            self._open.flush()


@dataclass(frozen=True, slots=True)
class House:
    """The doors, and the fakes behind them."""

    doors: Doors
    database: Batched
    clock: FixedClock
    sink: Sink
    store_id: int


@contextmanager
def house(
    url: str,
    folder: Path,
    start: datetime,
    chance: random.Random,
    *,
    is_migrated: bool = False,
    is_sunday_quiet: bool = True,
) -> Iterator[House]:
    """A new store in the (empty) database at `url`."""
    settings = _settings(url, folder)
    database, clock = Batched(url), FixedClock(start)
    sink = Sink(clock.now, chance)
    if not is_migrated:
        upgrade(database)
    storage = make_storage(
        settings.storage_url, public_url=settings.public_url, secret_key=settings.secret_key
    )
    doors = Doors(settings, database, storage, sink, clock)
    try:
        yield House(doors, database, clock, sink, _new_store(database, start, is_sunday_quiet))
    finally:
        database.close()


def _settings(url: str, folder: Path) -> Settings:
    values = {
        "DATABASE_URL": url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "STORAGE_URL": f"folder://{folder}/store",
        "MAIL_URL": f"outbox://{folder}/outbox",
        "PUBLIC_URL": "http://year.example",
        "SECRET_KEY": SECRET,
    }
    return Settings.from_environ({f"VIVAVOCE_{name}": value for name, value in values.items()})


def _new_store(database: Database, start: datetime, is_sunday_quiet: bool) -> int:
    with database.transaction() as session:
        store = Store(key="year", name="A Year", email="shop@year.example", created_at=start)
        store.is_quiet_on_sunday = is_sunday_quiet
        session.add(store)
        session.flush()
        session.add_all(
            MomentSetting(
                store_id=store.id,
                moment=moment,
                delay_hours=default.delay_hours,
                delay_hours_abroad=default.delay_hours_abroad,
                reminders=default.reminders,
                reminder_days=default.reminder_days,
                useful_days=default.useful_days,
                holdout_percent=HELD_OUT_PERCENT,
            )
            for moment, default in DEFAULTS.items()
        )
        return store.id
