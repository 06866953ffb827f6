"""The ledger: what must hold in a database that is older than it, by keyed hashes alone.

A restored database is older than the erasures, objections and withdrawals since its backup. Each is
therefore kept twice: as a row, and in the bucket below `ledger/`, which no restore of the database
undoes. Both hold HMACs under the secret key and a moment: nobody can be read out of them (GDPR
art. 7(3), 17 and 21; the duty outlives a restore, requirement G8).
"""

from core.ledger.erasures import FOLDER, entries_outside, note_erasure, person_hmac, take_in
from core.ledger.keeping import keep_outside
from core.ledger.notes import (
    note_person,
    note_submission,
    notes_outside,
    submission_hmacs,
    take_in_notes,
)

__all__ = [
    "FOLDER",
    "entries_outside",
    "keep_outside",
    "note_erasure",
    "note_person",
    "note_submission",
    "notes_outside",
    "person_hmac",
    "submission_hmacs",
    "take_in",
    "take_in_notes",
]
