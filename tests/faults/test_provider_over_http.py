"""A strict SendGrid over real HTTP that is busy, breaks, refuses and falls silent."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from app.factory import create_app
from core.doors import Doors
from core.mail import make_mail
from core.models import Store
from core.states import Reason, SolicitationState
from solicitation import handlers, jobs
from tests.fakes.sendgrid import FakeSendGrid
from tests.faults.scene import MINUTE, asks, claim, due, first_asks, let_pass, receipts
from tests.houses import clock_of
from tests.mailing import hold_keys, mail_event, tell

ROOT = Path(__file__).parents[2]
S = SolicitationState


@pytest.fixture
def sendgrid() -> Iterator[FakeSendGrid]:
    with FakeSendGrid() as fake:
        yield fake


@pytest.fixture
def house(doors: Doors, sendgrid: FakeSendGrid) -> Doors:
    """The house with that provider behind its mail door."""
    return replace(doors, mail=make_mail(sendgrid.url))


def taken(sendgrid: FakeSendGrid) -> Counter[str]:
    """How often the provider took each request."""
    return Counter(mail.custom_args["send_ref"] for mail in sendgrid.sent)


THERE = "Wed, 10 Jun 2026 09:00:00 GMT"
"""The provider's own clock, by which its dates are to be read."""
BUSY = [
    (429, {"Retry-After": "1800"}, 30),
    (429, {"Retry-After": "Wed, 10 Jun 2026 09:30:00 GMT", "Date": THERE}, 30),
    (429, {}, 5),
    (503, {"Retry-After": "600"}, 10),
    (503, {}, 5),
    (401, {}, 10),
]


def test_a_busy_provider_is_left_alone_for_as_long_as_it_says(
    house: Doors, sendgrid: FakeSendGrid
) -> None:
    due(house, 3)
    for status, headers, minutes in BUSY:
        sendgrid.fail_next(status, None, **headers)
        began = clock_of(house).now()
        handlers.send_batch(house, claim(house))
        for ask in asks(house):
            assert (ask.state, ask.reason) == (S.PLANNED, Reason.PROVIDER_BUSY), status
            wait = ask.due_at - began - minutes * MINUTE
            assert timedelta(0) <= wait <= timedelta(seconds=2), (status, headers)
            assert (ask.handed_over_at, ask.claim_token, ask.message_id) == (None, None, "")
        clock_of(house).move((minutes - 1) * MINUTE)
        assert jobs.claim_due(house) == 0, "not a minute earlier"
        clock_of(house).move(2 * MINUTE)
    assert not sendgrid.calls
    handlers.send_batch(house, claim(house))
    assert first_asks(house) == [S.SENT] * 3
    assert taken(sendgrid) == {ask.send_ref: 1 for ask in asks(house) if not ask.sequence}


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_provider_that_breaks_over_a_call_is_never_asked_again(
    house: Doors, sendgrid: FakeSendGrid, status: int
) -> None:
    due(house, 2)
    sendgrid.fail_next(status)
    handlers.send_batch(house, claim(house))
    let_pass(house, 3)
    assert {(a.state, a.reason) for a in asks(house)} == {(S.UNKNOWN, Reason.OUTCOME_UNKNOWN)}
    assert not sendgrid.calls


@pytest.mark.parametrize("is_named", [True, False], ids=["named", "not named"])
def test_one_refused_recipient_fails_alone(
    house: Doors, sendgrid: FakeSendGrid, is_named: bool
) -> None:
    due(house, 5)
    sendgrid.refuse_address("p2@shop.example", is_named=is_named)
    handlers.send_batch(house, claim(house))
    states = [S.SENT, S.SENT, S.FAILED, S.SENT, S.SENT]
    assert first_asks(house) == states
    assert asks(house)[2].reason is Reason.PROVIDER_REFUSED
    let_pass(house, 2)
    assert first_asks(house) == states
    assert sorted(taken(sendgrid).values())[-1] == 1


@pytest.mark.parametrize("is_taken", [True, False], ids=["it had taken it", "it had lost it"])
def test_a_timeout_is_unknown_until_the_providers_events_settle_it(
    doors: Doors, sendgrid: FakeSendGrid, is_taken: bool
) -> None:
    house = replace(doors, mail=make_mail(sendgrid.url.replace("timeout=20", "timeout=0.3")))
    store_id = due(house, 2)
    sendgrid.slow_next()
    handlers.send_batch(house, claim(house))
    assert [(a.state, a.reason) for a in asks(house)] == [(S.UNKNOWN, Reason.OUTCOME_UNKNOWN)] * 2
    first = asks(house)[0]
    with house.database.transaction() as session:
        store = session.get_one(Store, store_id)
        store.key = "maison"
    hold_keys(house, store)
    news = mail_event(first.send_ref, "delivered" if is_taken else "dropped")
    assert tell(create_app(house).test_client(), news, news).status_code == 200
    for receipt in receipts(house):
        handlers.read_webhook(house, receipt)
    let_pass(house, 2)
    settled = S.SENT if is_taken else S.FAILED
    assert first_asks(house) == [settled, S.UNKNOWN]
    assert set(taken(sendgrid).values()) <= {1}


@pytest.mark.parametrize("status", [429, 503])
def test_a_process_killed_with_the_answer_in_its_hands_never_sends_again(
    house: Doors, sendgrid: FakeSendGrid, tmp_path: Path, status: int
) -> None:
    due(house, 2)
    sendgrid.fail_next(status, retry_after=60)
    batch = claim(house)
    url = make_url(house.settings.database_url).render_as_string(hide_password=False)
    argv = [url, str(tmp_path), sendgrid.url, "-", str(batch.store_id), batch.claim_token]
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.doomed_sender", *argv], cwd=ROOT, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert first_asks(house) == [S.ATTEMPTED] * 2
    clock_of(house).move(6 * MINUTE)
    let_pass(house, 2)
    assert first_asks(house) == [S.UNKNOWN] * 2
    assert not sendgrid.calls, "nobody wrote down that the provider took nothing"
