"""Demands under data-protection law, for the page of a member."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.models import Customer, Member, PrivacyDemand


class ToldDemand(NamedTuple):
    """A demand, whom it is about (nobody known here: None), and who answered it."""

    demand: PrivacyDemand
    customer: Customer | None
    member: str | None


def demands_of(session: Session, store_id: int, most: int = 200) -> Sequence[ToldDemand]:
    """Those that wait first, by the day they must be answered; then the answered, newest first."""
    rows = session.execute(
        select(PrivacyDemand, Customer, Member.name)
        .outerjoin(
            Customer,
            (Customer.store_id == PrivacyDemand.store_id)
            & (Customer.id == PrivacyDemand.customer_id),
        )
        .outerjoin(Member, Member.id == PrivacyDemand.answered_by_id)
        .where(PrivacyDemand.store_id == store_id)
        .order_by(
            PrivacyDemand.answered_at.is_not(None),
            PrivacyDemand.answered_at.desc(),
            PrivacyDemand.answer_by,
            PrivacyDemand.id,
        )
        .limit(most)
    ).all()
    return [ToldDemand(*row) for row in rows]
