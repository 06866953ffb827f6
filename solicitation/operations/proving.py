"""Keeps a store's first mails until its sender's domain is proven, or an owner insists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.deliveries import SenderOpening, SenderStanding
from core.errors import N_, InvalidInput
from core.mail.way import Way
from core.models import MailEvent, SenderCheck, Store
from solicitation.delivery import HELD_BACK
from solicitation.queries.senders import check_of, sender_domain
from solicitation.records import Finding

LATEST = timedelta(hours=1)
"""The longest wait between two looks while mails wait."""
SELDOM = timedelta(days=1)
"""The same once an owner insisted: nothing waits any more."""
MOST_CHECKS = 5
"""Domains looked up in one run: each may take half a minute when name servers are slow."""


def may_leave(session: Session, store: Store, way: Way, now: datetime) -> bool:
    """Whether requests of a store may leave: what nobody gets may, and what is proven may.

    A store seen for the first time is noted down, for the clock to look at.
    """
    if not way.is_live:
        return True
    check = _noted(session, store, way, now)
    return check is not None and check.opened_at is not None


def checks_due(session: Session, way: Way, now: datetime) -> Sequence[SenderCheck]:
    """The senders to look up now; nobody's, while mails go nowhere. New stores are noted down."""
    if not way.is_live:
        return ()
    for store in session.scalars(select(Store).order_by(Store.id)):
        _noted(session, store, way, now)
    return session.scalars(
        select(SenderCheck)
        .where(SenderCheck.check_at <= now)
        .order_by(SenderCheck.check_at, SenderCheck.id)
        .limit(MOST_CHECKS)
    ).all()


def note_found(check: SenderCheck, found: Sequence[Finding], now: datetime) -> None:
    """Keep what the name servers said; the store's mails may leave when nothing is lacking."""
    is_lacking = any(one.holds for one in found)
    _note(check, SenderStanding.LACKING if is_lacking else SenderStanding.PROVEN, now)
    check.found, check.checked_at = [asdict(one) for one in found], now
    if not is_lacking:
        check.check_at = None
        if check.opened_at is None:
            check.opened_at, check.opened_for = now, SenderOpening.PROVEN


def note_silence(check: SenderCheck, now: datetime) -> None:
    """No name server answered: what was found before still stands, and the clock looks again."""
    _note(check, SenderStanding.UNREACHABLE, now)


def check_again(session: Session, store: Store, way: Way, now: datetime) -> None:
    """A member mended something: look now."""
    check = _noted(session, store, way, now) if way.is_live else None
    if check is not None:
        check.check_at = now


def insist(session: Session, store: Store, way: Way, member_id: int, now: datetime) -> None:
    """An owner wants mails to leave all the same, knowing what is missing; kept with the name."""
    check = _noted(session, store, way, now) if way.is_live else None
    if check is None:
        raise InvalidInput(N_("No mails wait for the sender’s domain."))
    if check.opened_at is None:
        check.opened_at, check.opened_for = now, SenderOpening.INSISTED
        check.opened_by_id = member_id


def _noted(session: Session, store: Store, way: Way, now: datetime) -> SenderCheck | None:
    """The row of the store's domain of today, made where there is none; None without an address."""
    domain = sender_domain(store.email)
    if not domain:
        return None
    check = check_of(session, store) or _noted_meanwhile(session, store)
    if check is None:
        check = SenderCheck(
            store_id=store.id, domain=domain, door=way.door, check_at=now, attempts=0, found=[],
            standing=SenderStanding.UNCHECKED,
        )  # fmt: skip
        if _has_sent(session, store.id):
            check.opened_at, check.opened_for = now, SenderOpening.SENT_BEFORE
        session.add(check)
    elif check.door != way.door:
        check.door, check.check_at = way.door, now
    return check


def _noted_meanwhile(session: Session, store: Store) -> SenderCheck | None:
    """What another clock noted just now; from here on it waits for us."""
    session.execute(select(Store.id).where(Store.id == store.id).with_for_update(key_share=True))
    return check_of(session, store)


def _has_sent(session: Session, store_id: int) -> bool:
    """Whether a mail provider ever told of a mail of this store: its first ones left long ago.

    What it held back proves nothing: its own lists are of the account, not of the store.
    """
    left = exists().where(MailEvent.store_id == store_id, MailEvent.kind.not_in(HELD_BACK))
    return bool(session.scalar(select(left)))


def _note(check: SenderCheck, standing: SenderStanding, now: datetime) -> None:
    """The wait doubles with every look that changes nothing."""
    check.attempts = check.attempts + 1 if check.standing is standing else 1
    check.standing, check.tried_at = standing, now
    longest = SELDOM if check.opened_at else LATEST
    check.check_at = now + min(timedelta(minutes=2 ** min(check.attempts - 1, 12)), longest)
