"""One more line in the append-only log, sealed to the one before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core.models import Decision, Submission
from core.states import Ground, SubmissionState
from moderation.policy import FIRST, Action, Actor, decision_hash
from moderation.queries.log import entry_of, last_line
from moderation.queries.submissions import hold_log


def append_decision(
    session: Session,
    submission: Submission,
    action: Action,
    actor: Actor,
    now: datetime,
    *,
    from_state: SubmissionState | None = None,
    ground: Ground | None = None,
    note: str = "",
) -> Decision:
    """Write what was done about `submission`; `from_state` when it moved, its state otherwise."""
    hold_log(session, submission.store_id)
    last = last_line(session, submission.store_id)
    row = Decision(
        store_id=submission.store_id,
        number=last.number + 1 if last else 1,
        submission_id=submission.id,
        action=action.value,
        actor=actor.tag,
        actor_name=actor.name,
        from_state=from_state or submission.state,
        to_state=submission.state,
        ground=ground,
        note=note,
        decided_at=now,
        former_hash=last.hash if last else FIRST,
    )
    row.hash = decision_hash(entry_of(row))
    session.add(row)
    session.flush()  # the next line of this transaction must find this one
    return row
