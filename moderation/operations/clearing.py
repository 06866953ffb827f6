"""Pictures whose people must agree first: a member says that their consents are on file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.events import PresentationChanged
from core.models import Decision, Media, Submission
from core.outbox import record
from moderation.operations.appending import append_decision
from moderation.operations.seen import check_seen
from moderation.policy import Action, Actor


def clear_media(
    session: Session,
    submission: Submission,
    actor: Actor,
    now: datetime,
    *,
    expected_version: int | None = None,
) -> Decision | None:
    """Let its held pictures be shown (requirement G12); None when none were held."""
    check_seen(session, submission, expected_version)
    files = session.scalars(
        select(Media)
        .where(Media.store_id == submission.store_id, Media.submission_id == submission.id)
        .with_for_update()
    ).all()
    held = [one for one in files if one.is_held]
    for one in held:
        one.cleared_at = now
    if not held:
        return None
    line = append_decision(session, submission, Action.CLEARED, actor, now)
    record(session, PresentationChanged(submission.store_id, submission.product_id), now)
    return line
