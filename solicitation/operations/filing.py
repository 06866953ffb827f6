"""Files of orders, tickets and attendees that were looked at and wait to be taken.

They hold addresses of people, so they wait for an hour and no longer (GDPR art. 5(1)(e)).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from core.storage import Storage

KEPT = timedelta(hours=1)
"""How long a file that was looked at waits."""


def file_key(store_key: str, ref: str) -> str:
    """Where the file of this name lies."""
    return f"quarantine/{store_key}/import-{ref}"


def forget_files(storage: Storage, store_key: str, now: datetime) -> int:
    """Delete the store's files that nobody took in time; returns how many."""
    old = [
        left.key for left in storage.list(file_key(store_key, "")) if now - left.modified_at > KEPT
    ]
    for key in old:
        storage.delete(key)
    return len(old)
