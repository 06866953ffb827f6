"""After a backup was restored: whoever objected since, or whose address died, is obeyed again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.ledger import person_hmac
from core.models import Customer, LedgerNote, NoteKind, Suppression
from core.signing import address_hmacs
from core.states import SuppressionReason
from solicitation.delivery import stronger
from solicitation.operations.stopping import object_to_mails

BATCH = 2000
_MIND = (NoteKind.OBJECTED, NoteKind.RESUMED)

Address = tuple[int, bytes]
"""A store's number and the HMAC of an address."""


def suppress_noted(session: Session) -> int:
    """Addresses that the ledger knows as dead or objecting are not written to; how many were."""
    wanted = _addresses(session)
    known = {(row.store_id, row.address_hmac): row for row in session.scalars(select(Suppression))}
    for (store_id, digest), (reason, at) in wanted.items():
        there = known.get((store_id, digest))
        if there is not None:
            there.reason = stronger(there.reason, reason)
            continue
        session.add(
            Suppression(store_id=store_id, address_hmac=digest, reason=reason, created_at=at)
        )
    return len(wanted.keys() - known.keys())


def objecting_people(
    session: Session, secret_keys: Collection[str]
) -> Iterator[tuple[int, int, datetime]]:
    """Store, number and moment of each who objected and does not in these rows.

    Of several words of theirs the last holds: whoever wanted our mails again gets them. A customer
    who was made after an objection is somebody new; their address is suppressed all the same.
    """
    objected = select(LedgerNote.store_id).where(LedgerNote.kind == NoteKind.OBJECTED)
    for store_id in session.scalars(objected.distinct()).all():
        last: dict[bytes, LedgerNote] = {}
        for note in _notes(session, _MIND, store_id):
            for digest in filter(None, (note.subject_hmac, note.address_hmac)):
                last[digest] = note
        yield from _not_objecting(session, store_id, last, secret_keys)


def _not_objecting(
    session: Session, store_id: int, last: dict[bytes, LedgerNote], secret_keys: Collection[str]
) -> Iterator[tuple[int, int, datetime]]:
    people = session.execute(
        select(Customer.id, Customer.email, Customer.created_at)
        .where(
            Customer.store_id == store_id,
            Customer.erased_at.is_(None),
            Customer.objected_at.is_(None),
        )
        .execution_options(yield_per=BATCH)
    )
    for number, email, created_at in people:
        digests = [person_hmac(key, store_id, number, created_at) for key in secret_keys]
        digests += address_hmacs(secret_keys, store_id, email) if email else []
        told = [last[digest] for digest in digests if digest in last]
        note = max(told, key=lambda one: (one.noted_at, one.id), default=None)
        if note and note.kind is NoteKind.OBJECTED and created_at <= note.noted_at:
            yield store_id, number, note.noted_at


def object_again(
    session: Session, customer: Customer, at: datetime, secret_key: str, now: datetime
) -> None:
    """As on the day they objected; safe to repeat."""
    if customer.objected_at is None:
        object_to_mails(session, customer, secret_key, now)
        customer.objected_at = customer.acted_at = at


def _addresses(session: Session) -> dict[Address, tuple[SuppressionReason, datetime]]:
    """Each address that must not be written to, why, and since when."""
    objecting: dict[Address, datetime] = {}
    dead: dict[Address, tuple[SuppressionReason, datetime]] = {}
    for note in _notes(session, tuple(NoteKind)):
        if note.address_hmac is None:
            continue
        address = note.store_id, note.address_hmac
        if note.kind is NoteKind.OBJECTED:
            objecting[address] = note.noted_at
        elif note.kind is NoteKind.RESUMED:
            objecting.pop(address, None)
        elif note.kind is NoteKind.SUPPRESSED:
            reason = SuppressionReason(note.detail)
            before, at = dead.get(address, (reason, note.noted_at))
            dead[address] = stronger(before, reason), at
    mind = {one: (SuppressionReason.OBJECTION, at) for one, at in objecting.items()}
    return mind | dead


def _notes(
    session: Session, kinds: Collection[NoteKind], store_id: int | None = None
) -> Sequence[LedgerNote]:
    """In the order in which they were made."""
    wanted = select(LedgerNote).where(LedgerNote.kind.in_(kinds))
    if store_id is not None:
        wanted = wanted.where(LedgerNote.store_id == store_id)
    return session.scalars(wanted.order_by(LedgerNote.noted_at, LedgerNote.id)).all()
