"""What the ledger says was taken back and these rows, being older, still show."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from collection.policy import WITHDRAWABLE
from core.ledger import submission_hmacs
from core.models import LedgerNote, NoteKind, Submission
from core.states import Use

BATCH = 2000
_TAKEN_BACK = (NoteKind.WITHDRAWN, NoteKind.USE_WITHDRAWN)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A submission, or one `use` of it, that its author took back at a moment."""

    store_id: int
    submission_id: int
    use: Use | None
    at: datetime


def taken_back(session: Session, secret_keys: Collection[str]) -> Iterator[TakenBack]:
    """Each withdrawal of the ledger whose submission is here; a use may be ended already."""
    is_one = LedgerNote.kind.in_(_TAKEN_BACK)
    for store_id in session.scalars(select(LedgerNote.store_id).where(is_one).distinct()).all():
        notes: dict[bytes, list[LedgerNote]] = {}
        for note in session.scalars(
            select(LedgerNote).where(is_one, LedgerNote.store_id == store_id)
        ):
            notes.setdefault(note.subject_hmac, []).append(note)
        found = session.execute(
            select(Submission.id, Submission.ref, Submission.state)
            .where(Submission.store_id == store_id)
            .execution_options(yield_per=BATCH)
        )
        for number, ref, state in found:
            for digest in submission_hmacs(secret_keys, store_id, ref):
                for note in notes.get(digest, ()):
                    use = Use(note.detail) if note.kind is NoteKind.USE_WITHDRAWN else None
                    if use or state in WITHDRAWABLE:
                        yield TakenBack(store_id, number, use, note.noted_at)
