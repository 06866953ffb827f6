"""A proof of work counts once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core.models import SpentProof


def spend(session: Session, store_id: int, challenge: str, expires_at: datetime) -> bool:
    """Note a challenge as answered; False when it was before, at the same moment included."""
    known = select(SpentProof.id).where(
        SpentProof.store_id == store_id, SpentProof.challenge == challenge
    )
    if session.scalar(known) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(SpentProof(store_id=store_id, challenge=challenge, expires_at=expires_at))
    except IntegrityError:
        return False
    return True


def forget_proofs(session: Session, now: datetime, limit: int) -> int:
    """Delete what is too old to be sent again; returns how many."""
    rows = session.scalars(
        select(SpentProof.id)
        .where(SpentProof.expires_at < now)
        .order_by(SpentProof.id)
        .limit(limit)
    ).all()
    session.execute(delete(SpentProof).where(SpentProof.id.in_(rows)))
    return len(rows)
