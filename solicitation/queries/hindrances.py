"""What keeps a request from leaving, as conditions of a statement and as looks at many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, exists, select
from sqlalchemy.orm import Session

from core.bulk import one_of_digests
from core.db import UtcMoment
from core.models import (
    Customer,
    MomentSetting,
    Occasion,
    OrderLine,
    Solicitation,
    Store,
    Suppression,
)
from core.signing import owners_by_hmac
from core.states import Moment, OccasionKind
from solicitation.policy import Quiet, next_open
from solicitation.zones import zone_of

Home = tuple[str, str, str]
"""Time zone, country and region of a customer, as far as they are known."""


def of_person() -> tuple[ColumnElement[bool], ...]:
    """Of a customer; binds `now`."""
    return (
        Customer.objected_at.is_not(None),
        Customer.erased_at.is_not(None),
        Customer.email.is_(None),
        Customer.email == "",
        Customer.paused_until > bindparam("now", type_=UtcMoment),
    )


def of_occasion() -> tuple[ColumnElement[bool], ...]:
    """Of an occasion and its moment, outer-joined; doubts whatever hangs on more than these."""
    kept = exists().where(
        OrderLine.store_id == Occasion.store_id,
        OrderLine.order_id == Occasion.order_id,
        OrderLine.refunded_at.is_(None),
    )
    return (
        Occasion.stop_reason.is_not(None),
        MomentSetting.is_on.is_not(True),
        Solicitation.is_media_only.is_(True),
        Solicitation.moment == Moment.EVENT,
        and_(Occasion.kind == OccasionKind.PURCHASE, ~kept),
    )


def quiet_of(store: Store) -> Quiet:
    """The store's quiet hours."""
    return Quiet(store.quiet_from_hour, store.quiet_until_hour, store.is_quiet_on_sunday)


def suppressed_among(
    session: Session, store_id: int, addresses: Mapping[int, str | None], keys: tuple[str, ...]
) -> set[int]:
    """The customers, by id, whose address a suppression of the store names."""
    known = [(customer_id, email) for customer_id, email in addresses.items() if email]
    owners = owners_by_hmac(keys, store_id, known)
    rows = session.scalars(
        select(Suppression.address_hmac).where(
            Suppression.store_id == store_id,
            one_of_digests(session, Suppression.address_hmac, owners),
        )
    )
    return {owners[digest] for digest in rows}


def asleep_among(store: Store, homes: Iterable[Home], now: datetime) -> set[Home]:
    """Where it is night or a quiet Sunday by now."""
    quiet = quiet_of(store)
    return {
        home
        for home in set(homes)
        if next_open(now, zone_of(home[0], home[1], store.timezone, home[2]), quiet) > now
    }
