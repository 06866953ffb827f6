"""Submissions to be decided about, held against everybody else who decides."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_, NotFound
from core.models import Reply, Store, Submission
from core.states import SubmissionState
from moderation.policy import Action, decided_by_rule_at
from moderation.queries.log import last_of


def hold_log(session: Session, store_id: int) -> None:
    """Let nobody else decide in this store until the transaction ends.

    Decisions are numbered without a gap, so they come one after the other. Everyone takes this
    hold before a submission's own, so that two members never wait for each other.
    """
    session.execute(select(Store.id).where(Store.id == store_id).with_for_update(key_share=True))


def held_submission(session: Session, store_id: int, submission_id: int) -> Submission:
    """One submission of the store, held until the transaction ends; NotFound otherwise.

    What its author has not confirmed yet is not found either: nobody decides about it.
    """
    hold_log(session, store_id)
    found = session.scalar(
        select(Submission)
        .where(
            Submission.store_id == store_id,
            Submission.id == submission_id,
            Submission.state != SubmissionState.UNCONFIRMED,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(N_("There is no such submission."))
    return found


def current_reply(session: Session, store_id: int, submission_id: int) -> Reply | None:
    """The store's answer that stands."""
    return session.scalar(
        select(Reply)
        .where(
            Reply.store_id == store_id,
            Reply.submission_id == submission_id,
            Reply.replaced_at.is_(None),
        )
        .order_by(Reply.id.desc())
    )


def overdue_ids(session: Session, store: Store, now: datetime, limit: int) -> list[int]:
    """Waiting submissions past the store's published deadline, the oldest first (requirement L4).

    The rating is neither read nor ordered by.
    """
    rows = session.execute(
        select(Submission.id, Submission.submitted_at)
        .where(
            Submission.store_id == store.id,
            Submission.state == SubmissionState.WAITING,
            Submission.submitted_at <= now - timedelta(days=store.publication_days),
        )
        .order_by(Submission.submitted_at, Submission.id)
    )
    overdue = []
    for submission_id, submitted_at in rows.all():
        line = last_of(session, store.id, submission_id, Action.REOPENED)
        reopened_at = line.decided_at if line else None
        if decided_by_rule_at(submitted_at, reopened_at, store.publication_days) <= now:
            overdue.append(submission_id)
        if len(overdue) == limit:
            break
    return overdue
