"""Periodic work on who a store's mails come from, each with a look outside: DNS, SendGrid."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from core.doors import Doors
from core.mail.address import is_address, wire_address
from core.mail.groups import NotTold, UnsubscribeGroup
from core.mail.resolving import NotReachable, Resolve, resolve
from core.mail.suppressions import (
    PAGE,
    NoAnswer,
    NotRead,
    Suppressed,
    SuppressionList,
    SuppressionLists,
)
from core.mail.way import Way, way_of
from core.models import SenderCheck, Store
from solicitation.operations import hearing, mirroring, proving
from solicitation.records import examine_sender

log = logging.getLogger("vivavoce.senders")


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


def read_suppressions(doors: Doors) -> int:
    """Take over whom SendGrid holds mails back from; returns for how many that was news.

    One list that is refused keeps back no other; without an answer the rest is left for tomorrow,
    whose reading goes back far enough.
    """
    way = way_of(doors.settings.mail_url)
    if way.door != "sendgrid" or way.is_sandbox:
        return 0
    lists = SuppressionLists.from_url(doors.settings.mail_url)
    found = 0
    try:
        for name in SuppressionList:
            found += _read_list(doors, lists, name)
        return found + (_read_group(doors, lists, way.group) if way.group else 0)
    except NoAnswer as error:
        log.warning("SendGrid's lists were not read: %s", error)
    return found


def _read_list(doors: Doors, lists: SuppressionLists, name: SuppressionList) -> int:
    found = 0
    try:
        for page in lists.pages(name, hearing.reads_from(doors.now())):
            found += _hear(doors, name, page)
    except NoAnswer:
        raise
    except NotRead as error:
        log.warning("SendGrid's list %s was not read to its end: %s", name.value, error)
    return found


def _hear(doors: Doors, name: SuppressionList, page: list[Suppressed]) -> int:
    """A transaction for each store; none is open while SendGrid is asked."""
    key, found = doors.settings.secret_key, 0
    for store_id in _stores(doors):
        with doors.database.transaction() as session:
            found += hearing.hear_entries(session, store_id, name, page, key, doors.now())
    return found


def _read_group(doors: Doors, lists: SuppressionLists, group_id: int) -> int:
    asked_at = doors.now()
    try:
        emails = lists.members()
    except NoAnswer:
        raise
    except NotRead as error:
        log.warning("SendGrid's unsubscribe group was not read: %s", error)
        return 0
    return sum(
        _hear_group(doors, store_id, group_id, emails[place : place + PAGE], asked_at)
        for place in range(0, len(emails), PAGE)
        for store_id in _stores(doors)
    )


def _hear_group(
    doors: Doors, store_id: int, group_id: int, emails: list[str], asked_at: datetime
) -> int:
    key, now = doors.settings.secret_key, doors.now()
    with doors.database.transaction() as session:
        return hearing.hear_group(session, store_id, group_id, emails, key, asked_at, now)


def _stores(doors: Doors) -> Sequence[int]:
    with doors.database.reading() as session:
        return hearing.stores_that_hear(session)
