"""Batches of a store leave side by side, each once, and none spoils another."""

from __future__ import annotations

import threading

import pytest

from core.doors import Doors
from core.events import SolicitationsClaimed
from core.mail import MailBatch, Outcome
from core.models import Solicitation
from core.states import SolicitationState
from solicitation import handlers, jobs, lanes
from tests.faults.scene import DAY, Provider, asks, claims, due, with_mail

S = SolicitationState


class Meeting(Provider):
    """A provider that answers when so many calls are under way at a time."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self.barrier = threading.Barrier(calls, timeout=30)

    def send(self, batch: MailBatch) -> list[Outcome]:
        """Wait for the others; alone, it would wait for ever."""
        self.barrier.wait()
        return super().send(batch)


def two_batches(doors: Doors) -> list[SolicitationsClaimed]:
    """A claim of French people and one of English ones."""
    store_id = due(doors, 4)
    with doors.database.transaction() as session:
        for ask in session.query(Solicitation).where(Solicitation.id % 2 == 0):
            ask.customer.language = "en"
    jobs.claim_due(doors)
    found = claims(doors)
    assert [event.store_id for event in found] == [store_id, store_id]
    return found


def test_a_batch_takes_the_stores_others_along(doors: Doors) -> None:
    doors = with_mail(doors, provider := Meeting(2))
    one, other = two_batches(doors)
    handlers.send_batches(doors, one)
    handlers.send_batches(doors, other)
    assert [ask.state for ask in asks(doors) if ask.sequence == 0] == [S.SENT] * 4
    assert set(provider.got.values()) == {1}


def test_a_run_takes_its_share_of_what_waits_and_leaves_the_rest(doors: Doors) -> None:
    doors = with_mail(doors, provider := Provider())
    store_id = due(doors, lanes.MOST + 3)
    everyone = [ask.id for ask in asks(doors)]
    with doors.database.transaction() as session:
        for ask in session.query(Solicitation):
            ask.due_at += DAY  # due again below, one after the other
    for key in everyone:
        with doors.database.transaction() as session:
            session.get_one(Solicitation, key).due_at -= DAY
        jobs.claim_due(doors)
    first, *_, last = claims(doors)
    assert len(claims(doors)) == lanes.MOST + 3
    handlers.send_batches(doors, first)
    assert len(provider.got) == 1 + lanes.MOST
    handlers.send_batches(doors, first)
    assert len(provider.got) == lanes.MOST + 3, "it has nothing of its own, and takes the rest"
    handlers.send_batches(doors, last)
    assert {ask.store_id for ask in asks(doors) if ask.state is S.SENT} == {store_id}
    assert set(provider.got.values()) == {1}


def test_another_stores_batches_stay(doors: Doors) -> None:
    doors = with_mail(doors, provider := Provider())
    due(doors, 1)
    due(doors, 1)
    jobs.claim_due(doors)
    first, _ = claims(doors)
    handlers.send_batches(doors, first)
    assert [ask.state for ask in asks(doors)] == [S.SENT, S.CLAIMED]
    assert len(provider.got) == 1


def test_a_fault_in_what_is_taken_along_is_left_to_its_own_reaction(
    doors: Doors, caplog: pytest.LogCaptureFixture
) -> None:
    doors = with_mail(doors, Provider())
    one, other = two_batches(doors)
    sent: list[str] = []

    def send(claim_token: str) -> None:
        if claim_token == other.claim_token:
            raise RuntimeError("no luck")
        sent.append(claim_token)

    lanes.send_beside(doors, one.store_id, one.claim_token, send)
    assert sent == [one.claim_token]
    assert "taken along" in caplog.text
    with pytest.raises(RuntimeError, match="no luck"):
        lanes.send_beside(doors, other.store_id, other.claim_token, send)
