"""What was done elsewhere, by authors themselves or below a video, told in the same log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core.models import Decision, Media, Submission
from core.states import SubmissionState
from moderation.operations.appending import append_decision
from moderation.policy import AUTHOR, Action, Actor
from moderation.queries.log import history, last_of


def note_withdrawal(session: Session, submission: Submission, now: datetime) -> Decision | None:
    """The author took it back; None when the log says so already."""
    last = last_of(session, submission.store_id, submission.id)
    if last is not None and last.action == Action.WITHDRAWN:
        return None
    former = last.to_state if last else SubmissionState.WAITING
    return append_decision(session, submission, Action.WITHDRAWN, AUTHOR, now, from_state=former)


def note_captions(session: Session, submission: Submission, video: Media) -> Decision | None:
    """Who changed what is written below a video, and when; None when the log says so already.

    The row knows the latest change alone: two within the same moment are one line.
    """
    if video.captions_at is None or video.captions_member_id is None:
        return None
    action = Action.CAPTIONED if video.captions else Action.UNCAPTIONED
    actor = Actor(f"member:{video.captions_member_id}", video.captions_author)
    told = (action, actor.tag, video.captions_at)
    lines = history(session, submission.store_id, submission.id)
    if any((line.action, line.actor, line.decided_at) == told for line in lines):
        return None
    return append_decision(session, submission, action, actor, video.captions_at)
