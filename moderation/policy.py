"""What may be decided, until when, and how one line of the log is sealed to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from core.states import SubmissionState

UNDO = timedelta(seconds=30)
"""How long an approval can be undone; letters to authors wait that long, so none tells of a slip.

Later a published review leaves only by a refusal that names a ground (product.md, rule 10).
"""
REOPENED_DAYS = 3
"""What was refused and put back in the queue has at least these days before the rule decides."""
FIRST = bytes(32)
"""The former hash of the first line of a store's log."""


class Action(StrEnum):
    """What a line of the log says was done."""

    APPROVED = "approved"
    REFUSED = "refused"
    REOPENED = "reopened"
    SUPERSEDED = "superseded"
    RESTORED = "restored"
    LABELLED = "labelled"
    UNLABELLED = "unlabelled"
    REPLIED = "replied"
    WITHDRAWN = "withdrawn"
    CLEARED = "cleared"
    MASKED = "masked"
    UNMASKED = "unmasked"
    UPHELD = "upheld"
    REVERSED = "reversed"
    CAPTIONED = "captioned"
    UNCAPTIONED = "uncaptioned"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: `member:7`, `author` or `system`, with the name people know them by."""

    tag: str
    name: str = ""


SYSTEM = Actor("system")
AUTHOR = Actor("author")


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything a line of the log says; what its hash is taken over."""

    store_id: int
    number: int
    submission_id: int
    action: str
    actor: str
    actor_name: str
    from_state: str
    to_state: str
    ground: str | None
    note: str
    decided_at: datetime
    former_hash: bytes


def decision_hash(entry: Entry) -> bytes:
    """SHA-256 over the entry as canonical JSON: sorted keys, UTF-8, UTC moments, hex hashes."""
    row = asdict(entry)
    row["decided_at"] = entry.decided_at.astimezone(UTC).isoformat(timespec="microseconds")
    row["former_hash"] = entry.former_hash.hex()
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()


def first_broken(log: Iterable[tuple[Entry, bytes]]) -> int | None:
    """The number of the first line that is missing, changed or out of its chain (requirement A14).

    `log` is a store's whole log by number, each entry with the hash kept beside it.
    """
    former = FIRST
    for number, (entry, kept) in enumerate(log, start=1):
        whole = entry.number == number and entry.former_hash == former
        if not whole or decision_hash(entry) != kept:
            return number
        former = kept
    return None


def may_reopen(state: SubmissionState, decided_at: datetime | None, now: datetime) -> bool:
    """Whether a decision can be taken back: a refusal always, an approval for a moment only."""
    if state is SubmissionState.APPROVED:
        return decided_at is not None and now - decided_at <= UNDO
    return state is SubmissionState.REFUSED


def decided_by_rule_at(
    submitted_at: datetime, reopened_at: datetime | None, publication_days: int
) -> datetime:
    """When the rule publishes what nobody decided; the rating has no part in it.

    Requirement L4: C. conso. D111-17 2° b, ISO 20488 (a published maximum delay).
    """
    due = submitted_at + timedelta(days=publication_days)
    if reopened_at is None:
        return due
    return max(due, reopened_at + timedelta(days=REOPENED_DAYS))
