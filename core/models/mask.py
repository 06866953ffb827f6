"""What of somebody's published words is hidden because it tells who somebody is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Key
from core.models.ground import StoreRow, belongs, utc


class Mask(StoreRow):
    """Characters `start` to `end` of a field, as Python counts them; the log says who and when."""

    __tablename__ = "masks"
    __table_args__ = (
        belongs("submission_id", "submissions"),
        Index("ix_masks_submission_id", "submission_id"),
    )

    submission_id: Mapped[int] = mapped_column(Key)
    field: Mapped[str] = mapped_column(String(120))
    start: Mapped[int] = mapped_column(Integer)
    end: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = utc()
