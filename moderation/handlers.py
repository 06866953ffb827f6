"""Reactions to what was decided; each may run twice without harm."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import events as e
from core.doors import Doors
from core.models import Decision, Media, Store, Submission
from core.states import LetterKind, MediaState, SubmissionState
from moderation.operations import noting, ruling, screening, writing
from moderation.policy import Action
from moderation.posting import post
from moderation.queries.contests import contest_at
from moderation.queries.submissions import held_submission


def screen(doors: Doors, event: e.SubmissionReady) -> None:
    """Look through what waits to be read."""
    with doors.database.transaction() as session:
        submission = held_submission(session, event.store_id, event.submission_id)
        if submission.state is SubmissionState.WAITING:
            store = session.get_one(Store, event.store_id)
            screening.screen_submission(session, store, submission, doors.now())
            ruling.publish_if_clean(session, submission, doors.now())


def forget_screening(doors: Doors, event: e.SubmissionWithdrawn) -> None:
    """What was seen in words goes with them."""
    with doors.database.transaction() as session:
        screening.forget_screening(session, event.store_id, event.submission_id)


def write_published(doors: Doors, event: e.SubmissionApproved) -> None:
    """Owe the author the news that their words are online, once."""
    with doors.database.transaction() as session:
        submission = _of(session, event.store_id, event.submission_id)
        writing.write_letter(session, submission, LetterKind.PUBLISHED, submission.id, doors.now())


def write_refusal(doors: Doors, event: e.SubmissionRefused) -> None:
    """Owe the author a statement of reasons, one for each refusal."""
    with doors.database.transaction() as session:
        submission = _of(session, event.store_id, event.submission_id)
        writing.write_letter(
            session,
            submission,
            LetterKind.REFUSED,
            event.decision_id,
            doors.now(),
            decision_id=event.decision_id,
        )


def write_masking(doors: Doors, event: e.SubmissionMasked) -> None:
    """Owe the author the reasons for a mask; that it was taken off again hurts nobody."""
    with doors.database.transaction() as session:
        line = session.get_one(Decision, event.decision_id)
        if line.action == Action.MASKED:
            submission = _of(session, event.store_id, event.submission_id)
            writing.write_letter(
                session,
                submission,
                LetterKind.MASKED,
                line.id,
                doors.now(),
                decision_id=line.id,
            )


def write_receipt(doors: Doors, event: e.RefusalContested) -> None:
    """Tell the author that the contest arrived, and by when it is answered (DSA art. 20)."""
    _write_of_contest(doors, event.store_id, event.contest_id, LetterKind.CONTESTED)


def write_outcome(doors: Doors, event: e.ContestSettled) -> None:
    """Owe the author what came of it."""
    _write_of_contest(doors, event.store_id, event.contest_id, LetterKind.SETTLED)


def _write_of_contest(doors: Doors, store_id: int, contest_id: int, kind: LetterKind) -> None:
    with doors.database.transaction() as session:
        contest = contest_at(session, store_id, contest_id)
        submission = _of(session, store_id, contest.submission_id)
        if submission.state is not SubmissionState.ERASED:
            writing.write_letter(
                session,
                submission,
                kind,
                contest.id,
                doors.now(),
                decision_id=contest.decision_id,
            )


def write_reply(doors: Doors, event: e.SubmissionReplied) -> None:
    """Owe the author the store's answer."""
    with doors.database.transaction() as session:
        submission = _of(session, event.store_id, event.submission_id)
        writing.write_letter(session, submission, LetterKind.REPLIED, event.reply_id, doors.now())


def send_letter(doors: Doors, event: e.LetterWritten) -> None:
    """Send a released letter."""
    post(doors, event.store_id, event.letter_id)


def note_withdrawal(doors: Doors, event: e.SubmissionWithdrawn) -> None:
    """Tell the author's own act in the log of decisions."""
    with doors.database.transaction() as session:
        submission = held_submission(session, event.store_id, event.submission_id)
        if submission.state in (SubmissionState.WITHDRAWN, SubmissionState.ERASED):
            noting.note_withdrawal(session, submission, doors.now())


def note_captions(doors: Doors, event: e.VideoCaptioned) -> None:
    """Tell in the log of decisions who wrote below a video, while its words stand."""
    with doors.database.transaction() as session:
        video = session.scalars(
            select(Media).where(Media.store_id == event.store_id, Media.id == event.media_id)
        ).one()
        if video.submission_id is None or video.state is not MediaState.READY:
            return
        submission = held_submission(session, event.store_id, video.submission_id)
        if submission.state not in (SubmissionState.WITHDRAWN, SubmissionState.ERASED):
            noting.note_captions(session, submission, video)


def _of(session: Session, store_id: int, submission_id: int) -> Submission:
    return session.scalars(
        select(Submission).where(Submission.store_id == store_id, Submission.id == submission_id)
    ).one()
