"""Every mail the demo would have sent, read like a mailbox."""

from __future__ import annotations

import re

from flask import Response, request
from flask_babel import gettext as _

from app.demo.pages.ground import blueprint, letters, outbox_folder, page, said, to
from core.auth import public
from core.errors import N_, NotFound
from core.mail import OutboxLetter, read_letter
from core.web import language

PER_PAGE = 30
VIEWS = ("html", "text", "source")
KEY = re.compile(r"[A-Za-z0-9._-]{1,200}")


@blueprint.get("/outbox")
@public
def outbox() -> str:
    """The mailbox, with the newest mail open."""
    found = letters()
    return _mailbox(found, found[0] if found else None)


@blueprint.get("/outbox/<key>")
@public
def letter(key: str) -> str:
    """The mailbox with one mail open: as HTML, as text, or its source."""
    return _mailbox(letters(), _letter(key))


@blueprint.get("/outbox/<key>/html")
@public
def letter_html(key: str) -> Response:
    """The mail's own HTML, for the frame alone: no script runs in it."""
    response = Response(_opening_outside(_letter(key).html))
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


FRAMING = {
    "content_security_policy": {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": ["'self'", "data:"],
        "font-src": "'self'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "frame-src": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
}
outbox.talisman_view_options = FRAMING  # type: ignore[attr-defined] # where Talisman looks
letter.talisman_view_options = FRAMING  # type: ignore[attr-defined] # where Talisman looks
letter_html.talisman_view_options = {  # type: ignore[attr-defined] # where Talisman looks
    "content_security_policy": {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "img-src": ["'self'", "data:", "http:", "https:"],
        "frame-ancestors": "'self'",
        "sandbox": "allow-popups allow-top-navigation-by-user-activation",
    },
    "frame_options": "SAMEORIGIN",
}


def _mailbox(found: list[OutboxLetter], opened: OutboxLetter | None) -> str:
    start = max(request.args.get("from", 0, type=int), 0)
    view = request.args.get("view", "html")
    lang = language()
    return page(
        "outbox",
        letters=found[start : start + PER_PAGE],
        opened=opened,
        view=view if view in VIEWS else "html",
        views=[("html", _("As sent")), ("text", _("As text")), ("source", _("Source"))],
        is_wide=request.args.get("wide") == "1",
        older=start + PER_PAGE if start + PER_PAGE < len(found) else None,
        newer=max(start - PER_PAGE, 0) if start else None,
        is_folder=outbox_folder() is not None,
        said=lambda moment: said(moment, lang),
        to=to,
    )


def _letter(key: str) -> OutboxLetter:
    folder = outbox_folder()
    if folder is None or not KEY.fullmatch(key) or ".." in key:
        raise NotFound(N_("There is no such mail in the outbox."))
    found = read_letter(folder, key)
    if found is None:
        raise NotFound(N_("There is no such mail in the outbox."))
    return found


def _opening_outside(html: str) -> str:
    """Links of the mail open in the window, not in the frame."""
    return html.replace("<head>", '<head><base target="_top">', 1)
