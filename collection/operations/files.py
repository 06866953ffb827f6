"""A file's way from a promise to a part of a submission, and out again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from collection.operations.settling import settle_submission
from collection.policy import PENDING_LIMIT, Answer
from collection.queries.files import chosen_before, pending_count, pending_files
from core.errors import N_, Conflict
from core.events import MediaUploaded
from core.models import Media, Store, Submission
from core.outbox import record
from core.signing import random_ref
from core.states import MediaKind, MediaState


@dataclass(frozen=True, slots=True)
class NewFile:
    """What a browser says of a file it is about to send, already checked; `size` is in bytes.

    `form` names the form it was chosen on, `made` when the file says it was last changed: both
    only serve to find it again.
    """

    kind: MediaKind
    content_type: str
    name: str
    size: int = 0
    form: str = ""
    made: str = ""

    @property
    def fingerprint(self) -> str:
        """The same for the same file chosen again on the same form."""
        told = "\n".join((self.form, self.name, str(self.size), self.made))
        return hashlib.sha256(told.encode()).hexdigest() if self.made else ""


def expect_file(
    session: Session, store: Store, customer_id: int, file: NewFile, now: datetime
) -> Media:
    """A row for bytes that are on their way, under a name nobody can guess (requirement U9).

    The same file chosen again is the row it was before: what has arrived of it counts (U15).
    """
    if known := chosen_before(session, store.id, customer_id, file.fingerprint):
        return known
    if pending_count(session, store.id, customer_id) >= PENDING_LIMIT:
        raise Conflict(N_("Too many files are waiting. Send your words first, or remove some."))
    media = Media(
        store_id=store.id,
        customer_id=customer_id,
        ref=random_ref(),
        kind=file.kind,
        state=MediaState.EXPECTED,
        content_type=file.content_type,
        name=file.name[-200:],
        quarantine_key=f"quarantine/{store.key}/{random_ref()}",
        size=file.size,
        fingerprint=file.fingerprint,
        form=file.form,
        created_at=now,
    )
    session.add(media)
    session.flush()  # the row must exist before its bytes may
    return media


def land_files(files: Iterable[Media], now: datetime) -> None:
    """The bytes are there."""
    for media in files:
        if media.state is MediaState.EXPECTED:
            media.move_to(MediaState.UPLOADED, now)


def carry_files(
    session: Session,
    former: Submission,
    kept: Sequence[Media],
    captions: Mapping[str, str],
    now: datetime,
) -> tuple[str, ...]:
    """The names under which a new version takes over the files it keeps.

    A prepared file stays with the former version, which may be shown still, and the new one starts
    from the same original; one that is still being prepared simply moves on.
    """
    moved = [one for one in kept if one.state is MediaState.UPLOADED]
    repeated = [_repeated(one, captions, now) for one in kept if one.state is MediaState.READY]
    for one in moved:
        one.submission_id = None
    session.add_all(repeated)
    session.flush()  # attaching finds them by their names
    if moved:
        settle_submission(session, former.store_id, former.id, now)
    return tuple(one.ref for one in (*repeated, *moved))


def _repeated(media: Media, captions: Mapping[str, str], now: datetime) -> Media:
    return Media(
        store_id=media.store_id,
        customer_id=media.customer_id,
        ref=random_ref(),
        kind=media.kind,
        state=MediaState.UPLOADED,
        content_type=media.content_type,
        name=media.name,
        alt=captions.get(media.ref, media.alt),
        trim_from=media.trim_from,
        trim_to=media.trim_to,
        people=media.people,
        minors=media.minors,
        cleared_at=media.cleared_at,
        captions=media.captions,
        captions_language=media.captions_language,
        captions_author=media.captions_author,
        captions_member_id=media.captions_member_id,
        captions_at=media.captions_at,
        quarantine_key=media.quarantine_key,
        created_at=now,
    )


def attach_files(
    session: Session,
    submission: Submission,
    answer: Answer,
    now: datetime,
) -> None:
    """Make landed files of the same customer a part of `submission`, in this order."""
    rows = pending_files(session, submission.store_id, submission.customer_id, answer.media)
    landed = [row for row in rows if row.state is MediaState.UPLOADED]
    for place, media in enumerate(landed):
        media.submission_id, media.position = submission.id, place
        media.alt = answer.captions.get(media.ref, media.alt)
        media.people, media.minors = media.people or answer.people, media.minors or answer.minors
        if media.ref in answer.trims:
            media.trim_from, media.trim_to = answer.trims[media.ref]
        record(session, MediaUploaded(submission.store_id, media.id), now)


def settle_file(media: Media, outcome: dict[str, Any], refusal: str, now: datetime) -> None:
    """Keep what was made of a file, or why it was not taken."""
    for name, value in outcome.items():
        setattr(media, name, value)
    media.refusal = refusal
    media.move_to(MediaState.REFUSED if refusal else MediaState.READY, now)


def remove_files(files: Iterable[Media], now: datetime) -> None:
    """Nobody may see these any more; their bytes are forgotten right after (`clear_removed`)."""
    for media in files:
        if media.state is not MediaState.REMOVED:
            media.move_to(MediaState.REMOVED, now)
            media.renditions = []
            media.name = media.alt = media.fingerprint = ""
            media.colour = media.placeholder = media.phash = ""
            media.captions, media.captions_language = None, ""
            media.captions_author, media.captions_member_id, media.captions_at = "", None, None


def files_of(session: Session, store_id: int, submission_id: int) -> Sequence[Media]:
    """Every file of a submission, locked for whoever changes them."""
    return session.scalars(
        select(Media)
        .where(Media.store_id == store_id, Media.submission_id == submission_id)
        .order_by(Media.position)
        .with_for_update()
    ).all()
