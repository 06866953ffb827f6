"""What is claimed leaves room for nothing else, and old requests do not hide what still counts."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from core.doors import Doors
from core.models import Solicitation
from core.signing import ordered_ref
from core.states import Moment, OccasionKind, Reason, SolicitationState, SubmissionKind
from solicitation import jobs
from solicitation.operations import learning
from tests.factories import NOW, make_customer, make_occasion, make_solicitation, make_store
from tests.houses import clock_of

_S = SolicitationState
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def asks(doors: Doors) -> dict[SubmissionKind, Solicitation]:
    """The ticket's two requests by what they ask for."""
    with doors.database.reading() as session:
        return {ask.kind: ask for ask in session.scalars(select(Solicitation))}


def test_of_a_tickets_two_requests_one_waits_though_two_claims_take_them(doors: Doors) -> None:
    """Rules 1 and 6: both count in the fatigue budget; the first is claimed and has not left."""
    with doors.database.transaction() as session:
        customer = make_customer(session, make_store(session))
        ticket = make_occasion(session, customer, kind=OccasionKind.SUPPORT)
        for kind, due_at in (
            (SubmissionKind.REVIEW, NOW),
            (SubmissionKind.TESTIMONIAL, NOW + MINUTE),
        ):
            make_solicitation(
                session, ticket, moment=Moment.SUPPORT_RESOLVED, kind=kind, due_at=due_at
            )
    assert jobs.claim_due(doors) == 1
    clock_of(doors).move(MINUTE)
    assert jobs.claim_due(doors) == 0
    found = asks(doors)
    later = found[SubmissionKind.TESTIMONIAL]
    assert found[SubmissionKind.REVIEW].state is _S.CLAIMED
    assert (later.state, later.reason) == (_S.PLANNED, Reason.FATIGUE_CAP)
    assert later.due_at >= NOW + 14 * DAY


def test_an_answer_of_long_ago_still_ends_what_asks_for_it_again(doors: Doors) -> None:
    long_ago = NOW - 700 * DAY
    with doors.database.transaction() as session:
        occasion = make_occasion(
            session, make_customer(session, make_store(session)), kind=OccasionKind.SUPPORT
        )
        told = {"moment": Moment.SUPPORT_RESOLVED, "useful_until": NOW + DAY}
        make_solicitation(
            session,
            occasion,
            state=_S.SENT,
            handed_over_at=long_ago,
            answered_at=long_ago + DAY,
            **told,
        )
        reminder = make_solicitation(session, occasion, sequence=1, **told)
    jobs.claim_due(doors)
    with doors.database.reading() as session:
        ended = session.get_one(Solicitation, reminder.id)
    assert (ended.state, ended.reason) == (_S.STOPPED, Reason.ANSWERED)


def test_answer_rates_are_counted_once_a_day_and_kept_in_the_database(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store = make_store(session)
        before = learning.rates_of(session, store.id, NOW)
        for _ in range(10):
            occasion = make_occasion(
                session, make_customer(session, store), kind=OccasionKind.SUPPORT
            )
            make_solicitation(
                session,
                occasion,
                moment=Moment.SUPPORT_RESOLVED,
                state=_S.SENT,
                handed_over_at=NOW,
            )
    rates = []
    for hours in (1, 25):
        with doors.database.transaction() as session:
            rates.append(learning.rates_of(session, store.id, NOW + hours * DAY / 24))
    assert rates[0] == before
    assert rates[1][Moment.SUPPORT_RESOLVED] < before[Moment.SUPPORT_RESOLVED]


def test_names_of_requests_follow_the_moments_at_which_they_were_planned() -> None:
    names = [ordered_ref(NOW + step * MINUTE) for step in range(3)]
    assert names == sorted(names)
    assert {len(name) for name in names} == {32}
    assert ordered_ref(NOW) != ordered_ref(NOW)
