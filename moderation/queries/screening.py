"""What screening is told about a submission: its words, its author, and what resembles it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.models import (
    Customer,
    LikenessBand,
    Media,
    Member,
    Membership,
    Store,
    Submission,
)
from core.states import MediaState, SubmissionState
from moderation.screening.likeness import bands, picture_bands
from moderation.screening.shape import (
    Arrivals,
    Facts,
    Lists,
    Other,
    Passage,
    Person,
    Picture,
)

MOST_ALIKE = 50
"""Candidates that are measured; a text that more resemble is seen to resemble one of them."""
LATEST = 10
NEW_FOR = timedelta(days=1)
_READ = (SubmissionState.UNCONFIRMED, SubmissionState.ERASED)


def facts_of(session: Session, store: Store, submission: Submission) -> Facts:
    """Everything that screening looks at, read now."""
    passages = passages_of(submission)
    pictures = _pictures(session, submission)
    product = submission.product
    return Facts(
        passages=passages,
        rating=submission.rating,
        country=store.country,
        languages=tuple(dict.fromkeys((store.language, "fr", "en"))),
        lists=lists_of(store),
        person=_person(session, store, submission),
        page=f"{product.name}\n{product.description}" if product else "",
        texts=_alike(session, submission, passages),
        pictures=pictures,
        known_pictures=_known_pictures(session, submission, pictures),
        arrivals=_arrivals(session, submission),
    )


def passages_of(submission: Submission) -> Sequence[Passage]:
    """The texts that somebody typed, under the names of their fields."""
    said = [("title", submission.title), ("words", submission.words)]
    answers = (submission.answers or {}).items()
    said += [(f"answers.{name}", _typed(answer)) for name, answer in answers]
    return [Passage(field, text) for field, text in said if text]


def _typed(answer: Any) -> str:
    if isinstance(answer, Mapping):
        return "" if "chosen" in answer else str(answer.get("text") or "")
    return answer if isinstance(answer, str) else ""


def lists_of(store: Store) -> Lists:
    """The store's own lists."""
    kept = store.screening_lists or {}
    return Lists(**{name: tuple(kept.get(name, ())) for name in Lists.__slots__})


def bands_of(passages: Sequence[Passage], pictures: Sequence[Picture]) -> Sequence[int]:
    """The numbers under which near-duplicates find this one."""
    whole = "\n".join(passage.text for passage in passages)
    found = [*bands(whole), *(band for one in pictures for band in picture_bands(one.picture))]
    return list(dict.fromkeys(found))


def _pictures(session: Session, submission: Submission) -> Sequence[Picture]:
    rows = session.execute(
        select(Media.ref, Media.phash)
        .where(
            Media.store_id == submission.store_id,
            Media.submission_id == submission.id,
            Media.state == MediaState.READY,
            Media.phash != "",
        )
        .order_by(Media.position, Media.id)
    )
    return [Picture(ref, phash) for ref, phash in rows]


def _elsewhere(submission: Submission) -> ColumnElement[bool]:
    """By somebody else, or of something else: a living review resembles its own past."""
    return and_(
        Submission.store_id == submission.store_id,
        Submission.id != submission.id,
        Submission.state.not_in(_READ),
        or_(
            Submission.customer_id != submission.customer_id,
            func.coalesce(Submission.product_id, 0) != (submission.product_id or 0),
        ),
    )


def _alike(
    session: Session, submission: Submission, passages: Sequence[Passage]
) -> Sequence[Other]:
    wanted = bands_of(passages, ())
    if not wanted:
        return ()
    rows = session.scalars(
        select(Submission)
        .where(_elsewhere(submission), Submission.id.in_(_sharing(submission.store_id, wanted)))
        .order_by(Submission.id)
        .limit(MOST_ALIKE)
    )
    return [Other(row.ref, text="\n".join(one.text for one in passages_of(row))) for row in rows]


def _sharing(store_id: int, wanted: Sequence[int]) -> Any:
    return select(LikenessBand.submission_id).where(
        LikenessBand.store_id == store_id, LikenessBand.band.in_(wanted)
    )


def _known_pictures(
    session: Session, submission: Submission, pictures: Sequence[Picture]
) -> Sequence[Other]:
    wanted = bands_of((), pictures)
    if not wanted:
        return ()
    rows = session.execute(
        select(Submission.ref, Media.phash)
        .join(Media, Media.submission_id == Submission.id)
        .where(
            _elsewhere(submission),
            Submission.id.in_(_sharing(submission.store_id, wanted)),
            Media.store_id == submission.store_id,
            Media.phash != "",
        )
        .order_by(Submission.id)
        .limit(MOST_ALIKE)
    )
    return [Other(ref, picture=phash) for ref, phash in rows]


def _person(session: Session, store: Store, submission: Submission) -> Person:
    members = session.scalars(
        select(Member.email)
        .join(Membership, Membership.member_id == Member.id)
        .where(Membership.store_id == store.id)
    )
    domains = (store.email.rpartition("@")[2], urlsplit(store.url).hostname or "")
    own = tuple(domain.lower().removeprefix("www.") for domain in domains if domain)
    return Person(submission.customer.email or "", own, tuple(members))


def _arrivals(session: Session, submission: Submission) -> Arrivals:
    return Arrivals(
        same_range=_others_like(session, submission, Submission.range_hmac, timedelta(days=1)),
        same_device_hour=_others_like(
            session, submission, Submission.device_hmac, timedelta(hours=1)
        ),
        newcomers=_newcomers(session, submission),
    )


def _others_like(
    session: Session,
    submission: Submission,
    column: InstrumentedAttribute[str | None],
    within: timedelta,
) -> int:
    """How many other authors sent something of the same origin shortly before."""
    mark = submission.range_hmac if column is Submission.range_hmac else submission.device_hmac
    found = session.scalar(
        select(func.count(Submission.customer_id.distinct())).where(
            Submission.store_id == submission.store_id,
            column == (mark or ""),
            Submission.customer_id != submission.customer_id,
            Submission.submitted_at > submission.submitted_at - within,
            Submission.submitted_at <= submission.submitted_at,
        )
    )
    return found or 0


def _newcomers(session: Session, submission: Submission) -> int:
    """Of the last authors about the same, those whom the store knew for less than a day."""
    rows = session.execute(
        select(Customer.created_at, Submission.submitted_at)
        .join(Customer, Customer.id == Submission.customer_id)
        .where(
            Submission.store_id == submission.store_id,
            Customer.store_id == submission.store_id,
            Submission.product_id == submission.product_id,
            Submission.id <= submission.id,
            Submission.state.not_in(_READ),
        )
        .order_by(Submission.id.desc())
        .limit(LATEST)
    ).all()
    return sum(said - known < NEW_FOR for known, said in rows)


def unscreened_ids(session: Session, store_id: int, limit: int) -> Sequence[int]:
    """Waiting submissions that nobody looked through since the lists changed."""
    return session.scalars(
        select(Submission.id)
        .where(
            Submission.store_id == store_id,
            Submission.state == SubmissionState.WAITING,
            Submission.screened_at.is_(None),
        )
        .order_by(Submission.submitted_at, Submission.id)
        .limit(limit)
    ).all()
