"""What stands on a store's wall, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from core.models import Consent, Customer, Media, StoreEvent, Submission
from core.states import MediaState, SubjectKind, SubmissionKind, SubmissionState, Use
from widgets.policy import Given, off_the_wall_because
from widgets.queries.given import given_these

PER_PAGE = 24


@dataclass(frozen=True, slots=True)
class Wall:
    """One page of a wall, newest first; `next_ref` begins the page after it, if there is one."""

    givens: Sequence[Given]
    events: Mapping[int, str]
    """Names of the events that words on this page are about."""
    next_ref: str | None
    is_first: bool


def wall_from(session: Session, store_id: int, ref: str) -> Wall:
    """The page that begins with the submission `ref`, or the first page where there is none."""
    start = _since(session, store_id, ref) if ref else None
    rows = session.execute(
        select(Submission.id, Submission.ref)
        .join(Customer, Customer.id == Submission.customer_id)
        .where(*_standing(store_id), true() if start is None else start)
        .order_by(Submission.submitted_at.desc(), Submission.id.desc())
        .limit(PER_PAGE + 1)
    ).all()
    givens = given_these(session, store_id, [id_ for id_, _ref in rows[:PER_PAGE]])
    shown = [one for one in givens if off_the_wall_because(one) is None]
    next_ref = rows[PER_PAGE][1] if len(rows) > PER_PAGE else None
    return Wall(shown, _events(session, store_id, shown), next_ref, is_first=start is None)


def _standing(store_id: int) -> tuple[ColumnElement[bool], ...]:
    """The same conditions as `widgets.policy.off_the_wall_because`, asked of the database."""
    consented = select(Consent.id).where(
        Consent.submission_id == Submission.id,
        Consent.use == Use.SITE,
        Consent.withdrawn_at.is_(None),
    )
    pictured = select(Media.id).where(
        Media.submission_id == Submission.id, Media.state == MediaState.READY
    )
    is_testimonial = Submission.kind == SubmissionKind.TESTIMONIAL
    return (
        Submission.store_id == store_id,
        Submission.state == SubmissionState.APPROVED,
        or_(is_testimonial, Submission.subject != SubjectKind.PRODUCT),
        Customer.erased_at.is_(None),
        consented.exists(),
        or_(Submission.words != "", pictured.exists()),
    )


def _since(session: Session, store_id: int, ref: str) -> ColumnElement[bool] | None:
    """Everything that is not newer than that submission; None where it is not known here."""
    found = session.execute(
        select(Submission.submitted_at, Submission.id).where(
            Submission.store_id == store_id, Submission.ref == ref
        )
    ).first()
    if found is None:
        return None
    at, id_ = found
    return or_(
        Submission.submitted_at < at, and_(Submission.submitted_at == at, Submission.id <= id_)
    )


def _events(session: Session, store_id: int, givens: Sequence[Given]) -> dict[int, str]:
    wanted = {one.subject_id for one in givens if one.subject is SubjectKind.EVENT}
    if not wanted:
        return {}
    rows = session.execute(
        select(StoreEvent.id, StoreEvent.name).where(
            StoreEvent.store_id == store_id, StoreEvent.id.in_(wanted)
        )
    )
    return {row.id: row.name for row in rows}
