"""A draft is kept until its words are sent, thirty days at most; its author alone reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from collection.queries.drafts import draft_count, draft_of
from core.errors import N_, Conflict
from core.models import Draft

KEPT = timedelta(days=30)
"""Said on the form; what was never sent is kept no longer (GDPR art. 5(1)(e))."""


MOST = 50
"""Drafts of one person at once: nobody is asked about more."""


def keep_draft(
    session: Session,
    store_id: int,
    customer_id: int,
    form: str,
    fields: Mapping[str, str | list[str]],
    now: datetime,
) -> None:
    """Replace what was kept of this form; two saves at once leave one draft, the later one's."""
    row = draft_of(session, store_id, customer_id, form)
    if row is None:
        if draft_count(session, store_id, customer_id) >= MOST:
            raise Conflict(N_("Too many forms were begun. Send one of them first."))
        row = Draft(store_id=store_id, customer_id=customer_id, form=form, fields={}, saved_at=now)
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:
            row = draft_of(session, store_id, customer_id, form) or row
    row.fields, row.saved_at = dict(fields), now


def drop_drafts(session: Session, store_id: int, customer_id: int, form: str = "") -> None:
    """Forget the draft of a form; without one, every draft of this person."""
    wanted = delete(Draft).where(Draft.store_id == store_id, Draft.customer_id == customer_id)
    session.execute(wanted.where(Draft.form == form) if form else wanted)


def forget_drafts(session: Session, now: datetime, limit: int) -> int:
    """Delete drafts nobody went on with in thirty days; how many."""
    old = session.scalars(
        select(Draft.id).where(Draft.saved_at < now - KEPT).order_by(Draft.saved_at).limit(limit)
    ).all()
    session.execute(delete(Draft).where(Draft.id.in_(old)))
    return len(old)
