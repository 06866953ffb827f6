"""What the demo's member decided about each submission, line by line in the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.demo.content import Standing
from app.demo.seeding.voices import Voice
from core.models import Member, Publication, Reply
from core.states import Ground, SubmissionState
from moderation.operations.appending import append_decision
from moderation.policy import Action, Actor

NOTES = {
    "fr": "Ce texte enfreint nos règles publiées ; le motif ci-dessus dit laquelle.",
    "en": "This text breaks our published rules; the ground above says which one.",
}
REPLY_AFTER = timedelta(hours=26)


def decide_all(session: Session, member: Member, voices: Sequence[Voice], now: datetime) -> None:
    """Log every decision in the order of time, publish what was approved, add the replies."""
    actor = Actor(f"member:{member.id}", member.name)
    decided = [voice for voice in voices if voice.row.decided_at is not None]
    for voice in sorted(decided, key=lambda v: v.row.decided_at or now):
        at = voice.row.decided_at or now
        if voice.row.state is SubmissionState.REFUSED:
            _refused(session, voice, actor, at)
        else:
            _approved(session, voice, actor, at)
    for voice in decided:
        if voice.what.reply and voice.row.state is SubmissionState.APPROVED:
            _reply(session, voice, actor, member.id, now)


def _approved(session: Session, voice: Voice, actor: Actor, at: datetime) -> None:
    row = voice.row
    append_decision(session, row, Action.APPROVED, actor, at, from_state=SubmissionState.WAITING)
    if row.state is SubmissionState.APPROVED and voice.what.state is Standing.PUBLISHED:
        session.add(
            Publication(
                store_id=row.store_id,
                submission_id=row.id,
                subject=row.subject,
                product_id=row.product_id,
                published_at=at,
            )
        )


def _refused(session: Session, voice: Voice, actor: Actor, at: datetime) -> None:
    append_decision(
        session,
        voice.row,
        Action.REFUSED,
        actor,
        at,
        from_state=SubmissionState.WAITING,
        ground=voice.what.ground or Ground.OFF_TOPIC,
        note=NOTES.get(voice.row.language, NOTES["en"]),
    )


def _reply(session: Session, voice: Voice, actor: Actor, member_id: int, now: datetime) -> None:
    at = min((voice.row.decided_at or now) + REPLY_AFTER, now)
    session.add(
        Reply(
            store_id=voice.row.store_id,
            submission_id=voice.row.id,
            words=voice.what.reply,
            author=actor.name,
            member_id=member_id,
            created_at=at,
        )
    )
    append_decision(session, voice.row, Action.REPLIED, actor, at)
