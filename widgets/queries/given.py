"""Every submission about a subject, as the facts that decide its showing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.models import Media, Reply, Submission
from core.states import Label, MediaState, SubjectKind, SubmissionState, Use
from widgets.policy import Answered, Given, Picture

_MAYBE_SHOWN = (SubmissionState.APPROVED, SubmissionState.SUPERSEDED)


def given_about(session: Session, store_id: int, product_id: int | None) -> list[Given]:
    """All that was given about a product, or about the store itself."""
    if product_id is None:
        return _given(session, store_id, Submission.subject == SubjectKind.STORE)
    return _given(
        session,
        store_id,
        Submission.subject == SubjectKind.PRODUCT,
        Submission.product_id == product_id,
    )


def given_everywhere(session: Session, store_id: int) -> list[Given]:
    """What may be shown of all that customers gave to this store, whatever it is about."""
    return _given(session, store_id, Submission.state.in_(_MAYBE_SHOWN))


def given_these(session: Session, store_id: int, ids: Sequence[int]) -> list[Given]:
    """These submissions of the store, in the order of `ids`."""
    found = {one.id: one for one in _given(session, store_id, Submission.id.in_(ids))}
    return [found[id_] for id_ in ids if id_ in found]


def _given(session: Session, store_id: int, *about: ColumnElement[bool]) -> list[Given]:
    rows = session.scalars(
        select(Submission)
        .where(Submission.store_id == store_id, *about)
        .options(
            joinedload(Submission.customer),
            selectinload(Submission.media),
            selectinload(Submission.labels),
            selectinload(Submission.consents),
            selectinload(Submission.masks),
        )
        .order_by(Submission.id)
    ).all()
    replies = _replies(session, store_id, [row.id for row in rows])
    return [_fact(row, replies.get(row.id)) for row in rows]


def _replies(session: Session, store_id: int, submission_ids: Sequence[int]) -> dict[int, Reply]:
    """The reply that stands for each submission: the latest that was not replaced."""
    found: dict[int, Reply] = {}
    for portion in _portions(submission_ids):
        rows = session.scalars(
            select(Reply)
            .where(
                Reply.store_id == store_id,
                Reply.submission_id.in_(portion),
                Reply.replaced_at.is_(None),
            )
            .order_by(Reply.id)
        )
        found |= {row.submission_id: row for row in rows}
    return found


def _portions(ids: Sequence[int], size: int = 500) -> Iterable[Sequence[int]]:
    """Databases take only so many parameters in one statement."""
    return (ids[at : at + size] for at in range(0, len(ids), size))


def _fact(row: Submission, reply: Reply | None) -> Given:
    labels = frozenset(label.label for label in row.labels)
    return Given(
        id=row.id,
        ref=row.ref,
        customer_id=row.customer_id,
        amends_id=row.amends_id,
        kind=row.kind,
        state=row.state,
        subject=row.subject,
        subject_id=_SUBJECT_IDS[row.subject](row),
        submitted_at=row.submitted_at,
        was_decided=row.decided_at is not None,
        is_consented=any(c.use is Use.SITE and c.withdrawn_at is None for c in row.consents),
        is_customer_erased=row.customer.erased_at is not None,
        is_verified=row.is_verified,
        is_confirmed=_was_asked(row) or row.experience_basis is not None,
        rating=row.rating,
        title=row.shown("title", row.title or ""),
        words=row.shown("words", row.words or ""),
        answers={name: _shown(row, name, one) for name, one in (row.answers or {}).items()},
        language=row.language,
        author=row.display_name,
        experience_on=row.experience_on,
        day=row.experience_day,
        moment=row.moment if _was_asked(row) and Label.IMPORTED not in labels else None,
        labels=labels,
        pictures=tuple(_picture(one) for one in row.media if _is_ready(one)),
        reply=Answered(reply.words, reply.author, reply.created_at) if reply else None,
    )


def _shown(row: Submission, name: str, answer: Any) -> Any:
    """An answer with its masks: typed text, alone or with the store's own question."""
    if isinstance(answer, str):
        return row.shown(f"answers.{name}", answer)
    if isinstance(answer, Mapping) and isinstance(answer.get("text"), str):
        return {**answer, "text": row.shown(f"answers.{name}", answer["text"])}
    return answer


_SUBJECT_IDS: Mapping[SubjectKind, Callable[[Submission], int | None]] = {
    SubjectKind.PRODUCT: lambda row: row.product_id,
    SubjectKind.EVENT: lambda row: row.store_event_id,
    SubjectKind.STORE: lambda _row: None,
}


def _was_asked(row: Submission) -> bool:
    """Whether a request or an occasion of ours stands behind it; open collection has neither."""
    return row.solicitation_id is not None or row.occasion_id is not None


def _is_ready(medium: Media) -> bool:
    is_made = medium.state is MediaState.READY and bool(medium.width and medium.height)
    return is_made and not medium.is_held


def _picture(medium: Media) -> Picture:
    return Picture(
        kind=medium.kind,
        width=medium.width or 0,
        height=medium.height or 0,
        duration_s=medium.duration_s,
        colour=medium.colour,
        alt=medium.alt,
        renditions=tuple(medium.renditions),
        placeholder=medium.placeholder,
    )
