"""Follows a ticketing system's message: asks about the ticket it names, and takes the answer.

Their messages are not signed, so nothing they say is believed but that it is worth asking.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.doors import Doors
from core.errors import N_, VivavoceError
from core.fetching import AddressRefused, Reach, Redirected, reach_of
from core.models import Connection, WebhookReceipt
from core.sealing import token_of
from solicitation.calling import ReadingStopped, asked, line_of
from solicitation.inbound.dialogue import Answer, Dialogue, Get, Page, Polled
from solicitation.inbound.remotes import REMOTES
from solicitation.inbound.ticketing import Visit
from solicitation.operations import receiving
from solicitation.queries.connections import connection_to


class NotConnected(VivavoceError):
    """A message came from a system that we have no key of."""

    code = "not_connected"
    status = 409


def follow(doors: Doors, receipt_id: int, reach: Reach | None = None) -> None:
    """Look up who a kept message speaks of.

    Raises what stopped it when asking again may help: the message stays unread until then.
    """
    with doors.database.transaction() as session:
        receipt = session.get_one(WebhookReceipt, receipt_id)
        if receipt.processed_at is not None:
            return
        visit = receiving.visit_of(receipt, doors.now())
        found = connection_to(session, receipt.store_id, receipt.system)
    if visit is None:
        return
    try:
        facts = _looked_up(doors, found, visit, reach or reach_of(doors.settings))
    except VivavoceError as error:
        if not _is_final(error):
            raise
        _end(doors, receipt_id, (), str(error))
    else:
        _end(doors, receipt_id, facts)


def _end(doors: Doors, receipt_id: int, facts: Sequence[Polled], outcome: str = "") -> None:
    with doors.database.transaction() as session:
        receipt = session.get_one(WebhookReceipt, receipt_id, with_for_update=True)
        if receipt.processed_at is not None:
            return
        if outcome:
            receiving.settle(receipt, outcome, doors.now())
        else:
            receiving.take_visit(session, receipt, facts, doors.now(), doors.secret_keys())


def _looked_up(
    doors: Doors, found: Connection | None, visit: Visit, reach: Reach
) -> Sequence[Polled]:
    look = REMOTES[found.system].look if found is not None and found.is_on else None
    if found is None or look is None:
        raise NotConnected(N_("Nobody can be looked up: connect this system under Connections."))
    line = line_of(found, token_of(doors.seals(), found), reach)
    dialogue, facts = look(visit), list[Polled]()
    step = _next(dialogue, None)
    while step is not None:
        if isinstance(step, Page):
            facts += step.facts
        told = asked(step, line, doors.now()) if isinstance(step, Get) else Answer()
        step = _next(dialogue, told)
    return facts


def _next(dialogue: Dialogue, told: Answer | None) -> Get | Page | None:
    try:
        return dialogue.send(told) if told else next(dialogue)
    except StopIteration:
        return None


def _is_final(error: VivavoceError) -> bool:
    if isinstance(error, ReadingStopped):
        return error.is_final
    return isinstance(error, NotConnected | AddressRefused | Redirected)
