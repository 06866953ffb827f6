"""What happened lately at the desk: first decisions, and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.models import Decision, Submission
from core.states import SubmissionState
from moderation.insight import Took
from moderation.policy import Action

_DECIDING = (Action.APPROVED.value, Action.REFUSED.value)


def first_decisions(session: Session, store_id: int, since: datetime) -> Sequence[Took]:
    """Each submission's first approval or refusal since then, the earliest first.

    It could be read from when its photos and videos were prepared, or else was sent.
    """
    first = (
        select(func.min(Decision.id))
        .where(Decision.store_id == store_id, Decision.action.in_(_DECIDING))
        .group_by(Decision.submission_id)
    )
    rows = session.execute(
        select(
            Decision.decided_at,
            Submission.ready_at,
            Submission.submitted_at,
            Decision.actor,
            Decision.actor_name,
            Decision.action,
        )
        .join(Submission, Submission.id == Decision.submission_id)
        .where(
            Decision.store_id == store_id,
            Submission.store_id == store_id,
            Decision.decided_at >= since,
            Decision.id.in_(first),
        )
        .order_by(Decision.id)
    )
    return [
        Took(
            at,
            max(timedelta(0), at - (ready or sent)),
            actor,
            name,
            is_refusal=action == Action.REFUSED,
        )
        for at, ready, sent, actor, name, action in rows
    ]


def waiting_since(session: Session, store_id: int) -> Sequence[datetime]:
    """When each submission that waits was sent."""
    return session.scalars(
        select(Submission.submitted_at).where(
            Submission.store_id == store_id, Submission.state == SubmissionState.WAITING
        )
    ).all()
