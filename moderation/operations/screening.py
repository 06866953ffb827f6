"""Look a submission through, and note what was seen; looking again replaces it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, insert, or_, update
from sqlalchemy.orm import Session

from core.errors import N_, InvalidInput
from core.models import LikenessBand, SeenSignal, Store, Submission
from core.origins import KEPT
from core.states import SubmissionState
from moderation.queries.screening import bands_of, facts_of
from moderation.screening import Lists, Sighting, screen

MOST_ENTRIES = 500
LONGEST_ENTRY = 80


def screen_submission(session: Session, store: Store, submission: Submission, now: datetime) -> int:
    """Write down the sightings of a held submission; returns how many there are."""
    facts = facts_of(session, store, submission)
    found = screen(facts)
    forget_screening(session, store.id, submission.id)
    rows = [_row(store.id, submission.id, sighting, now) for sighting in found]
    if rows:
        session.execute(insert(SeenSignal), rows)
    marks = bands_of(facts.passages, facts.pictures)
    if marks:
        base = {"store_id": store.id, "submission_id": submission.id}
        session.execute(insert(LikenessBand), [base | {"band": mark} for mark in marks])
    _note(session, submission, now)
    return len(rows)


def _row(store_id: int, submission_id: int, seen: Sighting, now: datetime) -> dict[str, object]:
    return {
        "store_id": store_id,
        "submission_id": submission_id,
        "signal": seen.signal,
        "field": seen.field[:120],
        "start": seen.start,
        "end": seen.end,
        "detail": seen.detail,
        "other": seen.other,
        "seen_at": now,
    }


def _note(session: Session, submission: Submission, now: datetime) -> None:
    """Without a new version: whoever reads it at this moment still sees what they decide about."""
    session.execute(
        update(Submission)
        .where(Submission.store_id == submission.store_id, Submission.id == submission.id)
        .values(screened_at=now)
        .execution_options(synchronize_session=False)
    )


def forget_screening(session: Session, store_id: int, submission_id: int) -> None:
    """Nothing stays of what was seen in it, nor of what finds those that resemble it."""
    for table in (SeenSignal, LikenessBand):
        session.execute(
            delete(table).where(table.store_id == store_id, table.submission_id == submission_id)
        )


def forget_origins(session: Session, now: datetime) -> int:
    """Where something came from is forgotten after two days; returns how many were."""
    found = session.execute(
        update(Submission)
        .where(
            or_(Submission.range_hmac.is_not(None), Submission.device_hmac.is_not(None)),
            Submission.submitted_at < now - KEPT,
        )
        .values(range_hmac=None, device_hmac=None)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", found).rowcount


def keep_lists(session: Session, store: Store, typed: Mapping[str, str]) -> Lists:
    """Keep the store's own lists, one entry a line; what waits is looked through again.

    Raises InvalidInput naming the list that is too long or has an entry that is.
    """
    kept = {name: _entries(name, typed.get(name, "")) for name in Lists.__slots__}
    store.screening_lists = kept
    session.execute(
        update(Submission)
        .where(Submission.store_id == store.id, Submission.state == SubmissionState.WAITING)
        .values(screened_at=None)
        .execution_options(synchronize_session=False)
    )
    return Lists(**kept)


def _entries(name: str, typed: str) -> list[str]:
    lines = (" ".join(line.split()) for line in typed.splitlines())
    entries = list(dict.fromkeys(line for line in lines if line))
    if len(entries) > MOST_ENTRIES:
        raise InvalidInput(N_("A list holds 500 entries at most."), field=name)
    return _checked(name, entries)


def _checked(name: str, entries: Sequence[str]) -> list[str]:
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise InvalidInput(
                N_("An entry has 80 characters at most: %(entry)s…"), field=name, entry=entry[:40]
            )
        if not any(letter.isalnum() for letter in entry):
            raise InvalidInput(
                N_("An entry needs a letter or a digit: %(entry)s"), field=name, entry=entry
            )
    return list(entries)
