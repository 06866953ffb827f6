"""Approve, refuse, and take a decision back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, Conflict, InvalidInput
from core.events import SubmissionApproved, SubmissionRefused, SubmissionReopened
from core.models import Decision, Submission
from core.outbox import record
from core.states import SUBMISSION_MOVES, Ground, SubmissionState
from moderation.operations.appending import append_decision
from moderation.operations.seen import check_seen
from moderation.policy import Action, Actor, may_reopen
from moderation.queries.log import last_of

MAX_NOTE = 2000
_BLOCKED = {
    SubmissionState.UNCONFIRMED: N_("Its author has not confirmed it yet."),
    SubmissionState.RECEIVED: N_(
        "Its photos and videos are still being prepared. It joins the queue in a moment."
    ),
    SubmissionState.APPROVED: N_("This is published already."),
    SubmissionState.REFUSED: N_("This was refused already."),
    SubmissionState.WAITING: N_("This waits in the queue already."),
    SubmissionState.SUPERSEDED: N_("The author wrote a newer version. Decide about that one."),
    SubmissionState.WITHDRAWN: N_("The author took this back. Nothing is left to decide."),
    SubmissionState.ERASED: N_("This was erased. Nothing is left to decide."),
}


def approve(
    session: Session,
    submission: Submission,
    actor: Actor,
    now: datetime,
    *,
    expected_version: int | None = None,
    note: str = "",
) -> Decision:
    """Let shoppers see it. The version it amends steps back, and stays kept (rules 8 and 9)."""
    check_seen(session, submission, expected_version)
    former = _move(submission, SubmissionState.APPROVED, now)
    line = append_decision(
        session, submission, Action.APPROVED, actor, now, from_state=former, note=note
    )
    _supersede_earlier(session, submission, actor, now)
    record(session, SubmissionApproved(submission.store_id, submission.id), now)
    return line


def refuse(
    session: Session,
    submission: Submission,
    ground: Ground,
    note: str,
    actor: Actor,
    now: datetime,
    *,
    expected_version: int | None = None,
) -> Decision:
    """Keep it from shoppers, on a ground of the closed list and with a reason its author reads.

    DSA art. 17, C. conso. D111-17 3°, D111-18; no ground is about sentiment (rule 10).
    """
    check_seen(session, submission, expected_version)
    note = _reason(note)
    former = _move(submission, SubmissionState.REFUSED, now)
    line = append_decision(
        session,
        submission,
        Action.REFUSED,
        actor,
        now,
        from_state=former,
        ground=Ground(ground),
        note=note,
    )
    if former is SubmissionState.APPROVED:
        _restore_earlier(session, submission, actor, now)
    record(session, SubmissionRefused(submission.store_id, submission.id, line.id), now)
    return line


def reopen(
    session: Session,
    submission: Submission,
    actor: Actor,
    now: datetime,
    *,
    expected_version: int | None = None,
) -> Decision:
    """Take a decision back: it waits again. An approval only within `policy.UNDO`.

    Later, taking a published review down needs a ground: a queue is no place to hide one.
    """
    check_seen(session, submission, expected_version)
    if submission.state is SubmissionState.APPROVED and not may_reopen(
        submission.state, submission.decided_at, now
    ):
        raise Conflict(N_("This is published. It can only be taken down on a ground: refuse it."))
    former = _move(submission, SubmissionState.WAITING, None)
    line = append_decision(session, submission, Action.REOPENED, actor, now, from_state=former)
    if former is SubmissionState.APPROVED:
        _restore_earlier(session, submission, actor, now)
    record(session, SubmissionReopened(submission.store_id, submission.id), now)
    return line


def _reason(note: str) -> str:
    note = note.strip()
    if not note:
        raise InvalidInput(N_("Say in a sentence why. The author reads it."), field="note")
    if len(note) > MAX_NOTE:
        raise InvalidInput(N_("The reason is too long: 2,000 characters at most."), field="note")
    return note


def _move(
    submission: Submission, state: SubmissionState, decided_at: datetime | None
) -> SubmissionState:
    is_replaced = submission.state is SubmissionState.SUPERSEDED
    if is_replaced or state not in SUBMISSION_MOVES[submission.state]:
        raise Conflict(_BLOCKED[submission.state])
    former = submission.move_to(state)
    submission.decided_at = decided_at
    return former


def _supersede_earlier(
    session: Session, submission: Submission, actor: Actor, now: datetime
) -> None:
    earlier = _amended(session, submission)
    if earlier and SubmissionState.SUPERSEDED in SUBMISSION_MOVES[earlier.state]:
        former = earlier.move_to(SubmissionState.SUPERSEDED)
        append_decision(session, earlier, Action.SUPERSEDED, actor, now, from_state=former)


def _restore_earlier(session: Session, submission: Submission, actor: Actor, now: datetime) -> None:
    """What stepped back for `submission` stands where it stood before."""
    earlier = _amended(session, submission)
    if earlier is None or earlier.state is not SubmissionState.SUPERSEDED:
        return
    line = last_of(session, earlier.store_id, earlier.id, Action.SUPERSEDED)
    if line is None or line.from_state not in SUBMISSION_MOVES[earlier.state]:
        return
    former = earlier.move_to(line.from_state)
    append_decision(session, earlier, Action.RESTORED, actor, now, from_state=former)
    if line.from_state is SubmissionState.APPROVED:
        record(session, SubmissionApproved(earlier.store_id, earlier.id), now)


def _amended(session: Session, submission: Submission) -> Submission | None:
    return session.scalar(
        select(Submission)
        .where(
            Submission.store_id == submission.store_id,
            Submission.id == (submission.amends_id or 0),
        )
        .with_for_update()
    )
