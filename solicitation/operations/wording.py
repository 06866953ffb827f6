"""What a store writes for its mails: refused where it is typed, kept, or taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from core.errors import N_
from core.mail.values import has_line_break
from core.models import MailCopy
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


def flaws(own: OwnCopy, moment: Moment, kind: SubmissionKind) -> list[Flaw]:
    """Everything that keeps these words from being sent, field by field; empty when they may."""
    shown = asdict(own) if shows_button(moment, kind) else asdict(own) | {"button": ""}
    return [
        flaw
        for name, text in shown.items()
        for flaw in (*_missing(name, text, moment, kind), *_malformed(name, text, moment))
    ]


def subject_flaws(subject: str, moment: Moment) -> list[Flaw]:
    """Everything that keeps a subject alone from being sent; empty when it may."""
    return list(_malformed("subject", subject, moment))


def shows_button(moment: Moment, kind: SubmissionKind) -> bool:
    """Whether this mail has a button to be named."""
    return has_button(Ask(moment, kind, "en"))


def keep_copy(
    session: Session, store_id: int, key: CopyKey, own: OwnCopy, member_id: int, now: datetime
) -> None:
    """Keep the store's words for one mail, with who wrote them and when."""
    moment, kind, sequence, language = key
    row = session.scalar(select(MailCopy).where(*_is(store_id, key)).with_for_update())
    if row is None:
        row = MailCopy(store_id=store_id, moment=moment, kind=kind, sequence=sequence)
        row.language = language
        session.add(row)
    for name, text in asdict(own).items():
        setattr(row, name, text)
    row.changed_by, row.changed_at = member_id, now


def forget_copy(session: Session, store_id: int, key: CopyKey) -> None:
    """Back to our words."""
    session.execute(delete(MailCopy).where(*_is(store_id, key)))


def _is(store_id: int, key: CopyKey) -> tuple[ColumnElement[bool], ...]:
    moment, kind, sequence, language = key
    return (
        MailCopy.store_id == store_id,
        MailCopy.moment == moment,
        MailCopy.kind == kind,
        MailCopy.sequence == sequence,
        MailCopy.language == language,
    )


def _missing(name: str, text: str, moment: Moment, kind: SubmissionKind) -> Iterator[Flaw]:
    may_be_empty = name == "preheader" or (name == "button" and not shows_button(moment, kind))
    if not text.strip() and not may_be_empty:
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
