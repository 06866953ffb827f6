"""What shoppers must know besides the words: rewarded, insider, ambassador, imported."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.events import PresentationChanged
from core.models import Decision, Submission, SubmissionLabel
from core.outbox import record
from core.states import Label
from moderation.operations.appending import append_decision
from moderation.operations.seen import check_seen
from moderation.policy import Action, Actor


def label(
    session: Session,
    submission: Submission,
    kind: Label,
    actor: Actor,
    now: datetime,
    *,
    expected_version: int | None = None,
) -> Decision | None:
    """Say it to shoppers; such reviews stand outside the average (rule 11). None: said already."""
    check_seen(session, submission, expected_version)
    if _standing(session, submission, kind) is not None:
        return None
    session.add(
        SubmissionLabel(
            store_id=submission.store_id, submission_id=submission.id, label=kind, created_at=now
        )
    )
    return _note(session, submission, Action.LABELLED, kind, actor, now)


def unlabel(
    session: Session,
    submission: Submission,
    kind: Label,
    actor: Actor,
    now: datetime,
    *,
    expected_version: int | None = None,
) -> Decision | None:
    """Take a label off again; None when it was not on."""
    check_seen(session, submission, expected_version)
    row = _standing(session, submission, kind)
    if row is None:
        return None
    session.delete(row)
    return _note(session, submission, Action.UNLABELLED, kind, actor, now)


def _standing(session: Session, submission: Submission, kind: Label) -> SubmissionLabel | None:
    return session.scalar(
        select(SubmissionLabel).where(
            SubmissionLabel.store_id == submission.store_id,
            SubmissionLabel.submission_id == submission.id,
            SubmissionLabel.label == kind,
        )
    )


def _note(
    session: Session,
    submission: Submission,
    action: Action,
    kind: Label,
    actor: Actor,
    now: datetime,
) -> Decision:
    line = append_decision(session, submission, action, actor, now, note=kind.value)
    record(session, PresentationChanged(submission.store_id, submission.product_id), now)
    return line
