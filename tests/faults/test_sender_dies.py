"""The sender dies at every place that matters; nobody is asked twice, nobody is forgotten."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from core.doors import Doors
from core.mail import MailBatch, NotSent, Outcome
from core.states import Reason, SolicitationState
from solicitation import handlers, jobs
from tests.factories import NOW
from tests.faults.scene import (
    MINUTE,
    Killed,
    Provider,
    asks,
    claim,
    die,
    due,
    first_asks,
    let_pass,
    with_mail,
)
from tests.houses import clock_of

ROOT = Path(__file__).parents[2]
S = SolicitationState


def test_a_sender_that_dies_after_the_claim_costs_two_minutes_and_no_ask(doors: Doors) -> None:
    doors = with_mail(doors, provider := Provider())
    due(doors, 3)
    lost = claim(doors)
    clock_of(doors).move(MINUTE)
    jobs.release_claims(doors)
    assert first_asks(doors) == [S.CLAIMED] * 3, "the sender may still live"
    clock_of(doors).move(2 * MINUTE)
    jobs.release_claims(doors)
    assert {(a.state, a.reason) for a in asks(doors)} == {(S.PLANNED, Reason.CLAIM_EXPIRED)}
    handlers.send_batch(doors, lost)
    assert not provider.got, "whoever comes late with the old token sends nothing"
    handlers.send_batch(doors, claim(doors))
    handlers.send_batch(doors, lost)
    assert first_asks(doors) == [S.SENT] * 3
    assert sorted(provider.got.values()) == [1, 1, 1]


@pytest.mark.parametrize(
    ("provider", "times"),
    [
        pytest.param(Provider(before=die), 0, id="after the attempt's commit"),
        pytest.param(Provider(after=die), 1, id="after the provider accepted"),
    ],
)
def test_a_sender_that_dies_around_the_call_leaves_unknown_and_never_sends_again(
    doors: Doors, provider: Provider, times: int
) -> None:
    doors = with_mail(doors, provider)
    due(doors, 2)
    provider.got.clear()
    batch = claim(doors)
    with pytest.raises(Killed):
        handlers.send_batch(doors, batch)
    assert first_asks(doors) == [S.ATTEMPTED] * 2
    handlers.send_batch(doors, batch)
    clock_of(doors).move(6 * MINUTE)
    jobs.release_claims(doors)
    assert {(a.state, a.reason) for a in asks(doors)} == {(S.UNKNOWN, Reason.OUTCOME_UNKNOWN)}
    let_pass(doors, 30)
    assert first_asks(doors) == [S.UNKNOWN] * 2
    assert sum(provider.got.values()) == 2 * times
    assert set(provider.got.values()) <= {1}


@pytest.mark.parametrize(("place", "times"), [("before", 0), ("after", 1)])
def test_a_process_killed_around_the_call_never_sends_again(
    doors: Doors, tmp_path: Path, place: str, times: int
) -> None:
    due(doors, 2)
    batch = claim(doors)
    log = tmp_path / "accepted"
    log.touch()
    url = make_url(doors.settings.database_url).render_as_string(hide_password=False)
    argv = [url, str(tmp_path), place, str(log), str(batch.store_id), batch.claim_token]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.doomed_sender", *argv], cwd=ROOT, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert first_asks(doors) == [S.ATTEMPTED] * 2
    doors = with_mail(doors, provider := Provider())
    clock_of(doors).move(6 * MINUTE)
    let_pass(doors, 2)
    assert first_asks(doors) == [S.UNKNOWN] * 2
    assert not provider.got
    assert len(log.read_text().split()) == 2 * times


class Busy(Provider):
    """A provider that takes nothing for a while."""

    def __init__(self, answer: NotSent, calls: int) -> None:
        super().__init__()
        self.answer, self.calls = answer, calls

    def send(self, batch: MailBatch) -> list[Outcome]:
        """Busy as often as it was told, then open."""
        if self.calls == 0:
            return super().send(batch)
        self.calls -= 1
        return [self.answer for _ in batch.recipients]


@pytest.mark.parametrize(
    ("answer", "calls", "earliest"),
    [
        pytest.param(NotSent("429", 1800), 1, 30, id="429 with Retry-After"),
        pytest.param(NotSent("503"), 3, 15, id="5xx for a while"),
    ],
)
def test_a_busy_provider_is_asked_again_later_and_takes_each_request_once(
    doors: Doors, answer: NotSent, calls: int, earliest: int
) -> None:
    doors = with_mail(doors, provider := Busy(answer, calls))
    due(doors, 3)
    waited = 0
    while not provider.got and waited < 180:
        for _ in range(jobs.claim_due(doors) and 1):
            handlers.send_batch(doors, claim(doors))
        clock_of(doors).move(MINUTE)
        waited += 1
    assert clock_of(doors).now() >= NOW + earliest * MINUTE
    assert waited < 180, "it is tried again within three hours"
    assert first_asks(doors) == [S.SENT] * 3
    assert sorted(provider.got.values()) == [1, 1, 1]
