"""What outside systems told is kept as long as it can be of use, and no longer (GDPR art. 5(1)(e)).

A ticket's history is read when news of it comes in disorder; once its request would come too late,
no news can change anything. A raw message is read once; afterwards it only helps to find a fault.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from core.models import MomentSetting, Ticket, WebhookReceipt
from core.states import Moment

TICKET_KEPT = timedelta(days=90)
"""At least, since the last news: helpdesks close solved tickets, and customers rate, weeks later.
Longer where the store's own delay and the time that its request is of use are longer."""
BODY_KEPT = timedelta(days=30)
"""After it was read. Systems repeat what was not answered for three days at most."""
UNREAD_KEPT = timedelta(days=90)
"""A message that could never be read waits this long for somebody to mend what is broken."""
BATCH = 5_000


def forget_tickets(session: Session, store_id: int, now: datetime) -> int:
    """Delete a store's tickets whose news is too old to change anything; how many."""
    old = (
        select(Ticket.id)
        .where(
            Ticket.store_id == store_id, Ticket.recorded_at < now - _ticket_kept(session, store_id)
        )
        .limit(BATCH)
    )
    return len(session.scalars(delete(Ticket).where(Ticket.id.in_(old)).returning(Ticket.id)).all())


def forget_bodies(session: Session, now: datetime) -> int:
    """Empty raw messages of all stores that were read long ago, or could not be; how many.

    The row stays: by its delivery number a replay is known.
    """
    kept = sql("length(body) > 0")  # in these words, so that the index of what is kept serves
    received = WebhookReceipt.received_at
    is_read = WebhookReceipt.processed_at < now - BODY_KEPT
    old = (
        select(WebhookReceipt.id)
        .where(kept, received < now - BODY_KEPT, is_read | (received < now - UNREAD_KEPT))
        .order_by(received)
        .limit(BATCH)
    )
    emptied = update(WebhookReceipt).where(WebhookReceipt.id.in_(old)).values(body=b"")
    return len(session.scalars(emptied.returning(WebhookReceipt.id)).all())


def stores_with_tickets(session: Session, now: datetime) -> Iterable[int]:
    """Stores of whose tickets some may be old enough."""
    old = select(Ticket.store_id).where(Ticket.recorded_at < now - TICKET_KEPT)
    return session.scalars(old.distinct().order_by(Ticket.store_id)).all()


def _ticket_kept(session: Session, store_id: int) -> timedelta:
    """From the resolution to the last day on which its request would still be of use."""
    rows = session.execute(
        select(
            MomentSetting.delay_hours, MomentSetting.delay_hours_abroad, MomentSetting.useful_days
        ).where(MomentSetting.store_id == store_id, MomentSetting.moment == Moment.SUPPORT_RESOLVED)
    )
    spans = [timedelta(hours=max(here, abroad), days=days) for here, abroad, days in rows]
    return max([TICKET_KEPT, *spans])
