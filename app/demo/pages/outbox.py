"""Every mail the demo would have sent, read like a mailbox."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import request
from flask_babel import gettext as _

from app.demo.pages.ground import blueprint, letters, outbox_folder, page, said, to
from core.auth import public
from core.errors import N_, NotFound
from core.mail import OutboxLetter, read_letter
from core.web import doors, language

PER_PAGE = 30
VIEWS = ("html", "text", "source")
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)


@blueprint.get("/outbox")
@public
def outbox() -> str:
    """The mailbox, with the first mail of this page open."""
    found = letters()
    return _mailbox(found, found[_start(found, None)] if found else None)


@blueprint.get("/outbox/<key>")
@public
def letter(key: str) -> str:
    """The mailbox with one mail open: as HTML, as text, or its source."""
    return _mailbox(letters(), _letter(key))


@blueprint.get("/outbox/<key>/html")
@public
def letter_html(key: str) -> str:
    """The mail's own HTML, for the frame alone: no script runs in it, and it calls nobody."""
    return _for_the_frame(_letter(key).html)


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
        "img-src": ["'self'", "data:"],
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
        "sandbox": "allow-popups allow-top-navigation-by-user-activation",
    },
    "frame_options": "SAMEORIGIN",
}


def _mailbox(found: list[OutboxLetter], opened: OutboxLetter | None) -> str:
    start = _start(found, opened)
    end = start + PER_PAGE
    view, lang = request.args.get("view", "html"), language()
    is_wide = request.args.get("wide") == "1"
    return page(
        "outbox",
        letters=found[start:end],
        opened=opened,
        is_open_by_name=request.endpoint == "demo.letter",
        view=view if view in VIEWS else "html",
        views=[("html", _("As sent")), ("text", _("As text")), ("source", _("Source"))],
        is_wide=is_wide,
        address=_address(start, is_wide),
        list_url=_list_url(start),
        older_url=_list_url(end) if end < len(found) else None,
        newer_url=_list_url(start - PER_PAGE) if start else None,
        place=f"{start + 1}–{min(end, len(found))} / {len(found)}",
        is_folder=outbox_folder() is not None,
        said=lambda moment: said(moment, lang),
        said_shortly=lambda moment: said(moment, lang, is_short=True),
    )


def _address(start: int, is_wide: bool) -> Callable[..., str]:
    """Where a mail is read, in the same place of the list and, unless told, as wide as now."""

    def address(key: str, view: str = "html", wide: bool = is_wide) -> str:
        values: dict[str, str | int] = {"from": start}
        if view != "html":
            values["view"] = view
        if wide:
            values["wide"] = 1
        return to(f"/demo/outbox/{key}", **values)

    return address


def _list_url(start: int) -> str:
    return to("/demo/outbox", **{"from": start} if start else {})


def _start(found: list[OutboxLetter], opened: OutboxLetter | None) -> int:
    """Where the shown page of the list begins: as asked, else at the page of the opened mail."""
    asked = request.args.get("from", type=int)
    if asked is not None:
        return min(max(asked, 0), max(len(found) - 1, 0)) // PER_PAGE * PER_PAGE
    keys = [one.key for one in found]
    at = keys.index(opened.key) if opened is not None and opened.key in keys else 0
    return at // PER_PAGE * PER_PAGE


def _letter(key: str) -> OutboxLetter:
    folder = outbox_folder()
    found = read_letter(folder, key) if folder is not None else None
    if found is None:
        raise NotFound(N_("There is no such mail in the outbox."))
    return found


def _for_the_frame(html: str) -> str:
    """Its links open in the window, and its own pictures come from where the reader is."""
    home = doors().settings.public_url
    nearer = html.replace(f'src="{home}/', 'src="/')
    return _HEAD.sub(r'\g<0><base target="_top">', nearer, count=1)
