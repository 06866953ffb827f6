"""Contested refusals: those that wait, one of them, and who may decide about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from core.errors import N_, NotFound
from core.models import Contest, Decision, Membership, Submission
from core.states import Role, SubmissionState

DECIDING = (Role.OWNER, Role.MODERATOR)
_MOOT = (SubmissionState.WITHDRAWN, SubmissionState.ERASED)
MOST = 200


@dataclass(frozen=True, slots=True)
class Contested:
    """A contest with the refusal it is about and the words that were refused."""

    contest: Contest
    refusal: Decision
    submission: Submission


def waiting_contests(session: Session, store_id: int) -> Sequence[Contested]:
    """What nobody decided yet, the nearest deadline first; what was taken back is moot."""
    rows = session.execute(
        select(Contest, Decision, Submission)
        .join(Decision, Decision.id == Contest.decision_id)
        .join(Submission, Submission.id == Contest.submission_id)
        .where(
            Contest.store_id == store_id,
            Contest.settled_at.is_(None),
            Submission.state.not_in(_MOOT),
        )
        .options(joinedload(Submission.product), joinedload(Submission.store_event))
        .order_by(Contest.due_at, Contest.id)
        .limit(MOST)
    )
    return [Contested(contest, decision, submission) for contest, decision, submission in rows]


def contest_at(session: Session, store_id: int, contest_id: int) -> Contest:
    """One of them; NotFound otherwise."""
    found = session.scalar(
        select(Contest).where(Contest.store_id == store_id, Contest.id == contest_id)
    )
    if found is None:
        raise NotFound(N_("There is no such contest."))
    return found


def contested(session: Session, submission: Submission) -> Contested | None:
    """The newest contest about a submission, with the refusal it is about."""
    row = session.execute(
        select(Contest, Decision)
        .join(Decision, Decision.id == Contest.decision_id)
        .where(Contest.store_id == submission.store_id, Contest.submission_id == submission.id)
        .order_by(Contest.id.desc())
        .limit(1)
    ).first()
    return Contested(row[0], row[1], submission) if row else None


def has_others(session: Session, store_id: int, actor: str) -> bool:
    """Whether somebody else than `member:7` decides in this store."""
    member_id = int(actor.partition(":")[2] or 0) if actor.startswith("member:") else 0
    found = session.scalar(
        select(func.count(Membership.id)).where(
            Membership.store_id == store_id,
            Membership.role.in_(DECIDING),
            Membership.member_id != member_id,
        )
    )
    return bool(found)
