"""Periodic work on who a store's mails come from, each with a look outside: DNS, SendGrid."""

from __future__ import annotations

from core.doors import Doors
from core.mail.address import is_address, wire_address
from core.mail.groups import NotTold, UnsubscribeGroup
from core.mail.resolving import NotReachable, Resolve, resolve
from core.mail.way import Way, way_of
from core.models import SenderCheck, Store
from solicitation.operations import mirroring, proving
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


def tell_objections(doors: Doors) -> int:
    """Enter whoever objects into SendGrid's unsubscribe group, and take out who no longer does;
    returns how many were told. Nothing is told while no group is named, or nobody gets mails."""
    way = way_of(doors.settings.mail_url)
    if way.door != "sendgrid" or not way.group or way.is_sandbox:
        return 0
    group = UnsubscribeGroup.from_url(doors.settings.mail_url)
    with doors.database.reading() as session:
        stores = mirroring.stores_to_tell(session, way.group, doors.now())
    return sum(_tell_objections(doors, store_id, way, group) for store_id in stores)


def _tell_objections(doors: Doors, store_id: int, way: Way, group: UnsubscribeGroup) -> int:
    """What SendGrid took before it failed is kept; the rest is told later."""
    with doors.database.reading() as session:
        told = mirroring.objections_to_tell(session, store_id, way.group)
    left: list[int] = []
    failed: NotTold | None = None
    entered: dict[int, str] = {}
    try:
        if told.enter:
            group.add([wire_address(one) for one in told.enter.values() if is_address(one)])
            entered = told.enter
        for key, address in told.leave.items():
            if is_address(address):
                group.remove(wire_address(address))
            left.append(key)
    except NotTold as error:
        failed = error
    with doors.database.transaction() as session:
        if entered or left:
            mirroring.note_told(session, store_id, way.group, entered, left, doors.now())
        if failed:
            mirroring.note_failure(session, store_id, way.group, failed, doors.now())
    return len(entered) + len(left)
