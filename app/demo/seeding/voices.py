"""The demo's submissions: words, labels, consents, photos and videos, as customers gave them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.content import GIVEN, DemoSubmission, Standing
from app.demo.seeding.calendar import DAY, Dated
from app.demo.seeding.past import Past
from core.models import Consent, Media, Occasion, Solicitation, Submission, SubmissionLabel
from core.states import (
    MediaKind,
    MediaState,
    Moment,
    SubjectKind,
    SubmissionState,
    Use,
)

STATES = {
    Standing.PUBLISHED: SubmissionState.APPROVED,
    Standing.WAITING: SubmissionState.WAITING,
    Standing.REFUSED: SubmissionState.REFUSED,
}
CONSENT = {
    "fr": "J’accepte que mes mots, photos et vidéos soient montrés sur le site de la boutique.",
    "en": "I agree that my words, photos and videos are shown on the shop's website.",
}


@dataclass(frozen=True, slots=True)
class Voice:
    """A submission row and what it came from."""

    row: Submission
    what: DemoSubmission


def make_voices(session: Session, past: Past, dated: Sequence[Dated]) -> list[Voice]:
    """Every submission, the oldest first, each tied to its order and to what it amends."""
    asks = _asks(session, past)
    voices: list[Voice] = []
    latest: dict[tuple[str, str | None], Submission] = {}
    for one in sorted(dated, key=lambda d: d.submitted_at):
        key = (one.what.customer, one.what.product)
        occasion = past.occasions[key]
        former = latest.get(key)
        if former is None and one.what.earlier is not None:
            former = _earlier(past, one, occasion, asks)
            session.add(former)
            session.flush()  # the later one names it
            voices.append(Voice(former, one.what))
        row = _row(past, one, occasion, asks)
        if former is not None:
            row.amends_id = former.id
            if row.state is SubmissionState.APPROVED:
                former.state = SubmissionState.SUPERSEDED
        session.add(row)
        session.flush()  # consents, media and amendments name it
        latest[key] = row
        voices.append(Voice(row, one.what))
    for voice in voices:
        session.add_all(_belongings(past, voice))
    return voices


def _asks(session: Session, past: Past) -> dict[tuple[int, Moment], Solicitation]:
    rows = session.scalars(select(Solicitation).where(Solicitation.store_id == past.store.id))
    return {(row.occasion_id, row.moment): row for row in rows}


def _row(
    past: Past,
    one: Dated,
    occasion: Occasion,
    asks: dict[tuple[int, Moment], Solicitation],
) -> Submission:
    what = one.what
    ask = asks.get((occasion.id, what.moment))
    line = past.lines.get((what.customer, what.product))
    zone = ZoneInfo(past.store.timezone)
    return Submission(
        store_id=past.store.id,
        ref=UUID(int=past.dice.getrandbits(128)).hex,
        customer_id=occasion.customer_id,
        solicitation_id=ask.id if ask else None,
        occasion_id=occasion.id,
        kind=what.kind,
        subject=what.subject,
        product_id=past.products[what.product].id if what.product else None,
        store_event_id=past.event.id if what.subject is SubjectKind.EVENT else None,
        moment=what.moment,
        state=STATES[what.state],
        rating=what.rating,
        title=what.title,
        words=what.words,
        answers=dict(what.answers),
        language=what.language,
        display_name=what.display_name,
        order_line_id=line.id if line else None,
        experience_basis=occasion.kind,
        experience_on=occasion.happened_at.astimezone(zone).date(),
        experience_day=max(0, (one.submitted_at - occasion.happened_at) // DAY),
        submitted_at=one.submitted_at,
        ready_at=one.submitted_at,
        decided_at=None
        if what.state is Standing.WAITING
        else min(one.submitted_at + timedelta(hours=past.dice.randint(2, 70)), past.now),
    )


def _earlier(
    past: Past,
    one: Dated,
    occasion: Occasion,
    asks: dict[tuple[int, Moment], Solicitation],
) -> Submission:
    """What the same person wrote before, where the file tells it only beside the later words."""
    told = one.what.earlier
    if told is None:
        raise ValueError("There is no earlier text to make a row of.")
    row = _row(past, one, occasion, asks)
    ask = asks.get((occasion.id, told.moment))
    row.submitted_at = row.ready_at = occasion.happened_at + told.days_after * DAY
    row.moment, row.solicitation_id = told.moment, ask.id if ask else None
    row.rating, row.title, row.words = told.rating, told.title, told.words
    row.answers, row.experience_day = dict(told.answers), told.days_after
    row.state, row.decided_at = SubmissionState.SUPERSEDED, row.submitted_at + DAY
    return row


def _belongings(past: Past, voice: Voice) -> Iterator[Consent | SubmissionLabel]:
    row = voice.row
    uses = [Use.SITE, *(use for use in (Use.SOCIAL, Use.MAIL) if past.dice.random() < 0.3)]
    for use in uses:
        yield Consent(
            store_id=row.store_id,
            submission_id=row.id,
            customer_id=row.customer_id,
            use=use,
            text_version="1",
            text=CONSENT.get(row.language, CONSENT["en"]),
            language=row.language,
            granted_at=row.submitted_at,
        )
    for label in voice.what.labels:
        yield SubmissionLabel(
            store_id=row.store_id, submission_id=row.id, label=label, created_at=row.submitted_at
        )


def expected_media(past: Past, voices: Sequence[Voice]) -> list[tuple[Media, Path]]:
    """A row for every photo and video of the submissions, with the file it is made from."""
    found = []
    for voice in voices:
        if voice.row.state is SubmissionState.SUPERSEDED and voice.what.earlier is not None:
            continue
        for place, name in enumerate(voice.what.media):
            path = GIVEN / name
            is_video = path.suffix == ".mp4"
            media = Media(
                store_id=past.store.id,
                ref=UUID(int=past.dice.getrandbits(128)).hex,
                customer_id=voice.row.customer_id,
                submission_id=voice.row.id,
                kind=MediaKind.VIDEO if is_video else MediaKind.PHOTO,
                state=MediaState.UPLOADED,
                position=place,
                content_type="video/mp4" if is_video else "image/jpeg",
                name=name,
                quarantine_key="",
                created_at=voice.row.submitted_at,
            )
            found.append((media, path))
    return found
