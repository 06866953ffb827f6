"""How the doors are opened from settings; each process does it once, after any fork."""

from __future__ import annotations

from app.demo.clock import DemoClock
from core.clock import Clock, SystemClock
from core.config import Settings
from core.db import Database
from core.doors import Doors
from core.mail import make_mail
from core.storage import make_storage


def open_doors(settings: Settings) -> Doors:
    """The database, the bucket, the mail provider and the clock that the settings name."""
    database = Database(settings.database_url)
    clock: Clock = DemoClock(database) if settings.demo else SystemClock()
    storage = make_storage(
        settings.storage_url, public_url=settings.public_url, secret_key=settings.secret_key
    )
    return Doors(settings, database, storage, make_mail(settings.mail_url, clock), clock)
