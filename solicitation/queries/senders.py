"""What is known of the domain a store writes from, and of what its mail provider was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.mail.address import wire_address
from core.mail.way import Way
from core.models import (
    Customer,
    Member,
    MirroredObjection,
    ObjectionMirror,
    SenderCheck,
    Solicitation,
    Store,
)
from core.states import SolicitationState
from solicitation.records import Finding, Found, Record


@dataclass(frozen=True, slots=True)
class Mirroring:
    """Objections that stand in the provider's unsubscribe group, those to tell, and how it goes."""

    told: int
    waiting: int
    mirror: ObjectionMirror | None


def sender_domain(email: str) -> str:
    """The domain of an address as name servers know it; empty when there is none."""
    try:
        return wire_address(email).rpartition("@")[2].lower()
    except UnicodeError:
        return ""


def check_of(session: Session, store: Store) -> SenderCheck | None:
    """What is kept of the domain that the store writes from today."""
    return session.scalar(
        select(SenderCheck).where(
            SenderCheck.store_id == store.id, SenderCheck.domain == sender_domain(store.email)
        )
    )


def findings_of(check: SenderCheck) -> list[Finding]:
    """What the name servers said when one last answered."""
    return [
        Finding(**one | {"record": Record(one["record"]), "found": Found(one["found"])})
        for one in check.found
    ]


def opened_by(session: Session, check: SenderCheck) -> str:
    """Who wanted mails to leave all the same."""
    member = session.get(Member, check.opened_by_id) if check.opened_by_id else None
    return (member.name or member.email) if member else ""


def overdue_asks(session: Session, store_id: int, now: datetime) -> int:
    """Requests whose moment came and that have not left."""
    return (
        session.scalar(
            select(func.count(Solicitation.id)).where(
                Solicitation.store_id == store_id,
                Solicitation.state == SolicitationState.PLANNED,
                Solicitation.due_at <= now,
            )
        )
        or 0
    )


def mirroring(session: Session, store_id: int, way: Way) -> Mirroring | None:
    """None where no unsubscribe group is named."""
    if way.door != "sendgrid" or not way.group:
        return None
    told = session.scalar(
        select(func.count(MirroredObjection.id)).where(
            MirroredObjection.store_id == store_id, MirroredObjection.group_id == way.group
        )
    )
    waiting = session.scalar(
        select(func.count(Customer.id)).where(
            Customer.store_id == store_id,
            Customer.objected_at.is_not(None),
            Customer.email.is_not(None),
        )
    )
    mirror = session.scalar(select(ObjectionMirror).where(ObjectionMirror.store_id == store_id))
    return Mirroring(told or 0, max(0, (waiting or 0) - (told or 0)), mirror)
