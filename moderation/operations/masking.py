"""Hide personal data in words, place by place, and show it again; the words stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.errors import N_, Conflict, InvalidInput
from core.events import SubmissionMasked
from core.masking import merged
from core.models import Decision, Mask, SeenSignal, Submission
from core.outbox import record
from core.signals import Signal
from core.states import Ground, SubmissionState
from moderation.operations.appending import append_decision
from moderation.operations.seen import check_seen
from moderation.policy import Action, Actor
from moderation.queries.screening import passages_of

PERSONAL = frozenset(
    {
        Signal.EMAIL,
        Signal.PHONE,
        Signal.POSTAL_ADDRESS,
        Signal.BANK_ACCOUNT,
        Signal.PAYMENT_CARD,
        Signal.STAFF_NAME,
    }
)
"""Signals whose places a mask may take over."""
LONGEST = 200
"""Characters one mask hides: a name, a number or an address, and no opinion."""
_MASKABLE = (SubmissionState.WAITING, SubmissionState.APPROVED)

Place = tuple[str, int, int]
"""A field, and characters from and to."""


def mask(
    session: Session,
    submission: Submission,
    places: Sequence[Place],
    actor: Actor,
    now: datetime,
    *,
    expected_version: int | None = None,
) -> Decision:
    """Hide `places`, or, without any, the personal data that screening saw.

    The only ground is personal data (product.md rule 9; GDPR art. 5(1)(c)); the author is told.
    Raises InvalidInput for a place that is not in the words or hides more than a detail, Conflict
    when there is nothing to hide or nothing that is shown.
    """
    check_seen(session, submission, expected_version)
    if submission.state not in _MASKABLE:
        raise Conflict(N_("Only words that wait or are published can have something masked."))
    places = _checked(submission, places or _seen_places(session, submission))
    before = _standing(session, submission)
    after = _joined([*before, *places])
    if after == before:
        raise Conflict(N_("There is nothing to mask here: select the part that names somebody."))
    _keep(session, submission, after, now)
    return _note(session, submission, Action.MASKED, places, actor, now)


def unmask(
    session: Session,
    submission: Submission,
    actor: Actor,
    now: datetime,
    *,
    expected_version: int | None = None,
) -> Decision:
    """Show everything again."""
    check_seen(session, submission, expected_version)
    before = _standing(session, submission)
    if not before:
        raise Conflict(N_("Nothing is masked here."))
    _keep(session, submission, [], now)
    return _note(session, submission, Action.UNMASKED, before, actor, now)


def _checked(submission: Submission, places: Sequence[Place]) -> list[Place]:
    texts = {passage.field: passage.text for passage in passages_of(submission)}
    for field, start, end in places:
        if not 0 <= start < end <= len(texts.get(field, "")):
            raise InvalidInput(N_("This part is not in the words."), field="field")
        if end - start > LONGEST:
            raise InvalidInput(
                N_("A mask hides a name, a number or an address: 200 characters at most."),
                field="field",
            )
    return list(places)


def _seen_places(session: Session, submission: Submission) -> list[Place]:
    rows = session.scalars(
        select(SeenSignal)
        .where(
            SeenSignal.store_id == submission.store_id,
            SeenSignal.submission_id == submission.id,
            SeenSignal.signal.in_(PERSONAL),
        )
        .order_by(SeenSignal.id)
    )
    return [(row.field, row.start, row.end) for row in rows]


def _standing(session: Session, submission: Submission) -> list[Place]:
    rows = session.scalars(
        select(Mask).where(
            Mask.store_id == submission.store_id, Mask.submission_id == submission.id
        )
    )
    return sorted((row.field, row.start, row.end) for row in rows)


def _joined(places: Sequence[Place]) -> list[Place]:
    fields = sorted({field for field, _, _ in places})
    return [
        (field, start, end)
        for field in fields
        for start, end in merged((one[1], one[2]) for one in places if one[0] == field)
    ]


def _keep(session: Session, submission: Submission, places: Sequence[Place], now: datetime) -> None:
    session.execute(
        delete(Mask).where(
            Mask.store_id == submission.store_id, Mask.submission_id == submission.id
        )
    )
    for field, start, end in places:
        session.add(
            Mask(
                store_id=submission.store_id,
                submission_id=submission.id,
                field=field,
                start=start,
                end=end,
                created_at=now,
            )
        )


def _note(
    session: Session,
    submission: Submission,
    action: Action,
    places: Sequence[Place],
    actor: Actor,
    now: datetime,
) -> Decision:
    """The log keeps the places, never what stands there."""
    note = ", ".join(f"{field} {start}–{end}" for field, start, end in places)
    ground = Ground.PERSONAL_DATA if action is Action.MASKED else None
    line = append_decision(session, submission, action, actor, now, ground=ground, note=note)
    record(session, SubmissionMasked(submission.store_id, submission.id, line.id), now)
    return line
