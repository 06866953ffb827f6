"""Copies what the ledger has as rows into the bucket, which no restore takes back in time."""

from __future__ import annotations

from datetime import datetime

from core.db import Database
from core.ledger.erasures import keep_erasures
from core.ledger.notes import keep_notes
from core.storage import Storage


def keep_outside(database: Database, storage: Storage, now: datetime) -> int:
    """Copy what the bucket has not got, some hundreds at most; how many. Safe to call twice."""
    return keep_erasures(database, storage, now) + keep_notes(database, storage, now)
