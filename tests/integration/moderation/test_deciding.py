"""What is decided moves the row, seals a line of the log and tells the rest of the house."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.doors import Doors
from core.errors import Conflict, InvalidInput, NotFound
from core.models import Decision, OutboxEvent, Reply, Submission, SubmissionLabel
from core.states import Ground, Label, SubmissionState
from moderation.operations import deciding, labelling, noting, replying
from moderation.operations.seen import DecidedMeanwhile
from moderation.policy import UNDO, Action, Actor
from moderation.queries.log import history
from moderation.queries.submissions import held_submission
from tests.factories import NOW, make_customer, make_product, make_store, make_submission

CAMILLE, NOA = Actor("member:1", "Camille Roche"), Actor("member:2", "Noa Stein")
S = SubmissionState


def given(session: Session, **values: object) -> Submission:
    """A waiting review of a product."""
    store = make_store(session)
    return make_submission(
        session, make_customer(session, store), product=make_product(session, store), **values
    )


def events(session: Session) -> list[str]:
    return list(session.scalars(select(OutboxEvent.name).order_by(OutboxEvent.id)))


def lines(session: Session, submission: Submission) -> list[str]:
    log = history(session, submission.store_id, submission.id)
    return [line.action for line in reversed(log)]


def test_an_approval_is_a_line_and_an_event(doors: Doors) -> None:
    with doors.database.transaction() as session:
        submission = given(session)
        line = deciding.approve(session, submission, CAMILLE, NOW)
        assert (submission.state, submission.decided_at) == (S.APPROVED, NOW)
        assert (line.number, line.actor, line.actor_name) == (1, "member:1", "Camille Roche")
        assert (line.from_state, line.to_state) == (S.WAITING, S.APPROVED)
        assert events(session) == ["SubmissionApproved"]


def test_a_refusal_names_its_ground_and_its_reason(doors: Doors) -> None:
    with doors.database.transaction() as session:
        submission = given(session)
        line = deciding.refuse(session, submission, Ground.SPAM, " An advert. ", CAMILLE, NOW)
        assert (submission.state, line.ground, line.note) == (S.REFUSED, Ground.SPAM, "An advert.")
        event = session.scalars(select(OutboxEvent)).one()
        assert event.payload["decision_id"] == line.id


@pytest.mark.parametrize("note", ["", "  \n ", "x" * 2001])
def test_a_refusal_without_a_readable_reason_is_not_taken(doors: Doors, note: str) -> None:
    with doors.database.transaction() as session:
        submission = given(session)
        with pytest.raises(InvalidInput):
            deciding.refuse(session, submission, Ground.SPAM, note, CAMILLE, NOW)
        assert submission.state is S.WAITING
        assert events(session) == []


@pytest.mark.parametrize("word", ["negative", "one_star", "competitor_mentioned", ""])
def test_there_is_no_ground_about_sentiment(doors: Doors, word: str) -> None:
    with pytest.raises(ValueError, match="is not a valid Ground"):
        Ground(word)


@pytest.mark.parametrize(
    ("former", "may"),
    [
        (S.RECEIVED, False),  # its media are not settled
        (S.WAITING, True),
        (S.APPROVED, False),  # already
        (S.REFUSED, True),  # a contest that is granted
        (S.SUPERSEDED, False),  # a newer version speaks
        (S.WITHDRAWN, False),  # the author's will
    ],
)
def test_what_may_be_approved(doors: Doors, former: SubmissionState, may: bool) -> None:
    with doors.database.transaction() as session:
        submission = given(session, state=former)
        if may:
            deciding.approve(session, submission, CAMILLE, NOW)
        else:
            with pytest.raises(Conflict):
                deciding.approve(session, submission, CAMILLE, NOW)
        assert (submission.state is S.APPROVED) is (may or former is S.APPROVED)


def test_numbers_count_by_store_without_a_gap(doors: Doors) -> None:
    with doors.database.transaction() as session:
        first, other = given(session), given(session)
        deciding.approve(session, first, CAMILLE, NOW)
        deciding.refuse(session, first, Ground.SPAM, "An advert.", CAMILLE, NOW)
        deciding.approve(session, other, CAMILLE, NOW)
        numbers = session.execute(
            select(Decision.store_id, Decision.number).order_by(Decision.id)
        ).all()
        assert [n for _, n in numbers] == [1, 2, 1]


def test_the_second_of_two_members_learns_what_the_first_did(doors: Doors) -> None:
    with doors.database.transaction() as session:
        submission = given(session)
        store_id, key, seen = submission.store_id, submission.id, submission.version
    with doors.database.transaction() as session:
        held = held_submission(session, store_id, key)
        deciding.approve(session, held, CAMILLE, NOW, expected_version=seen)
    with doors.database.transaction() as session:
        held = held_submission(session, store_id, key)
        with pytest.raises(DecidedMeanwhile, match="Camille Roche approved this"):
            deciding.refuse(
                session, held, Ground.SPAM, "An advert.", NOA, NOW, expected_version=seen
            )
    with doors.database.reading() as session:
        assert session.get_one(Submission, key).state is S.APPROVED


def test_an_amendment_takes_the_place_of_the_version_it_amends(doors: Doors) -> None:
    with doors.database.transaction() as session:
        earlier = given(session, state=S.APPROVED)
        newer = make_submission(
            session, earlier.customer, product=earlier.product, amends_id=earlier.id, rating=2
        )
        deciding.approve(session, newer, CAMILLE, NOW)
        assert (earlier.state, newer.state) == (S.SUPERSEDED, S.APPROVED)
        assert lines(session, earlier) == [Action.SUPERSEDED]


@pytest.mark.parametrize("how", ["undo", "take down"])
def test_the_earlier_version_stands_again_when_the_newer_one_falls(doors: Doors, how: str) -> None:
    """Else approving and dropping an amendment would make a review vanish."""
    with doors.database.transaction() as session:
        earlier = given(session, state=S.APPROVED)
        newer = make_submission(
            session, earlier.customer, product=earlier.product, amends_id=earlier.id, rating=2
        )
        deciding.approve(session, newer, CAMILLE, NOW)
        if how == "undo":
            deciding.reopen(session, newer, CAMILLE, NOW)
        else:
            deciding.refuse(session, newer, Ground.SPAM, "An advert.", CAMILLE, NOW)
        assert earlier.state is S.APPROVED
        assert lines(session, earlier) == [Action.SUPERSEDED, Action.RESTORED]
        assert events(session)[-2] == "SubmissionApproved"


@pytest.mark.parametrize(
    ("state", "later", "may"),
    [
        (S.APPROVED, UNDO, True),
        (S.APPROVED, UNDO + timedelta(seconds=1), False),  # a queue is no place to hide a review
        (S.REFUSED, UNDO, True),
        (S.REFUSED, timedelta(days=100), True),  # a contest is granted at any time
    ],
)
def test_how_long_a_decision_can_be_taken_back(
    doors: Doors, state: SubmissionState, later: timedelta, may: bool
) -> None:
    with doors.database.transaction() as session:
        submission = given(session)
        if state is S.APPROVED:
            deciding.approve(session, submission, CAMILLE, NOW)
        else:
            deciding.refuse(session, submission, Ground.SPAM, "An advert.", CAMILLE, NOW)
        if may:
            deciding.reopen(session, submission, CAMILLE, NOW + later)
            assert (submission.state, submission.decided_at) == (S.WAITING, None)
            assert events(session)[-1] == "SubmissionReopened"
        else:
            with pytest.raises(Conflict, match="taken down on a ground"):
                deciding.reopen(session, submission, CAMILLE, NOW + later)
            assert submission.state is S.APPROVED


def test_a_label_is_said_once_and_taken_off_once(doors: Doors) -> None:
    with doors.database.transaction() as session:
        submission = given(session)
        for _ in range(2):
            labelling.label(session, submission, Label.REWARDED, CAMILLE, NOW)
        assert session.scalars(select(SubmissionLabel.label)).all() == [Label.REWARDED]
        for _ in range(2):
            labelling.unlabel(session, submission, Label.REWARDED, CAMILLE, NOW)
        assert lines(session, submission) == [Action.LABELLED, Action.UNLABELLED]
        assert events(session) == ["PresentationChanged"] * 2


def test_a_replaced_reply_is_kept_with_its_dates(doors: Doors) -> None:
    later = NOW + timedelta(hours=1)
    with doors.database.transaction() as session:
        submission = given(session, state=S.APPROVED)
        first = replying.reply(session, submission, " Thank you.\r\nReally. ", CAMILLE, None, NOW)
        replying.reply(session, submission, "Thanks!", NOA, None, later, replaces=first.id)
        kept = session.scalars(select(Reply).order_by(Reply.id)).all()
        assert [(r.words, r.author, r.replaced_at) for r in kept] == [
            ("Thank you.\nReally.", "Camille Roche", later),
            ("Thanks!", "Noa Stein", None),
        ]
        assert events(session) == ["SubmissionReplied"] * 2


def test_a_reply_never_replaces_one_its_author_did_not_see(doors: Doors) -> None:
    with doors.database.transaction() as session:
        submission = given(session, state=S.APPROVED)
        replying.reply(session, submission, "Thank you.", CAMILLE, None, NOW)
        with pytest.raises(Conflict, match="Camille Roche replied"):
            replying.reply(session, submission, "Thanks!", NOA, None, NOW)


@pytest.mark.parametrize(
    ("words", "state", "error"),
    [
        ("  ", S.APPROVED, InvalidInput),
        ("x" * 3001, S.APPROVED, InvalidInput),
        ("Sorry", S.REFUSED, Conflict),  # nobody would see it
        ("Sorry", S.WITHDRAWN, Conflict),
    ],
)
def test_what_is_no_reply(
    doors: Doors, words: str, state: SubmissionState, error: type[Exception]
) -> None:
    with doors.database.transaction() as session:
        submission = given(session, state=state)
        with pytest.raises(error):
            replying.reply(session, submission, words, CAMILLE, None, NOW)


def test_an_author_s_own_act_is_told_once_in_the_log(doors: Doors) -> None:
    with doors.database.transaction() as session:
        submission = given(session)
        deciding.approve(session, submission, CAMILLE, NOW)
        submission.move_to(S.WITHDRAWN)
        for _ in range(2):
            noting.note_withdrawal(session, submission, NOW)
        line = history(session, submission.store_id, submission.id)[0]
        assert lines(session, submission) == [Action.APPROVED, Action.WITHDRAWN]
        assert (line.actor, line.from_state, line.to_state) == ("author", S.APPROVED, S.WITHDRAWN)


def test_a_submission_of_another_store_is_not_there(doors: Doors) -> None:
    with doors.database.transaction() as session:
        own, other = given(session), given(session)
        for submission_id in (other.id, 987654):
            with pytest.raises(NotFound, match="There is no such submission"):
                held_submission(session, own.store_id, submission_id)
