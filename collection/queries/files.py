"""A customer's photos and videos, by their public names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from core.errors import N_, NotFound
from core.models import Media
from core.states import MediaKind, MediaState

PENDING = (MediaState.EXPECTED, MediaState.UPLOADED)


def pending_files(
    session: Session, store_id: int, customer_id: int, refs: Iterable[str]
) -> Sequence[Media]:
    """Files of this customer that wait for their words, in the order asked for; others are not."""
    wanted = list(dict.fromkeys(refs))
    rows = session.scalars(
        select(Media).where(
            Media.store_id == store_id,
            Media.customer_id == customer_id,
            Media.submission_id.is_(None),
            Media.state.in_(PENDING),
            Media.ref.in_(wanted),
        )
    )
    return sorted(rows, key=lambda row: wanted.index(row.ref))


def pending_file(session: Session, store_id: int, customer_id: int, ref: str) -> Media:
    """One of them; NotFound for anybody else's, or one that already belongs to words."""
    rows = pending_files(session, store_id, customer_id, [ref])
    if not rows:
        raise NotFound(N_("There is no such file of yours, or no longer."))
    return rows[0]


def chosen_before(
    session: Session, store_id: int, customer_id: int, fingerprint: str
) -> Media | None:
    """The same file on the same form, chosen earlier and not sent with any words yet."""
    if not fingerprint:
        return None
    return session.scalar(
        select(Media)
        .where(
            Media.store_id == store_id,
            Media.customer_id == customer_id,
            Media.submission_id.is_(None),
            Media.state.in_(PENDING),
            Media.fingerprint == fingerprint,
        )
        .order_by(Media.id)
        .limit(1)
    )


def left_on_form(session: Session, store_id: int, customer_id: int, form: str) -> Sequence[Media]:
    """Files chosen on this form that wait for its words: arrived, or on their way in parts."""
    return session.scalars(
        select(Media)
        .where(
            Media.store_id == store_id,
            Media.customer_id == customer_id,
            Media.submission_id.is_(None),
            Media.form == form,
            or_(
                Media.state == MediaState.UPLOADED,
                and_(Media.state == MediaState.EXPECTED, Media.upload != ""),
            ),
        )
        .order_by(Media.id)
    ).all()


def pending_count(session: Session, store_id: int, customer_id: int) -> int:
    """How many files of this customer wait for their words."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Media)
            .where(
                Media.store_id == store_id,
                Media.customer_id == customer_id,
                Media.submission_id.is_(None),
                Media.state.in_(PENDING),
            )
        )
        or 0
    )


def ready_video(
    session: Session, store_id: int, media_id: int, *, is_locked: bool = False
) -> Media:
    """A prepared video of this store; NotFound for anything else."""
    wanted = select(Media).where(
        Media.store_id == store_id,
        Media.id == media_id,
        Media.kind == MediaKind.VIDEO,
        Media.state == MediaState.READY,
    )
    row = session.scalar(wanted.with_for_update() if is_locked else wanted)
    if row is None:
        raise NotFound(N_("This video is not known here."))
    return row


def own_captions(session: Session, store_id: int, customer_id: int, ref: str) -> str:
    """What is written below a video of this customer; NotFound where there is nothing."""
    found = session.scalar(
        select(Media.captions).where(
            Media.store_id == store_id,
            Media.customer_id == customer_id,
            Media.ref == ref,
            Media.state == MediaState.READY,
        )
    )
    if not found:
        raise NotFound(N_("This video has no captions."))
    return found
