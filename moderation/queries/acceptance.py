"""How many of each rating were accepted and refused: a skew is to be seen (product.md, rule 10)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.models import Submission
from core.states import SubmissionState
from moderation.fairness import SPAN, Decided, is_skewed

_ACCEPTED = (SubmissionState.APPROVED, SubmissionState.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What was decided about submissions of one rating (None: testimonials, without stars)."""

    stars: int | None
    accepted: int
    refused: int
    waiting: int

    @property
    def decided(self) -> int:
        """How many were decided."""
        return self.accepted + self.refused

    @property
    def rate(self) -> float | None:
        """The accepted share, 0 to 1; None while nothing was decided."""
        return self.accepted / self.decided if self.decided else None


def acceptance_by_stars(session: Session, store_id: int, now: datetime) -> list[Acceptance]:
    """Five rows from five stars to one, and a last one for what has no stars.

    What was decided within a year, and what waits.
    """
    rows = session.execute(
        select(Submission.rating, Submission.state, func.count(Submission.id))
        .where(
            Submission.store_id == store_id,
            or_(
                Submission.decided_at >= now - SPAN,
                Submission.state == SubmissionState.WAITING,
            ),
        )
        .group_by(Submission.rating, Submission.state)
    )
    found: Counter[tuple[int | None, SubmissionState]] = Counter()
    for rating, state, number in rows:
        found[rating, state] += number
    return [_row(stars, found) for stars in (5, 4, 3, 2, 1, None)]


def _row(stars: int | None, found: Counter[tuple[int | None, SubmissionState]]) -> Acceptance:
    return Acceptance(
        stars=stars,
        accepted=sum(found[stars, state] for state in _ACCEPTED),
        refused=found[stars, SubmissionState.REFUSED],
        waiting=found[stars, SubmissionState.WAITING],
    )


def skew(rows: list[Acceptance]) -> tuple[Decided, Decided] | None:
    """One and two stars beside four and five, where few are refused more often beyond chance."""
    few, many = _together(rows, (1, 2)), _together(rows, (4, 5))
    return (few, many) if is_skewed(few, many) else None


def _together(rows: list[Acceptance], stars: tuple[int, int]) -> Decided:
    chosen = [row for row in rows if row.stars in stars]
    return Decided(sum(row.accepted for row in chosen), sum(row.refused for row in chosen))
