"""The mails of a store: ours until it writes its own, in both languages."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from core.auth import here, member
from core.errors import N_, NotFound
from core.i18n import LANGUAGES
from core.models import MailCopy
from core.states import Moment, Role, SubmissionKind
from core.web import doors
from solicitation.desk.letter_proof import EDITOR, Letter, proof, typed
from solicitation.desk.place import blueprint
from solicitation.mail_copy.own import our_copy, places_of
from solicitation.mail_copy.shape import LAST_REMINDER
from solicitation.neutrality import complaints
from solicitation.operations.wording import (
    LONGEST,
    flaws,
    forget_copy,
    keep_copy,
    shows_button,
)
from solicitation.queries.copies import CopyKey, words_of, written_copies
from solicitation.reasons import MOMENTS

SEQUENCES = range(LAST_REMINDER + 1)
MAILS = tuple(
    (moment, kind)
    for moment in Moment
    for kind in SubmissionKind
    if kind is SubmissionKind.REVIEW or moment is Moment.SUPPORT_RESOLVED
)
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
            (name_of(moment, kind), [_listed(moment, kind, n, written) for n in SEQUENCES])
            for moment, kind in MAILS
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
    if any(flaws(own, mail.moment, mail.kind) for own in words.values()):
        return _page(mail, words), 422
    with doors().database.transaction() as session:
        for language, own in words.items():
            key = _key(mail, language)
            if own == our_copy(language, mail.moment, mail.kind, mail.sequence):
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
        forget_copy(session, here().store_id, _key(mail, language))
    flash(_("This mail has our words again."), "good")
    return redirect(mail.url, 303)


letter.talisman_view_options = EDITOR  # type: ignore[attr-defined] # where Talisman looks
save_letter.talisman_view_options = EDITOR  # type: ignore[attr-defined] # where Talisman looks
preview_letter.talisman_view_options = EDITOR  # type: ignore[attr-defined] # where Talisman looks


def name_of(moment: Moment, kind: SubmissionKind) -> str:
    """How members call a mail."""
    if kind is SubmissionKind.TESTIMONIAL:
        return str(_("After support: testimonial"))
    return str(_(MOMENTS[moment]))


def turn_of(sequence: int) -> str:
    """The ask, or which of its reminders."""
    return str(_("Reminder %(number)s", number=sequence) if sequence else _("The ask"))


def letter_named(moment: str, kind: str, sequence: int) -> Letter:
    """The mail an address names; raises NotFound."""
    for known in MAILS:
        if (moment, kind) == known and sequence in SEQUENCES:
            return Letter(*known, sequence)
    raise NotFound(N_("There is no such mail."))


def _key(mail: Letter, language: str) -> CopyKey:
    return mail.moment, mail.kind, mail.sequence, language


def _listed(
    moment: Moment, kind: SubmissionKind, sequence: int, written: dict[CopyKey, MailCopy]
) -> dict[str, Any]:
    rows = {language: written.get((moment, kind, sequence, language)) for language in LANGUAGES}
    texts = [text for row in rows.values() if row for text in _texts(row)]
    return {
        "url": Letter(moment, kind, sequence).url,
        "name": turn_of(sequence),
        "own": [language for language, row in rows.items() if row],
        "warnings": sum(len(complaints(text)) for text in texts),
    }


def _texts(row: MailCopy) -> tuple[str, ...]:
    return row.subject, row.preheader, row.heading, row.words, row.button


def _page(mail: Letter, words: dict[str, Any] | None = None) -> str:
    with doors().database.reading() as rows:
        written = written_copies(rows, here().store_id)
    kept = {language: written.get(_key(mail, language)) for language in LANGUAGES}
    shown = words or {
        language: words_of(row)
        if row
        else our_copy(language, mail.moment, mail.kind, mail.sequence)
        for language, row in kept.items()
    }
    order = sorted(LANGUAGES, key=lambda language: not g.store.language.startswith(language))
    g.timezone = g.store.timezone
    return render_template(
        "solicitation/desk_letter.html",
        mail=mail,
        name=name_of(mail.moment, mail.kind),
        turn=turn_of(mail.sequence),
        turns=[(turn_of(n), Letter(mail.moment, mail.kind, n)) for n in SEQUENCES],
        proofs=[proof(mail, language, shown[language]) for language in order],
        kept=kept,
        longest=LONGEST,
        has_button=shows_button(mail.moment, mail.kind),
        places=[f"{{{place}}}" for place in places_of(mail.moment)],
        is_checked=words is not None,
    )
