"""Keeps SendGrid's unsubscribe group like our objections, so that the provider leaves them alone.

What stands there is kept per person, so nothing is told twice; telling it again would do no harm.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Exists, Select, delete, exists, select
from sqlalchemy.orm import Session

from core.mail.groups import MOST_ADDRESSES, NotTold
from core.models import Customer, MirroredObjection, ObjectionMirror, Store

FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class ToTell:
    """People of one store to enter into the group, and to take out again, by customer."""

    enter: dict[int, str]
    leave: dict[int, str]

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.enter or self.leave)


def stores_to_tell(session: Session, group_id: int, now: datetime) -> Sequence[int]:
    """Stores with news for the group that no failure keeps waiting."""
    news = {
        *session.scalars(_to_enter(group_id).with_only_columns(Customer.store_id).distinct()),
        *session.scalars(_to_leave(group_id).with_only_columns(Customer.store_id).distinct()),
    }
    waiting = session.scalars(
        select(ObjectionMirror.store_id).where(
            ObjectionMirror.group_id == group_id, ObjectionMirror.try_at > now
        )
    )
    return sorted(news - set(waiting))


def objections_to_tell(session: Session, store_id: int, group_id: int) -> ToTell:
    """Up to 1,000 people to enter and as many to take out."""
    enter = session.execute(
        _to_enter(group_id)
        .where(Customer.store_id == store_id)
        .with_only_columns(Customer.id, Customer.email)
        .order_by(Customer.id)
        .limit(MOST_ADDRESSES)
    )
    leave = session.execute(
        _to_leave(group_id)
        .where(Customer.store_id == store_id)
        .with_only_columns(Customer.id, Customer.email)
        .order_by(Customer.id)
        .limit(MOST_ADDRESSES)
    )
    return ToTell({row.id: row.email for row in enter}, {row.id: row.email or "" for row in leave})


def note_told(
    session: Session,
    store_id: int,
    group_id: int,
    entered: Collection[int],
    left: Collection[int],
    now: datetime,
) -> None:
    """SendGrid took them; who was noted meanwhile is not noted again."""
    mirror = _mirror(session, store_id, group_id)
    known = set(
        session.scalars(
            select(MirroredObjection.customer_id).where(
                MirroredObjection.store_id == store_id,
                MirroredObjection.group_id == group_id,
                MirroredObjection.customer_id.in_(entered),
            )
        )
    )
    session.add_all(
        MirroredObjection(store_id=store_id, customer_id=key, group_id=group_id, told_at=now)
        for key in entered
        if key not in known
    )
    session.execute(
        delete(MirroredObjection).where(
            MirroredObjection.store_id == store_id,
            MirroredObjection.group_id == group_id,
            MirroredObjection.customer_id.in_(left),
        )
    )
    mirror.told_at, mirror.failures, mirror.try_at, mirror.error = now, 0, None, ""


def note_failure(
    session: Session, store_id: int, group_id: int, failed: NotTold, now: datetime
) -> None:
    """SendGrid did not take them: after 5 minutes, 10, 20 … six hours, or as it says."""
    mirror = _mirror(session, store_id, group_id)
    wait = min(FIRST_WAIT * 2 ** min(mirror.failures, 10), LONGEST_WAIT)
    told = timedelta(seconds=failed.retry_after_seconds or 0)
    mirror.failures += 1
    mirror.try_at, mirror.error = now + max(wait, told), str(failed)[:300]


def _mirror(session: Session, store_id: int, group_id: int) -> ObjectionMirror:
    """The store's row, made where there is none; two clocks wait for each other at the store."""
    session.execute(select(Store.id).where(Store.id == store_id).with_for_update(key_share=True))
    mirror = session.scalar(select(ObjectionMirror).where(ObjectionMirror.store_id == store_id))
    if mirror is None:
        mirror = ObjectionMirror(store_id=store_id, group_id=group_id, failures=0, error="")
        session.add(mirror)
    mirror.group_id = group_id
    return mirror


def _to_enter(group_id: int) -> Select[Any]:
    """Customers who object and whom the group does not hold yet."""
    return select(Customer).where(
        Customer.objected_at.is_not(None), Customer.email.is_not(None), ~_is_there(group_id)
    )


def _to_leave(group_id: int) -> Select[Any]:
    """Customers in the group who took their objection back."""
    return select(Customer).where(Customer.objected_at.is_(None), _is_there(group_id))


def _is_there(group_id: int) -> Exists:
    return exists().where(
        MirroredObjection.store_id == Customer.store_id,
        MirroredObjection.customer_id == Customer.id,
        MirroredObjection.group_id == group_id,
    )
