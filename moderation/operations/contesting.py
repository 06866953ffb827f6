"""Decide about a contested refusal: somebody else than who refused it (product.md, rule 10)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core.errors import N_, Conflict, InvalidInput
from core.events import ContestSettled
from core.models import Contest, Decision, Outcome, Submission
from core.outbox import record
from core.states import SubmissionState
from moderation.operations.appending import append_decision
from moderation.operations.deciding import approve
from moderation.policy import Action, Actor
from moderation.queries.contests import has_others

LIMIT = 2000
_ACTIONS = {Outcome.UPHELD: Action.UPHELD, Outcome.REVERSED: Action.REVERSED}


def settle(
    session: Session,
    submission: Submission,
    contest: Contest,
    outcome: Outcome,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Decision:
    """Let the refusal stand, or publish; the author gets the reason (DSA art. 20(5)).

    `submission` is held. Raises InvalidInput where a refusal that stands has no reason, Conflict
    when it is settled, or `actor` refused it and the store has somebody else who decides.
    """
    reason = _checked(outcome, reason)
    if contest.settled_at is not None:
        raise Conflict(N_("%(name)s has decided this contest already."), name=contest.settled_by)
    refusal = session.get_one(Decision, contest.decision_id)
    is_same = refusal.actor == actor.tag
    if is_same and has_others(session, submission.store_id, actor.tag):
        raise Conflict(N_("You refused this yourself: somebody else decides about the contest."))
    contest.outcome, contest.reason = outcome, reason
    contest.settled_at, contest.settled_by = now, actor.name
    contest.is_same_person = is_same
    line = append_decision(session, submission, _ACTIONS[outcome], actor, now, note=reason)
    if outcome is Outcome.REVERSED and submission.state is SubmissionState.REFUSED:
        approve(session, submission, actor, now)
    record(session, ContestSettled(submission.store_id, contest.id), now)
    return line


def _checked(outcome: Outcome, reason: str) -> str:
    reason = reason.strip()
    if outcome is Outcome.UPHELD and not reason:
        raise InvalidInput(
            N_("Say in a sentence why it stands. The author reads it."), field="note"
        )
    if len(reason) > LIMIT:
        raise InvalidInput(N_("The reason is too long: 2,000 characters at most."), field="note")
    return reason
