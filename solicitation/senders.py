"""Periodic work on who a store's mails come from, each with a look outside: DNS, SendGrid."""

from __future__ import annotations

from core.doors import Doors
from core.mail.resolving import NotReachable, Resolve, resolve
from core.mail.way import Way, way_of
from core.models import SenderCheck, Store
from solicitation.operations import proving
from solicitation.records import examine_sender


def may_leave(doors: Doors, store_id: int) -> bool:
    """Whether the store's sender is proven, or need not be (what nobody gets may always leave)."""
    way = way_of(doors.settings.mail_url)
    if not way.is_live:
        return True
    with doors.database.transaction() as session:
        return proving.may_leave(session, session.get_one(Store, store_id), way, doors.now())


def check_senders(doors: Doors, resolve: Resolve = resolve) -> int:
    """Look up the domains that stores write from, before their first mails leave; how many."""
    way = way_of(doors.settings.mail_url)
    with doors.database.transaction() as session:
        due = [(one.id, one.domain) for one in proving.checks_due(session, way, doors.now())]
    for key, domain in due:
        _check_sender(doors, key, domain, way, resolve)
    return len(due)


def _check_sender(doors: Doors, key: int, domain: str, way: Way, resolve: Resolve) -> None:
    """Ask first, write afterwards: no transaction waits for a name server."""
    try:
        found = examine_sender(domain, is_sendgrid=way.door == "sendgrid", resolve=resolve)
    except NotReachable:
        found = ()
    with doors.database.transaction() as session:
        check = session.get_one(SenderCheck, key)
        if found:
            proving.note_found(check, found, doors.now())
        else:
            proving.note_silence(check, doors.now())
