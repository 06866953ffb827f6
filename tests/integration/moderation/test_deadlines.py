"""What nobody decides in time is published by rule, and the rating has no part in it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.doors import Doors
from core.models import Submission
from core.states import Ground, SubmissionKind, SubmissionState
from moderation.jobs import keep_deadlines
from moderation.operations import deciding
from moderation.policy import Actor
from moderation.queries.log import history
from tests.factories import NOW, make_customer, make_store, make_submission

CAMILLE = Actor("member:1", "Camille Roche")
TEN_DAYS = timedelta(days=10)
S = SubmissionState


@pytest.mark.parametrize("rating", [1, 2, 3, 4, 5, None])
@pytest.mark.parametrize(
    ("waited", "state"),
    [(TEN_DAYS - timedelta(seconds=1), S.WAITING), (TEN_DAYS, S.APPROVED)],
)
def test_the_deadline_is_the_same_for_every_rating(
    sqlite_doors: Doors, rating: int | None, waited: timedelta, state: SubmissionState
) -> None:
    kind = SubmissionKind.REVIEW if rating else SubmissionKind.TESTIMONIAL
    with sqlite_doors.database.transaction() as session:
        customer = make_customer(session, make_store(session))
        made = make_submission(
            session, customer, rating=rating, kind=kind, submitted_at=NOW - waited
        )
    assert keep_deadlines(sqlite_doors) == (state is S.APPROVED)
    with sqlite_doors.database.reading() as session:
        assert session.get_one(Submission, made.id).state is state


def test_the_log_names_the_rule(doors: Doors) -> None:
    with doors.database.transaction() as session:
        customer = make_customer(session, make_store(session, publication_days=4))
        made = make_submission(session, customer, submitted_at=NOW - timedelta(days=4))
    assert keep_deadlines(doors) == 1
    assert keep_deadlines(doors) == 0
    with doors.database.reading() as session:
        (line,) = history(session, made.store_id, made.id)
        assert line.actor == "system"
        assert "4 days the store publishes" in line.note


@pytest.mark.parametrize("state", [S.RECEIVED, S.APPROVED, S.REFUSED, S.WITHDRAWN, S.SUPERSEDED])
def test_only_what_waits_is_published_by_rule(sqlite_doors: Doors, state: SubmissionState) -> None:
    with sqlite_doors.database.transaction() as session:
        customer = make_customer(session, make_store(session))
        make_submission(session, customer, state=state, submitted_at=NOW - timedelta(days=90))
    assert keep_deadlines(sqlite_doors) == 0


@pytest.mark.parametrize(
    ("reopened", "count"),
    [
        (timedelta(days=2), 0),  # a granted contest is read again in peace
        (timedelta(days=3), 1),  # but not put off for ever
    ],
)
def test_what_was_reopened_has_three_days(
    sqlite_doors: Doors, reopened: timedelta, count: int
) -> None:
    with sqlite_doors.database.transaction() as session:
        customer = make_customer(session, make_store(session))
        made = make_submission(session, customer, submitted_at=NOW - timedelta(days=40))
        deciding.refuse(session, made, Ground.SPAM, "An advert.", CAMILLE, NOW - TEN_DAYS)
        deciding.reopen(session, made, CAMILLE, NOW - reopened)
    assert keep_deadlines(sqlite_doors) == count
