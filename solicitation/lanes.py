"""Claimed batches of one store leave side by side: most of a send is waiting for somebody else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from core.doors import Doors
from core.models import Solicitation
from core.states import SolicitationState

LANES = 2
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
    with ThreadPoolExecutor(LANES, thread_name_prefix="lane") as lanes:
        own = lanes.submit(send, claim_token)
        for token in _waiting(doors, store_id, claim_token):
            lanes.submit(_send_along, send, token)
    own.result()


def _send_along(send: Sender, claim_token: str) -> None:
    try:
        send(claim_token)
    except Exception:  # its own reaction tells of it, and tries again
        log.exception("a batch taken along failed")


def _waiting(doors: Doors, store_id: int, but: str) -> list[str]:
    """Tokens of the store's claims that nobody has begun to send."""
    tokens = (
        select(Solicitation.claim_token)
        .where(
            Solicitation.store_id == store_id,
            Solicitation.state == SolicitationState.CLAIMED,
            Solicitation.claim_token.is_not(None),
            Solicitation.claim_token != but,
        )
        .distinct()
        .limit(MOST)
    )
    with doors.database.reading() as session:
        return [token for token in session.scalars(tokens) if token]
