"""What a customer gave so far, version by version, for their status page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from core.errors import N_, NotFound
from core.models import Contest, Decision, Link, Publication, Submission
from core.states import Ground, SubmissionState


@dataclass(frozen=True, slots=True)
class Given:
    """One thing a customer said, with its earlier versions; the newest comes first."""

    versions: tuple[Submission, ...]
    grounds: dict[int, Ground]
    """Why a version was refused, by its id."""
    is_shown: bool
    contests: dict[int, Contest]
    """What the author said against a version's refusal, by the version's id."""

    @property
    def latest(self) -> Submission:
        """The version that counts for the customer."""
        return self.versions[0]

    def ground_of(self, submission: Submission) -> Ground | None:
        """Why this version was refused."""
        return self.grounds.get(submission.id)


def given_by(session: Session, link: Link) -> list[Given]:
    """Everything the holder of a status link may see: all they gave, or the one it is about."""
    rows = _rows(session, link.store_id, link.customer_id)
    grounds = _grounds(session, link.store_id, [row.id for row in rows])
    shown = _shown(session, link.store_id, [row.id for row in rows])
    contests = _contests(session, link.store_id, [row.id for row in rows])
    chains = [
        Given(chain, grounds, any(row.id in shown for row in chain), contests)
        for chain in _chains(rows)
    ]
    if link.submission_id is None:
        return chains
    return [one for one in chains if any(row.id == link.submission_id for row in one.versions)]


def given_one(session: Session, link: Link, ref: str) -> Given:
    """The thing a version of which has this public name; NotFound for anybody else's."""
    for one in given_by(session, link):
        if any(row.ref == ref for row in one.versions):
            return one
    raise NotFound(N_("There is nothing of yours under this address."))


def _rows(session: Session, store_id: int, customer_id: int) -> Sequence[Submission]:
    return session.scalars(
        select(Submission)
        .where(
            Submission.store_id == store_id,
            Submission.customer_id == customer_id,
            Submission.state.not_in((SubmissionState.UNCONFIRMED, SubmissionState.ERASED)),
        )
        .options(
            joinedload(Submission.product),
            joinedload(Submission.store_event),
            selectinload(Submission.media),
            selectinload(Submission.consents),
            selectinload(Submission.masks),
        )
        .order_by(Submission.id.desc())
    ).all()


def _chains(rows: Iterable[Submission]) -> list[tuple[Submission, ...]]:
    """Versions of the same words together; `rows` come newest first, and so do the chains."""
    chains: list[list[Submission]] = []
    awaited: dict[int, list[Submission]] = {}
    for row in rows:
        chain = awaited.get(row.id)
        if chain is None:
            chain = []
            chains.append(chain)
        chain.append(row)
        if row.amends_id is not None:
            awaited[row.amends_id] = chain
    return [tuple(chain) for chain in chains]


def _grounds(session: Session, store_id: int, ids: Sequence[int]) -> dict[int, Ground]:
    rows = session.execute(
        select(Decision.submission_id, Decision.ground)
        .where(
            Decision.store_id == store_id,
            Decision.submission_id.in_(ids),
            Decision.to_state == SubmissionState.REFUSED,
            Decision.ground.is_not(None),
        )
        .order_by(Decision.number)
    )
    return {submission_id: ground for submission_id, ground in rows if ground is not None}


def _contests(session: Session, store_id: int, ids: Sequence[int]) -> dict[int, Contest]:
    rows = session.scalars(
        select(Contest)
        .where(Contest.store_id == store_id, Contest.submission_id.in_(ids))
        .order_by(Contest.id)
    )
    return {row.submission_id: row for row in rows}


def _shown(session: Session, store_id: int, ids: Sequence[int]) -> set[int]:
    return set(
        session.scalars(
            select(Publication.submission_id).where(
                Publication.store_id == store_id,
                Publication.submission_id.in_(ids),
                Publication.unpublished_at.is_(None),
            )
        )
    )
