"""After a backup was restored: nobody is asked twice, and who was forgotten is found again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import insert, literal, select, update
from sqlalchemy.orm import Session

from core.db import UtcMoment
from core.deliveries import PauseCause
from core.ledger import person_hmac
from core.models import Customer, Erasure, Solicitation, SolicitationMove, Store, Suppression
from core.signing import address_hmacs
from core.states import Reason, SolicitationState, SuppressionReason

BATCH = 2000
_HELD = (SolicitationState.CLAIMED, SolicitationState.ATTEMPTED)


def pause_for_restore(session: Session, now: datetime) -> None:
    """No store sends before `end_restore`, and then only when an owner wants it."""
    session.execute(
        update(Store).values(
            is_sending_paused=True,
            sending_paused_for=PauseCause.RESTORING,
            sending_paused_at=now,
        )
    )


def end_restore(session: Session) -> int:
    """Everything is reconciled: owners may let mails leave again; how many stores wait for it."""
    waiting = session.scalars(
        update(Store)
        .where(Store.sending_paused_for == PauseCause.RESTORING)
        .values(sending_paused_for=PauseCause.RESTORED)
        .returning(Store.id)
    )
    return len(waiting.all())


def doubt_due(session: Session, now: datetime) -> int:
    """Whatever may have left since the backup counts as perhaps sent; how many requests.

    A restored row says planned though its mail may long be read. At most once (rule 7): it becomes
    `unknown`, is settled by the provider's events, and is never sent again.
    """
    state = Solicitation.state
    is_due = (state == SolicitationState.PLANNED) & (Solicitation.due_at <= now)
    doubtful = state.in_(_HELD) | is_due
    moved = select(
        Solicitation.store_id,
        Solicitation.id,
        state,
        literal(SolicitationState.UNKNOWN.value),
        literal(Reason.OUTCOME_UNKNOWN.value),
        Solicitation.due_at,
        literal(now, UtcMoment()),
    ).where(doubtful)
    names = ("store_id", "solicitation_id", "from_state", "to_state", "reason", "due_at")
    session.execute(insert(SolicitationMove).from_select([*names, "moved_at"], moved))
    changed = session.scalars(
        update(Solicitation)
        .where(doubtful)
        .values(
            state=SolicitationState.UNKNOWN,
            reason=Reason.OUTCOME_UNKNOWN,
            handed_over_at=Solicitation.due_at,
            claim_token=None,
            claimed_until=None,
        )
        .returning(Solicitation.id)
        .execution_options(synchronize_session=False)
    )
    return len(changed.all())


def suppress_forgotten(session: Session) -> int:
    """Addresses in the ledger are never written to, though the backup may not know; how many."""
    known = {(row.store_id, row.address_hmac) for row in session.scalars(select(Suppression))}
    rows = session.scalars(select(Erasure).where(Erasure.address_hmac.is_not(None)))
    new = {(row.store_id, row.address_hmac or b""): row.erased_at for row in rows}
    for (store_id, digest), erased_at in new.items():
        if (store_id, digest) not in known:
            session.add(
                Suppression(
                    store_id=store_id,
                    address_hmac=digest,
                    reason=SuppressionReason.ERASURE,
                    created_at=erased_at,
                )
            )
    return len(new.keys() - known)


def forgotten_people(session: Session, secret_keys: Collection[str]) -> Iterator[tuple[int, int]]:
    """Store and number of each customer who is in the ledger and still, or again, has a name.

    A customer who was made after the erasure is somebody new, or came back by themselves.
    """
    for store_id in session.scalars(select(Erasure.store_id).distinct()).all():
        entries = session.scalars(select(Erasure).where(Erasure.store_id == store_id)).all()
        at: dict[bytes, datetime] = {}
        for one in entries:
            for digest in filter(None, (one.person_hmac, one.address_hmac)):
                at[digest] = max(one.erased_at, at.get(digest, one.erased_at))
        yield from _still_here(session, store_id, at, secret_keys)


def _still_here(
    session: Session, store_id: int, at: dict[bytes, datetime], secret_keys: Collection[str]
) -> Iterator[tuple[int, int]]:
    people = session.execute(
        select(Customer.id, Customer.email, Customer.created_at)
        .where(Customer.store_id == store_id, Customer.erased_at.is_(None))
        .execution_options(yield_per=BATCH)
    )
    for number, email, created_at in people:
        digests = [person_hmac(key, store_id, number, created_at) for key in secret_keys]
        digests += address_hmacs(secret_keys, store_id, email) if email else []
        if any(digest in at and created_at <= at[digest] for digest in digests):
            yield store_id, number
