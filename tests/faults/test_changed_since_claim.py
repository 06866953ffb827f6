"""What happens between the claim and the send: whoever may no longer be asked now is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.doors import Doors
from core.models import Customer, MomentSetting, OrderLine, Solicitation, SolicitationMove, Store
from core.states import Reason, SolicitationState
from solicitation import handlers, jobs
from solicitation.operations import stopping
from tests.factories import NOW, make_occasion, make_solicitation
from tests.faults.scene import DAY, Provider, asks, claim, due, first_asks, with_mail
from tests.houses import SECRET, clock_of

S = SolicitationState
Change = Callable[[Session, Solicitation], object]
EVENING = datetime(2026, 6, 10, 17, 59, 59, tzinfo=UTC)
"""19:59:59 in Paris, one second before the quiet hours."""


def pause(session: Session, ask: Solicitation) -> None:
    stopping.pause_mails(session.get_one(Customer, ask.customer_id), 30, NOW)
    ask.useful_until = NOW + 60 * DAY


def lose_address(session: Session, ask: Solicitation) -> None:
    session.get_one(Customer, ask.customer_id).email = None


def refund_goods(session: Session, ask: Solicitation) -> None:
    lines = select(OrderLine).where(OrderLine.order_id == ask.occasion.order_id)
    for line in session.scalars(lines):
        line.refunded_at = NOW


def suppress(session: Session, ask: Solicitation) -> None:
    """The address objected under another account."""
    email = session.get_one(Customer, ask.customer_id).email
    twin = Customer(
        store_id=ask.store_id, email=f"{email}".upper(), language="fr", created_at=NOW, acted_at=NOW
    )
    session.add(twin)
    session.flush()  # the objection names it
    stopping.object_to_mails(session, twin, SECRET, NOW)


def mail_elsewhere(session: Session, ask: Solicitation) -> None:
    """A mail of another claim left for the same person a moment ago."""
    occasion = make_occasion(session, session.get_one(Customer, ask.customer_id))
    make_solicitation(session, occasion, state=S.SENT, handed_over_at=NOW)


CHANGES: list[tuple[Change, S, Reason, datetime]] = [
    (pause, S.PLANNED, Reason.PAUSED, NOW + 30 * DAY),
    (lose_address, S.STOPPED, Reason.NO_ADDRESS, NOW),
    (refund_goods, S.STOPPED, Reason.NO_PRODUCT_LEFT, NOW),
    (suppress, S.STOPPED, Reason.SUPPRESSED, NOW),
    (mail_elsewhere, S.PLANNED, Reason.FATIGUE_CAP, NOW + 14 * DAY),
]


def test_whoever_may_no_longer_be_asked_stays_and_the_others_are_asked(doors: Doors) -> None:
    doors = with_mail(doors, provider := Provider())
    due(doors, len(CHANGES) + 1)
    batch = claim(doors)
    with doors.database.transaction() as session:
        claimed = session.scalars(select(Solicitation).order_by(Solicitation.id)).all()
        for ask, (change, *_) in zip(claimed, CHANGES, strict=False):
            change(session, ask)
    handlers.send_batch(doors, batch)
    handlers.send_batch(doors, batch)
    *stayed, asked = asks(doors)[: len(claimed)]
    found = [(ask.state, ask.reason, ask.due_at) for ask in stayed]
    assert found == [(state, reason, until) for _, state, reason, until in CHANGES]
    assert {(ask.claim_token, ask.handed_over_at) for ask in stayed} == {(None, None)}
    assert (asked.state, provider.got) == (S.SENT, {asked.send_ref: 1})
    assert last_moves(doors)[stayed[0].id] == (S.CLAIMED, S.PLANNED, Reason.PAUSED)


def last_moves(doors: Doors) -> dict[int, tuple[S, S, Reason]]:
    """The newest move of each request."""
    with doors.database.reading() as session:
        moves = session.scalars(select(SolicitationMove).order_by(SolicitationMove.id))
        return {m.solicitation_id: (m.from_state, m.to_state, m.reason) for m in moves}


@pytest.mark.parametrize("timezone", ["Europe/Paris", ""], ids=["said", "the country's"])
def test_what_was_claimed_a_second_before_the_night_leaves_in_the_morning(
    doors: Doors, timezone: str
) -> None:
    doors = with_mail(doors, provider := Provider())
    due(doors, 2)
    clock_of(doors).moment = EVENING
    with doors.database.transaction() as session:
        first = session.scalars(select(Customer).order_by(Customer.id)).first()
        assert first is not None
        first.timezone, first.region = timezone, ""
        other = session.scalars(select(Customer).order_by(Customer.id.desc())).first()
        assert other is not None
        other.timezone = "America/Montreal"
    batch = claim(doors)
    clock_of(doors).move(timedelta(seconds=2))
    handlers.send_batch(doors, batch)
    waiting, asked = asks(doors)
    morning = datetime(2026, 6, 11, 7, tzinfo=UTC)
    assert (waiting.state, waiting.reason) == (S.PLANNED, Reason.QUIET_HOURS)
    assert (waiting.due_at, waiting.claim_token) == (morning, None)
    assert (asked.state, list(provider.got)) == (S.SENT, [asked.send_ref]), "it is noon over there"
    clock_of(doors).moment = morning
    handlers.send_batch(doors, claim(doors))
    assert first_asks(doors) == [S.SENT, S.SENT]
    assert set(provider.got.values()) == {1}


def test_a_store_that_pauses_its_mails_keeps_what_was_claimed(doors: Doors) -> None:
    doors = with_mail(doors, provider := Provider())
    store_id = due(doors, 2)
    batch = claim(doors)
    set_pause(doors, store_id, is_paused=True)
    handlers.send_batch(doors, batch)
    found = {(ask.state, ask.reason, ask.due_at, ask.claim_token) for ask in asks(doors)}
    assert found == {(S.PLANNED, Reason.SENDING_PAUSED, NOW, None)}
    assert jobs.claim_due(doors) == 0
    assert not provider.got
    set_pause(doors, store_id, is_paused=False)
    handlers.send_batch(doors, claim(doors))
    assert first_asks(doors) == [S.SENT, S.SENT]
    assert set(provider.got.values()) == {1}


def set_pause(doors: Doors, store_id: int, *, is_paused: bool) -> None:
    with doors.database.transaction() as session:
        session.get_one(Store, store_id).is_sending_paused = is_paused


def test_a_moment_switched_off_after_the_claim_stops_what_was_claimed(doors: Doors) -> None:
    doors = with_mail(doors, provider := Provider())
    due(doors, 2)
    batch = claim(doors)
    with doors.database.transaction() as session:
        for setting in session.scalars(select(MomentSetting)):
            setting.is_on = False
    handlers.send_batch(doors, batch)
    assert {(ask.state, ask.reason) for ask in asks(doors)} == {(S.STOPPED, Reason.MOMENT_OFF)}
    assert not provider.got
