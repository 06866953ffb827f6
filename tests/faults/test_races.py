"""Two clocks at once, and objections racing the send: the database decides, never luck."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import insert

from core.doors import Doors
from core.events import SolicitationsClaimed
from core.models import Customer, Occasion, Solicitation
from core.states import Moment, OccasionKind, Reason, SolicitationState, SubmissionKind
from solicitation import handlers, jobs
from solicitation.operations import claiming, stopping
from tests.factories import NOW, make_store
from tests.faults.scene import DAY, Provider, asks, claims, due, with_mail
from tests.houses import SECRET, house

S = SolicitationState
RACES, AT_ONCE = 1000, 20


class Dead(Exception):
    """A clock that was frozen too long is shot."""


@pytest.mark.parametrize("survives", [True, False], ids=["thaws", "is shot"])
def test_of_two_clocks_one_frozen_each_request_is_claimed_once(
    doors: Doors, survives: bool
) -> None:
    doors = with_mail(doors, provider := Provider())
    store_id = due(doors, 5)
    frozen, thaw = threading.Event(), threading.Event()

    def freeze() -> None:
        with suppress(Dead), doors.database.transaction() as session:
            claiming.claim_due(session, store_id, (SECRET,), doors.now())
            session.flush()
            frozen.set()
            assert thaw.wait(90)
            if not survives:
                raise Dead

    with ThreadPoolExecutor(2) as pool:
        sleeper = pool.submit(freeze)
        assert frozen.wait(90)
        other = pool.submit(jobs.claim_due, doors)
        if not doors.database.is_sqlite:
            assert other.result(90) == 0, "it neither waits for the frozen one nor takes its rows"
        thaw.set()
        sleeper.result(90)
        other.result(90)
    jobs.claim_due(doors)
    for batch in [*claims(doors), *claims(doors)]:
        handlers.send_batch(doors, batch)
    assert [ask.state for ask in asks(doors)] == [S.SENT] * 5
    assert sorted(provider.got.values()) == [1] * 5


def test_two_clocks_at_the_same_moment_claim_each_request_once(doors: Doors) -> None:
    doors = with_mail(doors, provider := Provider())
    due(doors, 40)
    start = threading.Barrier(2)

    def beat() -> int:
        start.wait(90)
        return jobs.claim_due(doors)

    with ThreadPoolExecutor(2) as pool:
        claimed = [job.result(90) for job in [pool.submit(beat), pool.submit(beat)]]
    claimed.append(jobs.claim_due(doors))
    assert sum(claimed) == 40
    for batch in claims(doors):
        handlers.send_batch(doors, batch)
    assert Counter(provider.got.values()) == {1: 40}


def claimed_batches(doors: Doors) -> list[tuple[SolicitationsClaimed, list[int]]]:
    """A thousand claimed requests in batches, each with the ids of its customers."""
    numbers = range(1, RACES + 1)
    with doors.database.transaction() as session:
        store = make_store(session)
        whose = {"store_id": store.id}
        person = {"language": "fr", "country": "FR", "created_at": NOW, "acted_at": NOW}
        session.execute(
            insert(Customer),
            [whose | person | {"id": n, "email": f"p{n}@shop.example"} for n in numbers],
        )
        ticket = {"kind": OccasionKind.SUPPORT, "happened_at": NOW, "recorded_at": NOW}
        session.execute(
            insert(Occasion),
            [whose | ticket | {"id": n, "customer_id": n, "external_id": f"t{n}"} for n in numbers],
        )
        session.execute(insert(Solicitation), [whose | _claimed(n) for n in numbers])
    return [
        (SolicitationsClaimed(store.id, f"batch-{first}"), list(range(first, first + AT_ONCE)))
        for first in range(1, RACES + 1, AT_ONCE)
    ]


def _claimed(number: int) -> dict[str, object]:
    """The row of one claimed request, of the customer and the occasion of that number."""
    return {
        "customer_id": number,
        "occasion_id": number,
        "moment": Moment.SUPPORT_RESOLVED,
        "kind": SubmissionKind.REVIEW,
        "state": S.CLAIMED,
        "reason": Reason.HANDED_OVER,
        "due_at": NOW,
        "useful_until": NOW + 20 * DAY,
        "claim_token": f"batch-{(number - 1) // AT_ONCE * AT_ONCE + 1}",
        "claimed_until": NOW + DAY,
        "send_ref": f"ref{number:05}",
        "planned_at": NOW,
    }


@pytest.mark.timeout(600)
def test_an_objection_that_races_the_send_wins_or_comes_after_it(
    postgresql_url: str, tmp_path: Path
) -> None:
    """Fault F26: in every race either nothing left, or the attempt was committed first."""
    with house(postgresql_url, tmp_path) as plain:
        doors = replace(plain, mail=(provider := Provider()))
        objected: dict[int, float] = {}
        began: dict[int, float] = {}
        start = threading.Barrier(2)
        batches = claimed_batches(doors)

        def send() -> None:
            for batch, people in batches:
                start.wait(300)
                began.update(dict.fromkeys(people, monotonic()))
                handlers.send_batch(doors, batch)

        def objections() -> None:
            for _, people in batches:
                start.wait(300)
                for customer_id in people:
                    with doors.database.transaction() as session:
                        customer = session.get_one(Customer, customer_id)
                        stopping.object_to_mails(session, customer, SECRET, doors.now())
                    objected[customer_id] = monotonic()

        with ThreadPoolExecutor(2) as pool:
            for job in [pool.submit(send), pool.submit(objections)]:
                job.result(500)
        ledger = asks(doors)
    assert len(objected) == RACES
    assert set(provider.got.values()) <= {1}
    left = {ask.customer_id for ask in ledger if ask.send_ref in provider.got}
    assert not {person for person in left if objected[person] < began[person]}
    stopped = {ask.customer_id for ask in ledger if ask.state is S.STOPPED}
    assert left.isdisjoint(stopped), "what is stopped did not leave, and the ledger says so"
    assert len(left) + len(stopped) == RACES
    assert {ask.reason for ask in ledger if ask.state is S.STOPPED} <= {Reason.OBJECTED}
