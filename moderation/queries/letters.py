"""Letters to authors: which are due, whether they may leave, and what they tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from core.i18n import spoken
from core.models import (
    Contest,
    Customer,
    Decision,
    Letter,
    Outcome,
    Reply,
    Store,
    Submission,
    Suppression,
)
from core.signing import address_hmacs
from core.states import LetterKind, LetterState, SubjectKind, SubmissionState, SuppressionReason
from moderation.mail_copy.shape import Told
from moderation.policy import UNDO

_NEVER = (SuppressionReason.HARD_BOUNCE, SuppressionReason.ERASURE)
"""Where even a legal notice cannot arrive, or must not."""
OWED = (LetterKind.REFUSED, LetterKind.MASKED, LetterKind.CONTESTED, LetterKind.SETTLED)
"""What the law owes an author, also one who wants no requests (DSA art. 17 and 20)."""
THANKS_EVERY = timedelta(days=1)
"""A customer whose five reviews are approved in a row is thanked once."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """A letter with everyone it concerns."""

    letter: Letter
    store: Store
    customer: Customer
    submission: Submission


def find_letter(session: Session, store_id: int, letter_id: int) -> Addressed | None:
    """One letter of the store, held until the transaction ends."""
    row = session.scalar(
        select(Letter)
        .where(Letter.store_id == store_id, Letter.id == letter_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return _addressed(session, row) if row else None


def letters_to_release(session: Session, now: datetime, limit: int) -> Sequence[Letter]:
    """Letters whose decision can no longer be undone, the oldest first."""
    return session.scalars(
        select(Letter)
        .where(Letter.state == LetterState.WAITING, Letter.created_at <= now - UNDO)
        .order_by(Letter.created_at, Letter.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def known_letter(session: Session, store_id: int, dedupe_key: str) -> Letter | None:
    """The letter already written for this cause."""
    return session.scalar(
        select(Letter).where(Letter.store_id == store_id, Letter.dedupe_key == dedupe_key)
    )


def standing_state(session: Session, row: Letter) -> LetterState:
    """What becomes of a waiting letter: released, dropped, or kept waiting.

    It leaves only while what it tells of still stands.
    """
    submission = session.get_one(Submission, row.submission_id)
    if row.kind in (LetterKind.CONTESTED, LetterKind.SETTLED):
        return LetterState.RELEASED
    if row.kind is LetterKind.MASKED:
        if submission.state is SubmissionState.WAITING:
            return LetterState.WAITING
        stands = submission.state is SubmissionState.APPROVED and bool(submission.masks)
    elif row.kind is LetterKind.REFUSED:
        stands = submission.state is SubmissionState.REFUSED and _last_refusal(session, row)
    elif row.kind is LetterKind.REPLIED:
        if submission.state is SubmissionState.WAITING:
            return LetterState.WAITING
        stands = submission.state is SubmissionState.APPROVED and _reply(session, row) is not None
    else:
        is_news = not _thanked(session, row) and not _was_reversed(session, row)
        stands = submission.state is SubmissionState.APPROVED and is_news
    return LetterState.RELEASED if stands else LetterState.DROPPED


def may_write(session: Session, to: Addressed, secret_keys: Iterable[str]) -> bool:
    """Whether the address may get this letter.

    A statement of reasons is owed by law, also to people who want no requests (DSA art. 17);
    thanks and replies are not. Nothing goes to an address that bounced or was erased.
    """
    if not to.customer.email or to.customer.erased_at is not None:
        return False
    reasons = session.scalars(
        select(Suppression.reason).where(
            Suppression.store_id == to.store.id,
            Suppression.address_hmac.in_(
                address_hmacs(secret_keys, to.store.id, to.customer.email)
            ),
        )
    ).all()
    if to.letter.kind in OWED:
        return not any(reason in _NEVER for reason in reasons)
    return not reasons and to.customer.objected_at is None


def told(session: Session, to: Addressed, status_url: str, rules_url: str) -> Told:
    """What the letter tells."""
    decision = session.get(Decision, to.letter.decision_id) if to.letter.decision_id else None
    reply = _reply(session, to.letter)
    contest = contest_at(session, to.letter)
    return Told(
        kind=to.letter.kind,
        language=spoken([to.customer.language, to.submission.language], to.store.language),
        name=to.customer.name,
        store=to.store.name,
        subject=_subject(to),
        words=_quoted(to),
        status_url=status_url,
        rules_url=rules_url,
        ground=decision.ground if decision else None,
        note=decision.note if decision else "",
        was_published=bool(decision and decision.from_state is SubmissionState.APPROVED),
        author=reply.author if reply else "",
        reply=reply.words if reply else "",
        contested=contest.words if contest else "",
        outcome=contest.outcome if contest else None,
        reason=contest.reason if contest else "",
        is_same_person=bool(contest and contest.is_same_person),
    )


def _addressed(session: Session, row: Letter) -> Addressed:
    submission = session.scalars(
        select(Submission)
        .where(Submission.store_id == row.store_id, Submission.id == row.submission_id)
        .options(joinedload(Submission.product), joinedload(Submission.store_event))
    ).one()
    return Addressed(
        row,
        session.get_one(Store, row.store_id),
        session.get_one(Customer, row.customer_id),
        submission,
    )


def _quoted(to: Addressed) -> str:
    """Their own words; where something was masked, as others read them."""
    words = to.submission.words or ""
    is_masking = to.letter.kind is LetterKind.MASKED
    return to.submission.shown("words", words) if is_masking else words


def _subject(to: Addressed) -> str:
    submission = to.submission
    if submission.subject is SubjectKind.PRODUCT and submission.product:
        return submission.product.name
    if submission.subject is SubjectKind.EVENT and submission.store_event:
        return submission.store_event.name
    return to.store.name


def _last_refusal(session: Session, row: Letter) -> bool:
    newest = session.scalar(
        select(Decision.id)
        .where(
            Decision.store_id == row.store_id,
            Decision.submission_id == row.submission_id,
            Decision.to_state == SubmissionState.REFUSED,
            Decision.ground.is_not(None),
        )
        .order_by(Decision.number.desc())
        .limit(1)
    )
    return newest == row.decision_id


def contest_at(session: Session, row: Letter) -> Contest | None:
    """The contest a letter tells of."""
    if row.kind not in (LetterKind.CONTESTED, LetterKind.SETTLED):
        return None
    return session.scalar(
        select(Contest).where(
            Contest.store_id == row.store_id, Contest.id == int(row.dedupe_key.partition(":")[2])
        )
    )


def _reply(session: Session, row: Letter) -> Reply | None:
    """The reply a letter tells of, while it is the one that stands."""
    if row.kind is not LetterKind.REPLIED:
        return None
    return session.scalar(
        select(Reply).where(
            Reply.store_id == row.store_id,
            Reply.id == int(row.dedupe_key.partition(":")[2]),
            Reply.replaced_at.is_(None),
        )
    )


def _was_reversed(session: Session, row: Letter) -> bool:
    """Whether the outcome of a contest tells the author the same."""
    found = select(Contest.id).where(
        Contest.store_id == row.store_id,
        Contest.submission_id == row.submission_id,
        Contest.outcome == Outcome.REVERSED,
    )
    return session.scalar(found.limit(1)) is not None


def _thanked(session: Session, row: Letter) -> bool:
    return (
        session.scalar(
            select(Letter.id).where(
                Letter.store_id == row.store_id,
                Letter.customer_id == row.customer_id,
                Letter.kind == LetterKind.PUBLISHED,
                Letter.state.in_((LetterState.RELEASED, LetterState.SENT)),
                Letter.created_at > row.created_at - THANKS_EVERY,
                Letter.id != row.id,
            )
        )
        is not None
    )
