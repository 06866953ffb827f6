"""The mails of a store: ours until it writes its own, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

from flask import flash, g, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from core.auth import here, member
from core.errors import N_, NotFound
from core.i18n import LANGUAGES
from core.models import MailCopy, PictureCopy
from core.states import Moment, Role, SubmissionKind
from core.web import doors
from solicitation.desk.letter_proof import EDITOR, PICTURE, Letter, proof, typed
from solicitation.desk.place import blueprint
from solicitation.mail_copy.own import places_of
from solicitation.mail_copy.shape import LAST_REMINDER
from solicitation.neutrality import complaints
from solicitation.operations.wording import LONGEST, forget_copy, keep_copy
from solicitation.queries.copies import CopyKey, words_of, written_copies
from solicitation.reasons import MOMENTS

_ASKS = tuple(
    (moment, kind)
    for moment in Moment
    for kind in SubmissionKind
    if kind is SubmissionKind.REVIEW or moment is Moment.SUPPORT_RESOLVED
)
MAILS = (
    *(tuple(Letter(*ask, sequence) for sequence in range(LAST_REMINDER + 1)) for ask in _ASKS),
    (PICTURE,),
)
"""Every mail with its reminders."""
_PATH = "/letters/<moment>/<kind>/<int:sequence>"


@blueprint.get("/letters")
@member(Role.OWNER)
def letters() -> str:
    """Every mail: whose words it has, and what the linter says of them today."""
    with doors().database.reading() as rows:
        written = written_copies(rows, here().store_id)
    return render_template(
        "solicitation/desk_letters.html",
        mails=[
            (name_of(turns[0]), note_of(turns[0]), [_listed(mail, written) for mail in turns])
            for turns in MAILS
        ],
    )


@blueprint.get(_PATH)
@member(Role.OWNER)
def letter(moment: str, kind: str, sequence: int) -> str:
    """One mail: its words in both languages, and what they look like."""
    return _page(letter_named(moment, kind, sequence))


@blueprint.post(_PATH)
@member(Role.OWNER)
def save_letter(moment: str, kind: str, sequence: int) -> AnyResponse | tuple[str, int]:
    """Keep both languages or neither; words that are ours again leave no row."""
    mail = letter_named(moment, kind, sequence)
    words = {language: typed(language) for language in LANGUAGES}
    if any(mail.flaws(own) for own in words.values()):
        return _page(mail, words), 422
    with doors().database.transaction() as session:
        for language, own in words.items():
            key = mail.key(language)
            if own == mail.ours(language):
                forget_copy(session, here().store_id, key)
            else:
                keep_copy(session, here().store_id, key, own, here().id, doors().now())
    flash(_("Saved. Mails that leave from now on say it this way."), "good")
    return redirect(mail.url, 303)


@blueprint.post(f"{_PATH}/preview")
@member(Role.OWNER)
def preview_letter(moment: str, kind: str, sequence: int) -> str:
    """What was typed, as it would arrive; nothing is kept. A fragment when a script asks."""
    mail = letter_named(moment, kind, sequence)
    words = {language: typed(language) for language in LANGUAGES}
    if "HX-Request" not in request.headers:
        return _page(mail, words)
    proofs = [proof(mail, language, own) for language, own in words.items()]
    return render_template("solicitation/_proofs.html", mail=mail, proofs=proofs)


@blueprint.post(f"{_PATH}/ours/<language>")
@member(Role.OWNER)
def take_ours(moment: str, kind: str, sequence: int, language: str) -> AnyResponse:
    """Back to our words, in one language."""
    mail = letter_named(moment, kind, sequence)
    with doors().database.transaction() as session:
        forget_copy(session, here().store_id, mail.key(language))
    flash(_("This mail has our words again."), "good")
    return redirect(mail.url, 303)


letter.talisman_view_options = EDITOR  # type: ignore[attr-defined] # where Talisman looks
save_letter.talisman_view_options = EDITOR  # type: ignore[attr-defined] # where Talisman looks
preview_letter.talisman_view_options = EDITOR  # type: ignore[attr-defined] # where Talisman looks


def name_of(mail: Letter) -> str:
    """How members call a mail with its reminders."""
    if mail.is_media_only:
        return str(_("Picture reminder"))
    if mail.kind is SubmissionKind.TESTIMONIAL:
        return str(_("After support: testimonial"))
    return str(_(MOMENTS[mail.moment]))


def note_of(mail: Letter) -> str:
    """What its name does not tell; empty for most."""
    if not mail.is_media_only:
        return ""
    return str(_("Sent once, to whoever wrote a review without a picture, whatever the rating."))


def turn_of(mail: Letter) -> str:
    """The ask, or which of its reminders."""
    if mail.is_media_only:
        return str(_("The mail"))
    number = mail.sequence
    return str(_("Reminder %(number)s", number=number) if number else _("The ask"))


def letter_named(moment: str, kind: str, sequence: int) -> Letter:
    """The mail an address names; raises NotFound."""
    address = f"/desk/letters/{moment}/{kind}/{sequence}"
    for mail in chain.from_iterable(MAILS):
        if mail.url == address:
            return mail
    raise NotFound(N_("There is no such mail."))


def _turns_of(mail: Letter) -> tuple[Letter, ...]:
    return next(turns for turns in MAILS if mail in turns)


def _listed(mail: Letter, written: Mapping[CopyKey, MailCopy | PictureCopy]) -> dict[str, Any]:
    rows = {language: written.get(mail.key(language)) for language in LANGUAGES}
    texts = [text for row in rows.values() if row for text in _texts(row)]
    return {
        "url": mail.url,
        "name": turn_of(mail),
        "own": [language for language, row in rows.items() if row],
        "warnings": sum(len(complaints(text)) for text in texts),
    }


def _texts(row: MailCopy | PictureCopy) -> tuple[str, ...]:
    return row.subject, row.preheader, row.heading, row.words, row.button


def _page(mail: Letter, words: dict[str, Any] | None = None) -> str:
    with doors().database.reading() as rows:
        written = written_copies(rows, here().store_id)
    kept = {language: written.get(mail.key(language)) for language in LANGUAGES}
    shown = words or {
        language: words_of(row) if row else mail.ours(language) for language, row in kept.items()
    }
    order = sorted(LANGUAGES, key=lambda language: not g.store.language.startswith(language))
    g.timezone = g.store.timezone
    return render_template(
        "solicitation/desk_letter.html",
        mail=mail,
        name=name_of(mail),
        note=note_of(mail),
        turns=[(turn_of(one), one) for one in _turns_of(mail)],
        proofs=[proof(mail, language, shown[language]) for language in order],
        kept=kept,
        longest=LONGEST,
        has_button=mail.has_button,
        places=[f"{{{place}}}" for place in places_of(mail.moment)],
        is_checked=words is not None,
    )
