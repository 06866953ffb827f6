"""The seal of a decision is the same on every machine and for ever."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from moderation.policy import FIRST, Entry, decision_hash, first_broken

ENTRY = Entry(
    store_id=1,
    number=1,
    submission_id=7,
    action="refused",
    actor="member:3",
    actor_name="Élodie",
    from_state="waiting",
    to_state="refused",
    ground="spam",
    note="« Réclame » 🙂\n",
    decided_at=datetime(2026, 6, 10, 9, 0, 0, 5, tzinfo=UTC),
    former_hash=FIRST,
)


def test_the_hash_of_an_entry_never_changes() -> None:
    """Logs already sealed must verify with every later version."""
    assert (
        decision_hash(ENTRY).hex()
        == "d5b258be74000bdc9d12466ee70306604e3f25998a148925ee894a31e6312fbf"
    )


def test_the_same_moment_in_another_zone_is_the_same_entry() -> None:
    paris = ENTRY.decided_at.astimezone(timezone(timedelta(hours=2)))
    assert decision_hash(replace(ENTRY, decided_at=paris)) == decision_hash(ENTRY)


@pytest.mark.parametrize("name", [field.name for field in fields(Entry)])
def test_every_column_is_sealed(name: str) -> None:
    other: dict[type, Any] = {int: 99, str: "other", bytes: b"x" * 32}
    was = getattr(ENTRY, name)
    change: dict[str, Any] = {name: other.get(type(was)) or was + timedelta(microseconds=1)}
    assert decision_hash(replace(ENTRY, **change)) != decision_hash(ENTRY)


def test_an_empty_log_is_whole() -> None:
    assert first_broken([]) is None
