"""A mail by itself: in the editor's frame, and as a test to the member who writes it."""

from __future__ import annotations

from flask import Response, flash, g, redirect, request
from flask_babel import gettext as _
from itsdangerous import BadSignature
from werkzeug.wrappers import Response as AnyResponse

from core.auth import here, member
from core.errors import N_, InvalidInput, NotFound
from core.i18n import LANGUAGES
from core.mail import Accepted, MailBatch, Recipient
from core.models import Member
from core.signing import random_ref
from core.states import Role
from core.web import doors, limiter
from solicitation.desk.letter_proof import Sample, faults, html_of, sample, typed, unpack
from solicitation.desk.letters import letter_named
from solicitation.desk.place import blueprint
from solicitation.mail import values

_TESTS = "20/hour"


@blueprint.get("/letters/frame")
@member(Role.OWNER)
def letter_frame() -> Response:
    """The mail's own HTML, for the editor's frame alone: no script runs in it."""
    try:
        mail, language, own = unpack(request.args.get("draft", ""))
    except BadSignature as forged:
        raise NotFound(N_("There is no such mail.")) from forged
    with doors().database.reading() as rows:
        return Response(html_of(sample(rows, g.store, mail, language, own)))


letter_frame.talisman_view_options = {  # type: ignore[attr-defined] # where Talisman looks
    "content_security_policy": {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "img-src": ["'self'", "data:", "https:", "http:"],
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
        "sandbox": "",
    },
    "frame_options": "SAMEORIGIN",
}


@blueprint.post("/letters/<moment>/<kind>/<int:sequence>/test/<language>")
@limiter.limit(_TESTS)
@member(Role.OWNER)
def send_test(moment: str, kind: str, sequence: int, language: str) -> AnyResponse:
    """Mail what was typed to the member who typed it; its links lead to a page that says so."""
    mail = letter_named(moment, kind, sequence)
    if language not in LANGUAGES:
        raise NotFound(N_("There is no such mail."))
    own = typed(language)
    if faults(mail, own):
        raise InvalidInput(N_("This mail cannot be sent as it is written. See its fields."))
    with doors().database.reading() as rows:
        found = sample(rows, g.store, mail, language, own)
        person = rows.get_one(Member, here().id)
    _tell(person.email, _is_sent(_batch(found, person)))
    return redirect(mail.url, 303)


def _batch(found: Sample, person: Member) -> MailBatch:
    if not g.store.email:
        raise InvalidInput(N_("The store has no address to write from yet."))
    known = values(found.ask, found.asked)
    one = Recipient(person.email, person.name, random_ref(), found.ask.language, known)
    return MailBatch(
        category="test",
        from_email=g.store.email,
        from_name=g.store.name,
        reply_to=g.store.email,
        subject=found.letter.subject,
        html=found.letter.html,
        text=found.letter.text,
        recipients=(one,),
    )


def _is_sent(batch: MailBatch) -> bool:
    return all(isinstance(one, Accepted) for one in doors().mail.send(batch))


def _tell(email: str, is_sent: bool) -> None:
    if is_sent:
        flash(_("A test is on its way to %(email)s. Nothing was saved.", email=email), "good")
    else:
        flash(_("The mail provider did not take the test. Try again later."), "bad")
