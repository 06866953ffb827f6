"""What a store writes for its mails: refused where it is typed, kept, or taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import N_
from core.mail.values import has_line_break
from core.models import MailCopy, PictureCopy
from core.states import Moment, SubmissionKind
from solicitation.mail import Ask, has_button
from solicitation.mail_copy.own import OwnCopy, places_of, strangers
from solicitation.neutrality import Bait, complaints
from solicitation.queries.copies import CopyKey

LONGEST: Mapping[str, int] = {
    "subject": 150,
    "preheader": 200,
    "heading": 150,
    "words": 1500,
    "button": 60,
}
"""Characters a field may have; the subject's is requirement M15."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why one field is refused; a `bait` says which rule of neutrality it breaks."""

    name: str
    sentence: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    bait: Bait | None = None


def flaws(
    own: OwnCopy, moment: Moment, kind: SubmissionKind, *, is_media_only: bool = False
) -> list[Flaw]:
    """Everything that keeps these words from being sent, field by field; empty when they may."""
    has_one = shows_button(moment, kind, is_media_only=is_media_only)
    shown = asdict(own) if has_one else asdict(own) | {"button": ""}
    optional = {"preheader"} if has_one else {"preheader", "button"}
    return [
        flaw
        for name, text in shown.items()
        for flaw in (*_missing(name, text, optional), *_malformed(name, text, moment))
    ]


def subject_flaws(subject: str, moment: Moment) -> list[Flaw]:
    """Everything that keeps a subject alone from being sent; empty when it may."""
    return list(_malformed("subject", subject, moment))


def shows_button(moment: Moment, kind: SubmissionKind, *, is_media_only: bool = False) -> bool:
    """Whether this mail has a button to be named."""
    return has_button(Ask(moment, kind, "en", is_media_only=is_media_only))


def keep_copy(
    session: Session, store_id: int, key: CopyKey, own: OwnCopy, member_id: int, now: datetime
) -> None:
    """Keep the store's words for one mail, with who wrote them and when."""
    row = _kept(session, store_id, key)
    if row is None:
        row = _new(store_id, key)
        session.add(row)
    for name, text in asdict(own).items():
        setattr(row, name, text)
    row.changed_by, row.changed_at = member_id, now


def forget_copy(session: Session, store_id: int, key: CopyKey) -> None:
    """Back to our words."""
    row = _kept(session, store_id, key)
    if row is not None:
        session.delete(row)


def _kept(session: Session, store_id: int, key: CopyKey) -> MailCopy | PictureCopy | None:
    if key.is_media_only:
        return session.scalar(
            select(PictureCopy)
            .where(PictureCopy.store_id == store_id, PictureCopy.language == key.language)
            .with_for_update()
        )
    return session.scalar(
        select(MailCopy)
        .where(
            MailCopy.store_id == store_id,
            MailCopy.moment == key.moment,
            MailCopy.kind == key.kind,
            MailCopy.sequence == key.sequence,
            MailCopy.language == key.language,
        )
        .with_for_update()
    )


def _new(store_id: int, key: CopyKey) -> MailCopy | PictureCopy:
    if key.is_media_only:
        return PictureCopy(store_id=store_id, language=key.language)
    return MailCopy(
        store_id=store_id,
        moment=key.moment,
        kind=key.kind,
        sequence=key.sequence,
        language=key.language,
    )


def _missing(name: str, text: str, optional: Collection[str]) -> Iterator[Flaw]:
    if not text.strip() and name not in optional:
        yield Flaw(name, N_("Write something here, or go back to our words."))


def _malformed(name: str, text: str, moment: Moment) -> Iterator[Flaw]:
    if name != "words" and has_line_break(text):
        yield Flaw(name, N_("This is one line: remove the line break."))
    if len(text) > LONGEST[name]:
        yield Flaw(name, N_("Write at most %(most)s characters."), {"most": LONGEST[name]})
    for found in strangers(text, moment):
        known = " ".join(f"{{{place}}}" for place in places_of(moment))
        sentence = N_("“%(found)s” is no place of this mail. There are: %(known)s")
        yield Flaw(name, sentence, {"found": found, "known": known})
    for complaint in complaints(text):
        yield Flaw(name, "", {"found": complaint.found}, complaint.bait)
