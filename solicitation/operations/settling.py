"""What a mail provider told of mails handed over: kept once, then drawn to its consequences."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.deliveries import MailEventKind
from core.events import SolicitationSent
from core.ledger import note_person
from core.mail.address import is_address, wire_address
from core.models import (
    Customer,
    Letter,
    MailEvent,
    NoteKind,
    Solicitation,
    Suppression,
    WebhookReceipt,
)
from core.outbox import record
from core.signing import address_hmac, normal_address
from core.states import Reason, SolicitationState, SuppressionReason
from solicitation.delivery import dead_address, objects, settled_state, stronger
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.sendgrid import MailFact, facts_of
from solicitation.operations.stopping import object_to_mails, stop_customer, suppress

BATCH = 500
"""Left-over events looked at in one transaction."""

_REASONS = {
    SolicitationState.SENT: Reason.CONFIRMED,
    SolicitationState.FAILED: Reason.NOT_DELIVERED,
}


@dataclass(frozen=True, slots=True)
class _Mail:
    """Whom one mail of ours went to, and for which request, if it was one."""

    customer_id: int
    solicitation_id: int | None


def read_mail_events(
    session: Session, receipt: WebhookReceipt, secret_key: str, now: datetime
) -> frozenset[MailEventKind]:
    """Take what a kept message of SendGrid tells; a second run finds it processed.

    Returns the kinds of news there were.
    """
    if receipt.processed_at is not None:
        return frozenset()
    news: Collection[MailEventKind] = ()
    try:
        facts = facts_of(receipt.body)
    except UnreadablePayload as error:
        receipt.outcome = str(error)[:300]
    else:
        news = take_mail_facts(session, receipt.store_id, facts, secret_key, now)
        receipt.outcome = "taken" if news else "nothing new"
    receipt.processed_at = now
    return frozenset(news)


def take_mail_facts(
    session: Session, store_id: int, facts: Iterable[MailFact], secret_key: str, now: datetime
) -> list[MailEventKind]:
    """Keep what is new about mails of this store and apply it; returns the kind of each."""
    new = _unknown(session, store_id, facts)
    mails = _mails(session, store_id, {fact.send_ref for fact in new})
    ours = [(fact, mails[fact.send_ref]) for fact in new if fact.send_ref in mails]
    people = _people(session, store_id, {mail.customer_id for _, mail in ours})
    rows = [_row(people[mail.customer_id], fact, mail, now) for fact, mail in ours]
    session.add_all(rows)
    session.flush()  # what follows is drawn from all rows, the new ones included
    settle_asks(session, store_id, {m.solicitation_id for _, m in ours if m.solicitation_id}, now)
    for customer_id, customer in people.items():
        told = {fact.kind for fact, mail in ours if mail.customer_id == customer_id}
        settle_person(session, customer, told, secret_key, now)
    return [row.kind for row in rows]


def settle_asks(session: Session, store_id: int, ids: Collection[int], now: datetime) -> int:
    """Move requests to where all that was told of them puts them; returns how many moved.

    One that is still being handed over is left to `settle_left`: its sender writes first.
    """
    asks = session.scalars(
        select(Solicitation)
        .where(
            Solicitation.store_id == store_id,
            Solicitation.id.in_(ids),
            Solicitation.state != SolicitationState.ATTEMPTED,
        )
        .order_by(Solicitation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    events = _events_of(session, store_id, [ask.id for ask in asks])
    return sum(_settle(session, ask, events.get(ask.id, ()), now) for ask in asks)


def settle_left(session: Session, now: datetime) -> int:
    """Apply events that came before their sender had written its outcome; returns how many asks
    were looked at."""
    left = session.execute(
        select(MailEvent.store_id, MailEvent.solicitation_id)
        .join(Solicitation, Solicitation.id == MailEvent.solicitation_id)
        .where(
            MailEvent.settled_at.is_(None),
            Solicitation.state != SolicitationState.ATTEMPTED,
        )
        .distinct()
        .limit(BATCH)
    ).all()
    for store_id in {row.store_id for row in left}:
        ids = {row.solicitation_id for row in left if row.store_id == store_id}
        settle_asks(session, store_id, ids, now)
    return len(left)


def _settle(
    session: Session, ask: Solicitation, events: Sequence[MailEvent], now: datetime
) -> bool:
    for event in events:
        event.settled_at = event.settled_at or now
    state = settled_state(ask.state, {event.kind for event in events})
    if state is None:
        return False
    ask.move_to(state, _REASONS[state], now)
    ask.claim_token = ask.claimed_until = None
    if state is SolicitationState.SENT:
        record(session, SolicitationSent(ask.store_id, ask.id), now)
    return True


def settle_person(
    session: Session,
    customer: Customer,
    told: Collection[MailEventKind],
    secret_key: str,
    now: datetime,
) -> None:
    """`told` is what is new: an objection that was lifted since does not come back by itself."""
    if objects(told):
        object_to_mails(session, customer, secret_key, now)
        session.flush()  # the suppression may be made stronger below
    reason = _dead_address(session, customer) if customer.email else None
    if reason is not None:
        _suppress(session, customer, reason, secret_key, now)
        stop_customer(session, customer, Reason.SUPPRESSED, now)


def _dead_address(session: Session, customer: Customer) -> SuppressionReason | None:
    rows = session.execute(
        select(MailEvent.kind, MailEvent.happened_at).where(
            MailEvent.store_id == customer.store_id, MailEvent.customer_id == customer.id
        )
    ).all()
    soft = [row.happened_at for row in rows if row.kind is MailEventKind.SOFT_BOUNCE]
    return dead_address({row.kind for row in rows}, soft)


def _suppress(
    session: Session, customer: Customer, reason: SuppressionReason, secret_key: str, now: datetime
) -> None:
    digest = address_hmac(secret_key, customer.store_id, customer.email or "")
    known = session.scalar(
        select(Suppression).where(
            Suppression.store_id == customer.store_id, Suppression.address_hmac == digest
        )
    )
    if known is None:
        suppress(session, customer, reason, secret_key, now)
    else:
        known.reason = stronger(known.reason, reason)
        note_person(session, NoteKind.SUPPRESSED, customer, secret_key, now, reason.value)


def _unknown(session: Session, store_id: int, facts: Iterable[MailFact]) -> list[MailFact]:
    """One fact per fingerprint, without those that are rows already."""
    told = {fact.fingerprint: fact for fact in facts}
    known = session.scalars(
        select(MailEvent.fingerprint).where(
            MailEvent.store_id == store_id, MailEvent.fingerprint.in_(told)
        )
    ).all()
    return [fact for print_, fact in told.items() if print_ not in set(known)]


def _mails(session: Session, store_id: int, refs: Collection[str]) -> dict[str, _Mail]:
    """The requests and letters of this store that left under these references."""
    letters = session.execute(
        select(Letter.send_ref, Letter.customer_id).where(
            Letter.store_id == store_id, Letter.send_ref.in_(refs)
        )
    )
    asks = session.execute(
        select(Solicitation.send_ref, Solicitation.customer_id, Solicitation.id).where(
            Solicitation.store_id == store_id, Solicitation.send_ref.in_(refs)
        )
    )
    found = {row.send_ref: _Mail(row.customer_id, None) for row in letters}
    return found | {row.send_ref: _Mail(row.customer_id, row.id) for row in asks}


def _people(session: Session, store_id: int, ids: Collection[int]) -> Mapping[int, Customer]:
    """The customers, locked in one order: two messages about one person wait for each other."""
    rows = session.scalars(
        select(Customer)
        .where(Customer.store_id == store_id, Customer.id.in_(ids))
        .order_by(Customer.id)
        .with_for_update()
    )
    return {row.id: row for row in rows}


def _row(customer: Customer, fact: MailFact, mail: _Mail, now: datetime) -> MailEvent:
    return MailEvent(
        store_id=customer.store_id,
        solicitation_id=mail.solicitation_id,
        customer_id=customer.id if _is_theirs(customer, fact.email) else None,
        kind=fact.kind,
        fingerprint=fact.fingerprint,
        happened_at=fact.happened_at,
        received_at=now,
        settled_at=None if mail.solicitation_id else now,
        detail=fact.detail,
    )


def _is_theirs(customer: Customer, email: str) -> bool:
    """Whether the mail went to the address the customer has today; so it is when nobody says."""
    if not customer.email or not email:
        return bool(customer.email)
    ours, told = (normal_address(one) for one in (customer.email, email))
    return told in (ours, wire_address(ours) if is_address(ours) else ours)


def _events_of(
    session: Session, store_id: int, ids: Collection[int]
) -> Mapping[int, Sequence[MailEvent]]:
    rows = session.scalars(
        select(MailEvent).where(MailEvent.store_id == store_id, MailEvent.solicitation_id.in_(ids))
    )
    found: dict[int, list[MailEvent]] = {}
    for row in rows:
        if row.solicitation_id is not None:
            found.setdefault(row.solicitation_id, []).append(row)
    return found
