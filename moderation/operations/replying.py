"""The store's public answer: dated, signed, and never in place of the customer's words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from core.errors import N_, Conflict, InvalidInput
from core.events import SubmissionReplied
from core.models import Reply, Submission
from core.outbox import record
from core.states import SubmissionState
from moderation.operations.appending import append_decision
from moderation.operations.seen import check_seen
from moderation.policy import Action, Actor
from moderation.queries.submissions import current_reply

MAX_WORDS = 3000
_ANSWERABLE = (SubmissionState.WAITING, SubmissionState.APPROVED)


def reply(
    session: Session,
    submission: Submission,
    words: str,
    actor: Actor,
    member_id: int | None,
    now: datetime,
    *,
    expected_version: int | None = None,
    replaces: int | None = None,
) -> Reply:
    """Answer in public (requirement L20); shown once the submission is.

    `replaces` is the id of the answer the member saw, if any: it is kept, with the moment at which
    it was replaced. Another one in its place is a Conflict that names its author.
    """
    check_seen(session, submission, expected_version)
    words = _checked(words, submission)
    standing = current_reply(session, submission.store_id, submission.id)
    if standing is not None and standing.id != replaces:
        raise Conflict(
            N_("%(name)s replied in the meantime. Read that reply before you replace it."),
            name=standing.author,
        )
    if standing is not None:
        standing.replaced_at = now
    row = Reply(
        store_id=submission.store_id,
        submission_id=submission.id,
        words=words,
        author=actor.name,
        member_id=member_id,
        created_at=now,
    )
    session.add(row)
    append_decision(session, submission, Action.REPLIED, actor, now)
    record(session, SubmissionReplied(submission.store_id, submission.id, row.id), now)
    return row


def _checked(words: str, submission: Submission) -> str:
    words = words.strip().replace("\r\n", "\n")
    if submission.state not in _ANSWERABLE:
        raise Conflict(N_("Only what is published or waits can be replied to."))
    if not words:
        raise InvalidInput(N_("Write a few words."), field="words")
    if len(words) > MAX_WORDS:
        raise InvalidInput(N_("The reply is too long: 3,000 characters at most."), field="words")
    return words
