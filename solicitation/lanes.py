"""Claimed batches of one store leave side by side: most of a send is waiting for somebody else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from sqlalchemy import select

from core.doors import Doors
from core.models import Solicitation
from core.states import SolicitationState

LANES = 3
"""Batches under way at a time in one process, each on connections of its own."""
MOST = 12
"""Batches that one run takes along; the rest is left to whoever comes next."""

log = logging.getLogger("vivavoce.lanes")
Sender = Callable[[str], None]
"""Sends the batch of one claim's token."""


def send_beside(doors: Doors, store_id: int, claim_token: str, send: Sender) -> None:
    """Send the batch, and beside it others of its store that wait; what it raises is raised.

    A batch that is taken along has a reaction of its own, which finds nothing left to do, or
    tries again what failed here.
    """
    waiting = _Waiting(doors, store_id, claim_token)

    def send_own() -> None:
        send(claim_token)
        send_others()

    def send_others() -> None:
        while token := waiting.take():
            _send_along(send, token)

    with ThreadPoolExecutor(LANES, thread_name_prefix="lane") as lanes:
        own = lanes.submit(send_own)
        for _ in range(LANES - 1):
            lanes.submit(send_others)
    own.result()


def _send_along(send: Sender, claim_token: str) -> None:
    try:
        send(claim_token)
    except Exception:  # its own reaction tells of it, and tries again
        log.exception("a batch taken along failed")


class _Waiting:
    """The store's claims that nobody has begun to send; each is taken by one lane."""

    def __init__(self, doors: Doors, store_id: int, begun: str) -> None:
        self._doors, self._store_id = doors, store_id
        self._begun, self._known = {begun}, list[str]()
        self._lock = Lock()

    def take(self) -> str | None:
        """The next token; None when nothing waits, or this run took its share."""
        with self._lock:
            if len(self._begun) > MOST:
                return None
            self._known = self._known or self._look()
            token = self._known.pop() if self._known else None
            if token:
                self._begun.add(token)
            return token

    def _look(self) -> list[str]:
        tokens = (
            select(Solicitation.claim_token)
            .where(
                Solicitation.store_id == self._store_id,
                Solicitation.state == SolicitationState.CLAIMED,
                Solicitation.claim_token.is_not(None),
            )
            .distinct()
        )
        with self._doors.database.reading() as session:
            return [one for one in session.scalars(tokens) if one and one not in self._begun]
