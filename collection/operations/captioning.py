"""Changes what is written below a video."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from collection.media.captions import CAPTIONS_TYPE
from core.events import PresentationChanged, VideoCaptioned
from core.models import Media, Submission
from core.outbox import record


@dataclass(frozen=True, slots=True)
class Writer:
    """The member who writes below a video."""

    member_id: int
    name: str


def keep_captions(
    session: Session,
    media: Media,
    captions: str | None,
    told: dict[str, Any] | None,
    writer: Writer,
    now: datetime,
) -> list[str]:
    """Replace a video's captions, None for none; the objects that nothing tells of any more."""
    former = [one["key"] for one in media.renditions if one["type"] == CAPTIONS_TYPE]
    others = [one for one in media.renditions if one["type"] != CAPTIONS_TYPE]
    media.renditions = [*others, told] if told else others
    language = told["language"] if told else ""
    if (media.captions, media.captions_language) != (captions, language):
        media.captions, media.captions_language = captions, language
        _sign(session, media, writer, now)
    if media.submission_id is not None:
        submission = session.get_one(Submission, media.submission_id)
        record(session, PresentationChanged(media.store_id, submission.product_id), now)
    return [key for key in former if told is None or key != told["key"]]


def _sign(session: Session, media: Media, writer: Writer, now: datetime) -> None:
    media.captions_author, media.captions_member_id = writer.name, writer.member_id
    media.captions_at = now
    record(session, VideoCaptioned(media.store_id, media.id), now)
