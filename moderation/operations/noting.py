"""What authors did themselves, told in the same log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core.models import Decision, Submission
from core.states import SubmissionState
from moderation.operations.appending import append_decision
from moderation.policy import AUTHOR, Action
from moderation.queries.log import last_of


def note_withdrawal(session: Session, submission: Submission, now: datetime) -> Decision | None:
    """The author took it back; None when the log says so already."""
    last = last_of(session, submission.store_id, submission.id)
    if last is not None and last.action == Action.WITHDRAWN:
        return None
    former = last.to_state if last else SubmissionState.WAITING
    return append_decision(session, submission, Action.WITHDRAWN, AUTHOR, now, from_state=former)
