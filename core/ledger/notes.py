"""The ledger's notes: who objected or thought better of it, dead addresses, what was taken back."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.db import Database
from core.ledger.erasures import person_hmac
from core.models import Customer, LedgerNote, NoteKind, Store, Submission
from core.signing import address_hmac, random_ref
from core.storage import Storage

NOTES = "ledger/notes/"
BATCH = 500
_TYPE = "application/json"
_MIND = (NoteKind.OBJECTED, NoteKind.RESUMED)
"""Of these the last one holds; the others hold for good."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One note as the bucket has it; `store` is the store's key."""

    ref: str
    store: str
    kind: NoteKind
    detail: str
    subject: bytes
    address: bytes | None
    noted_at: datetime

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "ref": self.ref,
            "store": self.store,
            "kind": self.kind.value,
            "detail": self.detail,
            "subject": self.subject.hex(),
            "address": self.address.hex() if self.address else None,
            "noted_at": self.noted_at.isoformat(),
        }

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Noted:
        """Read back what `to_json` wrote."""
        return cls(
            ref=told["ref"],
            store=told["store"],
            kind=NoteKind(told["kind"]),
            detail=told["detail"],
            subject=bytes.fromhex(told["subject"]),
            address=bytes.fromhex(told["address"]) if told["address"] else None,
            noted_at=datetime.fromisoformat(told["noted_at"]),
        )


def submission_hmacs(secret_keys: Collection[str], store_id: int, ref: str) -> list[bytes]:
    """HMAC-SHA-256 of a submission's public number under every key still believed."""
    message = f"{store_id}:{ref}".encode()
    peppers = (hashlib.sha256(b"submission:" + key.encode()).digest() for key in secret_keys)
    return [hmac.digest(pepper, message, "sha256") for pepper in peppers]


def note_person(
    session: Session,
    kind: NoteKind,
    customer: Customer,
    secret_key: str,
    now: datetime,
    detail: str = "",
) -> None:
    """Note what a person or their address said of our mails; nothing when it is noted already."""
    store_id, email = customer.store_id, customer.email
    _enter(
        session,
        LedgerNote(
            store_id=store_id,
            ref=random_ref(),
            kind=kind,
            detail=detail,
            subject_hmac=person_hmac(secret_key, store_id, customer.id, customer.created_at),
            address_hmac=address_hmac(secret_key, store_id, email) if email else None,
            noted_at=now,
        ),
    )


def note_submission(
    session: Session,
    kind: NoteKind,
    submission: Submission,
    secret_key: str,
    now: datetime,
    detail: str = "",
) -> None:
    """Note that it, or the use named by `detail`, was taken back; nothing when it is noted."""
    (subject,) = submission_hmacs([secret_key], submission.store_id, submission.ref)
    _enter(
        session,
        LedgerNote(
            store_id=submission.store_id,
            ref=random_ref(),
            kind=kind,
            detail=detail,
            subject_hmac=subject,
            noted_at=now,
        ),
    )


def keep_notes(database: Database, storage: Storage, now: datetime) -> int:
    """Copy notes that the bucket has not got into one object of it; how many.

    One that is copied twice, by two clocks or after a crash, is known by its number.
    """
    with database.reading() as rows:
        waiting = rows.execute(
            select(LedgerNote, Store.key)
            .join(Store, Store.id == LedgerNote.store_id)
            .where(LedgerNote.kept_outside_at.is_(None))
            .order_by(LedgerNote.id)
            .limit(BATCH)
        ).all()
    if not waiting:
        return 0
    told = json.dumps([_noted(row, key).to_json() for row, key in waiting])
    storage.put(f"{NOTES}{random_ref()}.json", told.encode(), content_type=_TYPE)
    with database.transaction() as session:
        session.execute(
            update(LedgerNote)
            .where(LedgerNote.id.in_([row.id for row, _ in waiting]))
            .values(kept_outside_at=now)
        )
    return len(waiting)


def notes_outside(storage: Storage) -> Iterator[Noted]:
    """What the bucket holds of notes, one by one; some perhaps twice."""
    for info in storage.list(NOTES):
        for told in json.loads(storage.get(info.key)):
            yield Noted.from_json(told)


def take_in_notes(session: Session, notes: Iterable[Noted], now: datetime) -> int:
    """Make rows of notes that only the bucket still knows; how many."""
    stores = {row.key: row.id for row in session.execute(select(Store.key, Store.id))}
    known = set(session.scalars(select(LedgerNote.ref)))
    new = {one.ref: one for one in notes if one.ref not in known and one.store in stores}
    for one in sorted(new.values(), key=lambda note: note.noted_at):
        session.add(
            LedgerNote(
                store_id=stores[one.store],
                ref=one.ref,
                kind=one.kind,
                detail=one.detail,
                subject_hmac=one.subject,
                address_hmac=one.address,
                noted_at=one.noted_at,
                kept_outside_at=now,
            )
        )
    return len(new)


def _enter(session: Session, note: LedgerNote) -> None:
    if not _is_told(session, note):
        session.add(note)


def _is_told(session: Session, note: LedgerNote) -> bool:
    mine = select(LedgerNote.kind).where(
        LedgerNote.store_id == note.store_id,
        LedgerNote.subject_hmac == note.subject_hmac,
        LedgerNote.address_hmac.is_not_distinct_from(note.address_hmac),
    )
    if note.kind in _MIND:
        last = mine.where(LedgerNote.kind.in_(_MIND)).order_by(
            LedgerNote.noted_at.desc(), LedgerNote.id.desc()
        )
        return session.scalar(last.limit(1)) is note.kind
    same = mine.where(LedgerNote.kind == note.kind, LedgerNote.detail == note.detail)
    return session.scalar(same.limit(1)) is not None


def _noted(row: LedgerNote, store_key: str) -> Noted:
    return Noted(
        ref=row.ref,
        store=store_key,
        kind=row.kind,
        detail=row.detail,
        subject=row.subject_hmac,
        address=row.address_hmac,
        noted_at=row.noted_at,
    )
