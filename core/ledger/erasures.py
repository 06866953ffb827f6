"""The ledger of erasures: who was forgotten, known again by keyed hashes wherever they turn up."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.db import Database
from core.models import Customer, Erasure, Store
from core.signing import address_hmac, random_ref
from core.storage import Storage

FOLDER = "ledger/erasures/"
BATCH = 500
_TYPE = "application/json"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """One entry, as the row and the object have it; `store` is the store's key."""

    ref: str
    store: str
    person: bytes
    address: bytes | None
    erased_at: datetime

    def to_json(self) -> bytes:
        """What the bucket keeps."""
        address = self.address.hex() if self.address else None
        told = {"store": self.store, "person": self.person.hex(), "address": address}
        return json.dumps(told | {"erased_at": self.erased_at.isoformat()}).encode()

    @classmethod
    def from_json(cls, ref: str, data: bytes) -> Forgotten:
        """Read back what `to_json` wrote."""
        told = json.loads(data)
        address = bytes.fromhex(told["address"]) if told["address"] else None
        moment = datetime.fromisoformat(told["erased_at"])
        return cls(ref, told["store"], bytes.fromhex(told["person"]), address, moment)


def person_hmac(secret_key: str, store_id: int, customer_id: int, created_at: datetime) -> bytes:
    """HMAC-SHA-256 of a customer's row.

    The moment it was made belongs to it: after a restore the same number may be somebody else's.
    """
    pepper = hashlib.sha256(b"erasure:" + secret_key.encode()).digest()
    message = f"{store_id}:{customer_id}:{created_at.isoformat()}".encode()
    return hmac.digest(pepper, message, "sha256")


def note_erasure(session: Session, customer: Customer, secret_key: str, now: datetime) -> None:
    """Enter somebody who is about to be forgotten, while what identifies them is still there.

    Whoever is forgotten again, after a restore, is in it already.
    """
    store_id, email = customer.store_id, customer.email
    person = person_hmac(secret_key, store_id, customer.id, customer.created_at)
    address = address_hmac(secret_key, store_id, email) if email else None
    entered = select(Erasure.address_hmac).where(
        Erasure.store_id == store_id, Erasure.person_hmac == person
    )
    if address not in session.scalars(entered).all():
        session.add(
            Erasure(
                store_id=store_id,
                ref=random_ref(),
                person_hmac=person,
                address_hmac=address,
                erased_at=now,
            )
        )


def keep_erasures(database: Database, storage: Storage, now: datetime) -> int:
    """Copy entries that the bucket has not got into it; how many. Safe to call twice."""
    with database.reading() as rows:
        waiting = rows.execute(
            select(Erasure, Store.key)
            .join(Store, Store.id == Erasure.store_id)
            .where(Erasure.kept_outside_at.is_(None))
            .order_by(Erasure.id)
            .limit(BATCH)
        ).all()
    for row, store_key in waiting:
        one = Forgotten(row.ref, store_key, row.person_hmac, row.address_hmac, row.erased_at)
        storage.put(f"{FOLDER}{one.ref}.json", one.to_json(), content_type=_TYPE)
        with database.transaction() as session:
            session.get_one(Erasure, row.id).kept_outside_at = now
    return len(waiting)


def entries_outside(storage: Storage) -> Iterator[Forgotten]:
    """What the bucket holds of the ledger, one by one."""
    for info in storage.list(FOLDER):
        ref = info.key.removeprefix(FOLDER).removesuffix(".json")
        yield Forgotten.from_json(ref, storage.get(info.key))


def take_in(session: Session, entries: Iterable[Forgotten], now: datetime) -> int:
    """Make rows of entries that only the bucket still knows; how many."""
    stores = {row.key: row.id for row in session.execute(select(Store.key, Store.id))}
    known = set(session.scalars(select(Erasure.ref)))
    new = [one for one in entries if one.ref not in known and one.store in stores]
    for one in new:
        session.add(
            Erasure(
                store_id=stores[one.store],
                ref=one.ref,
                person_hmac=one.person,
                address_hmac=one.address,
                erased_at=one.erased_at,
                kept_outside_at=now,
            )
        )
    return len(new)
