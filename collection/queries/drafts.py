"""What a person typed on a form and has not sent yet."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.models import Draft


def draft_of(session: Session, store_id: int, customer_id: int, form: str) -> Draft | None:
    """The draft of this form, if there is one."""
    return session.scalar(
        select(Draft).where(
            Draft.store_id == store_id, Draft.customer_id == customer_id, Draft.form == form
        )
    )


def draft_count(session: Session, store_id: int, customer_id: int) -> int:
    """How many forms this person began and did not send."""
    wanted = select(func.count(Draft.id)).where(
        Draft.store_id == store_id, Draft.customer_id == customer_id
    )
    return session.scalar(wanted) or 0
