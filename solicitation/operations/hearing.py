"""Takes over whom SendGrid itself holds mails back from, should its news of them have been lost.

Its lists belong to the account, and it keeps to them whichever store writes. So an entry counts in
every store that knows the address, just as if the store had been told of a mail held back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.bulk import one_of
from core.deliveries import MailEventKind
from core.mail.suppressions import Suppressed, SuppressionList
from core.models import Customer, MailEvent, MirroredObjection, Store
from core.signing import normal_address
from solicitation.delivery import COMPLAINTS, HARD, OBJECTIONS
from solicitation.inbound.sendgrid import is_lasting
from solicitation.operations.settling import settle_person
from solicitation.operations.stopping import object_to_mails

LOOKS_BACK = timedelta(days=8)
"""A reading goes so far back: a week of failed ones is caught up with."""
SAME = timedelta(hours=1)
"""What was told so shortly before an entry was made is what made it."""

_Told = tuple[MailEventKind, frozenset[MailEventKind]]
_TELLS: Mapping[SuppressionList, _Told] = MappingProxyType({
    SuppressionList.BOUNCES: (MailEventKind.DROPPED_BOUNCED, HARD),
    SuppressionList.SPAM_REPORTS: (MailEventKind.DROPPED_REPORTED, COMPLAINTS),
    SuppressionList.UNSUBSCRIBES: (MailEventKind.DROPPED_UNSUBSCRIBED, OBJECTIONS),
})  # fmt: skip
"""What an entry is kept as, and by what it may have been told before."""


def reads_from(now: datetime) -> datetime | None:
    """Since when lists are read: the last days; on Sundays all there is, for who came to be a
    customer long after they were entered."""
    return None if now.weekday() == 6 else now - LOOKS_BACK


def stores_that_hear(session: Session) -> Sequence[int]:
    """Every store."""
    return session.scalars(select(Store.id).order_by(Store.id)).all()


def hear_entries(
    session: Session,
    store_id: int,
    name: SuppressionList,
    entries: Iterable[Suppressed],
    secret_key: str,
    now: datetime,
) -> int:
    """Suppress the store's customers among the entries; returns for how many that was news.

    What was told before is none: an objection that was lifted since does not come back by itself.
    """
    counted = sorted((e for e in entries if _counts(name, e)), key=attrgetter("since"))
    told = {form: entry for entry in counted for form in _forms(entry.email)}
    people = _people(session, store_id, told)
    kind, before = _TELLS[name]
    heard = _heard(session, store_id, [one.id for one in people], before)
    news = [one for one in people if not _is_known(heard.get(one.id), told[one.email or ""])]
    session.add_all(_row(one, kind, told[one.email or ""], now) for one in news)
    session.flush()  # what follows is drawn from all rows, the new ones included
    for customer in news:
        settle_person(session, customer, {kind}, secret_key, now)
    return len(news)


def hear_group(
    session: Session,
    store_id: int,
    group_id: int,
    emails: Collection[str],
    secret_key: str,
    asked_at: datetime,
    now: datetime,
) -> int:
    """Customers in the unsubscribe group object here, too; returns how many did not yet.

    Whom we entered ourselves and who takes their objection back now, or did since SendGrid was
    asked, is only about to leave the group.
    """
    people = _people(session, store_id, {form for one in emails for form in _forms(one)})
    entered = _entered(session, store_id, group_id, [one.id for one in people])
    news = [
        one
        for one in people
        if one.objected_at is None and one.id not in entered and one.acted_at <= asked_at
    ]
    for customer in news:
        object_to_mails(session, customer, secret_key, now)
        session.add(
            MirroredObjection(
                store_id=store_id, customer_id=customer.id, group_id=group_id, told_at=now
            )
        )
    return len(news)


def _counts(name: SuppressionList, entry: Suppressed) -> bool:
    """A bounce that may pass is left to the events, which count how often it comes."""
    return name is not SuppressionList.BOUNCES or is_lasting(entry.status, entry.reason)


def _forms(email: str) -> set[str]:
    """An address as the store may have it: mails carry an international domain as `xn--…`."""
    plain = normal_address(email)
    local, _, domain = plain.rpartition("@")
    try:
        return {plain, f"{local}@{domain.encode('ascii').decode('idna')}"}
    except UnicodeError:
        return {plain}


def _people(session: Session, store_id: int, emails: Collection[str]) -> Sequence[Customer]:
    """The store's customers of these addresses, locked in one order."""
    return session.scalars(
        select(Customer)
        .where(Customer.store_id == store_id, one_of(session, Customer.email, list(emails)))
        .order_by(Customer.id)
        .with_for_update()
    ).all()


def _heard(
    session: Session, store_id: int, ids: Collection[int], kinds: Collection[MailEventKind]
) -> Mapping[int | None, datetime]:
    """When each was last told to be what the list says."""
    rows = session.execute(
        select(MailEvent.customer_id, MailEvent.happened_at)
        .where(
            MailEvent.store_id == store_id,
            one_of(session, MailEvent.customer_id, list(ids)),
            MailEvent.kind.in_(kinds),
        )
        .order_by(MailEvent.happened_at)
    )
    return {row.customer_id: row.happened_at for row in rows}


def _is_known(heard_at: datetime | None, entry: Suppressed) -> bool:
    return heard_at is not None and heard_at >= entry.since - SAME


def _row(customer: Customer, kind: MailEventKind, entry: Suppressed, now: datetime) -> MailEvent:
    """It is about no mail of ours, so there is no request to settle."""
    return MailEvent(
        store_id=customer.store_id,
        solicitation_id=None,
        customer_id=customer.id,
        kind=kind,
        fingerprint=_fingerprint(customer.id, kind, entry.since),
        happened_at=entry.since,
        received_at=now,
        settled_at=now,
        detail="",
    )


def _fingerprint(customer_id: int, kind: MailEventKind, since: datetime) -> bytes:
    parts = ["list", customer_id, kind.value, int(since.timestamp())]
    return hashlib.sha256(json.dumps(parts).encode()).digest()


def _entered(
    session: Session, store_id: int, group_id: int, ids: Collection[int]
) -> frozenset[int]:
    found = select(MirroredObjection.customer_id).where(
        MirroredObjection.store_id == store_id,
        MirroredObjection.group_id == group_id,
        one_of(session, MirroredObjection.customer_id, list(ids)),
    )
    return frozenset(session.scalars(found))
