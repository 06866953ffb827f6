"""Stops a store's sending when too many people report its mails as spam (requirement M13)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.deliveries import MailEventKind, PauseCause
from core.errors import N_, Conflict
from core.models import MailEvent, Store
from solicitation.delivery import WINDOW, Standing
from solicitation.queries.complaints import complaint_figures


def guard_sending(session: Session, store: Store, now: datetime) -> bool:
    """Pause a store with too many complaints; True when this call did it."""
    if store.is_sending_paused:
        return False
    if complaint_figures(session, store, now).standing is not Standing.TOO_MANY:
        return False
    store.is_sending_paused = True
    store.sending_paused_for, store.sending_paused_at = PauseCause.COMPLAINTS, now
    return True


def note_resumption(store: Store, now: datetime) -> None:
    """Sending is on again after a pause of the guard's: it counts anew from now on.

    Raises Conflict while a restored backup still holds people who were forgotten since.
    """
    if store.sending_paused_for is PauseCause.RESTORING and not store.is_sending_paused:
        raise Conflict(
            N_(
                "A backup was restored, and people who were forgotten since are still in it. "
                "Run vivavoce privacy replay first; sending can go on afterwards."
            )
        )
    if store.is_sending_paused or store.sending_paused_for is None:
        return
    if store.sending_paused_for is PauseCause.COMPLAINTS:
        store.complaints_counted_from = now
    store.sending_paused_for = store.sending_paused_at = None


def resume_sending(store: Store, now: datetime) -> None:
    """An owner looked at it and wants mails to leave again."""
    store.is_sending_paused = False
    note_resumption(store, now)


def stores_with_complaints(session: Session, now: datetime) -> list[int]:
    """Stores that send and whose mails somebody reported in the window."""
    return list(
        session.scalars(
            select(MailEvent.store_id)
            .join(Store, Store.id == MailEvent.store_id)
            .where(
                MailEvent.kind == MailEventKind.SPAM_REPORT,
                MailEvent.happened_at > now - WINDOW,
                Store.is_sending_paused.is_(False),
            )
            .distinct()
        )
    )
