"""How many of a store's delivered mails were reported as spam lately."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.deliveries import MailEventKind
from core.models import MailEvent, Store
from solicitation.delivery import WINDOW, Standing, standing

_COUNTED = (MailEventKind.DELIVERED, MailEventKind.SPAM_REPORT)


@dataclass(frozen=True, slots=True)
class Complaints:
    """Delivered mails and spam reports since `since`."""

    since: datetime
    delivered: int
    reported: int

    @property
    def standing(self) -> Standing:
        """What these figures mean."""
        return standing(self.delivered, self.reported)

    @property
    def rate(self) -> float:
        """Reports per delivered mail, from 0 to 1."""
        return self.reported / self.delivered if self.delivered else 0.0


def complaint_figures(session: Session, store: Store, now: datetime) -> Complaints:
    """The last seven days, or less when sending was resumed within them."""
    since = max(now - WINDOW, store.complaints_counted_from or now - WINDOW)
    counts = _counts(session, store.id, since)
    delivered, reported = (counts.get(kind, 0) for kind in _COUNTED)
    return Complaints(since, delivered, reported)


def _counts(session: Session, store_id: int, since: datetime) -> Mapping[MailEventKind, int]:
    rows = session.execute(
        select(MailEvent.kind, func.count(MailEvent.id))
        .where(
            MailEvent.store_id == store_id,
            MailEvent.kind.in_(_COUNTED),
            MailEvent.happened_at > since,
        )
        .group_by(MailEvent.kind)
    )
    return {row[0]: row[1] for row in rows}
