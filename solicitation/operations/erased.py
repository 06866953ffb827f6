"""People who were forgotten: what still comes in about them makes no new customer of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.bulk import one_of
from core.models import Customer, Suppression
from core.signing import address_hmacs, normal_address
from core.states import SuppressionReason
from solicitation.inbound.facts import AttendeeFact, OrderFact, TicketFact


def address_of(fact: object) -> str:
    """The address that a fact names, in the form that is compared; "" when it names nobody."""
    if isinstance(fact, OrderFact | TicketFact | AttendeeFact):
        return normal_address(fact.person.email)
    return ""


def is_erased(session: Session, store_id: int, fact: object, keys: Sequence[str]) -> bool:
    """Whether a fact speaks of somebody who was forgotten, and of nobody the store still knows."""
    return bool(erased_addresses(session, store_id, {address_of(fact)}, keys))


def erased_addresses(
    session: Session, store_id: int, emails: Collection[str], keys: Sequence[str]
) -> set[str]:
    """Those of `emails` whose person was forgotten (GDPR art. 17) and is no customer any more.

    `keys` are the secrets under which addresses were told apart (`core.signing.address_hmac`).
    """
    if not keys or not any(emails) or not _has_erased(session, store_id):
        return set()
    known = _known(session, store_id, emails)
    digests = {
        digest: email
        for email in emails
        if email and email not in known
        for digest in address_hmacs(keys, store_id, email)
    }
    return {digests[digest] for digest in _suppressed(session, store_id, digests)}


def _has_erased(session: Session, store_id: int) -> bool:
    """Most stores never forgot anybody: then no address is turned into a digest."""
    found = select(Suppression.id).where(
        Suppression.store_id == store_id, Suppression.reason == SuppressionReason.ERASURE
    )
    return session.scalar(found.limit(1)) is not None


def _known(session: Session, store_id: int, emails: Collection[str]) -> set[str]:
    found = select(Customer.email).where(
        Customer.store_id == store_id, one_of(session, Customer.email, emails)
    )
    return {email for email in session.scalars(found) if email}


def _suppressed(session: Session, store_id: int, digests: Iterable[bytes]) -> Sequence[bytes]:
    return session.scalars(
        select(Suppression.address_hmac).where(
            Suppression.store_id == store_id,
            Suppression.reason == SuppressionReason.ERASURE,
            one_of(session, Suppression.address_hmac, list(digests)),
        )
    ).all()
