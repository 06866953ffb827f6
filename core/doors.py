"""What handlers, jobs and pages work with: the settings, the database and the three doors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.clock import Clock
from core.config import Settings
from core.db import Database
from core.mail import MailDoor
from core.sealing import Seals, seals_of
from core.storage import Storage


@dataclass(frozen=True, slots=True)
class Doors:
    """Handed to every reaction and periodic job; tests put fakes behind mail, storage, clock."""

    settings: Settings
    database: Database
    storage: Storage
    mail: MailDoor
    clock: Clock

    def now(self) -> datetime:
        """The present moment, by the clock door."""
        return self.clock.now()

    def secret_keys(self) -> tuple[str, ...]:
        """Every key under which an address may have been suppressed."""
        return (self.settings.secret_key, *self.settings.secret_key_fallbacks)

    def seals(self) -> Seals:
        """What secrets of outside systems are sealed with in the database."""
        return seals_of(self.settings)
