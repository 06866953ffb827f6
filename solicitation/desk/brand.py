"""The store's logo and colour, worn by its mails."""

from __future__ import annotations

from contextlib import closing

from flask import flash, g, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from core.auth import here, member
from core.errors import VivavoceError
from core.models import Store
from core.signing import random_ref
from core.states import Moment, Role, SubmissionKind
from core.storage import MEDIA_CACHE_CONTROL
from core.web import doors, limiter
from solicitation.desk.letter_proof import EDITOR, Letter, pack
from solicitation.desk.place import blueprint
from solicitation.mail_copy.brand import OUR_COLOUR
from solicitation.operations.branding import MOST_BYTES, logo_from, wear_colour, wear_logo
from solicitation.queries.copies import brand_of


@blueprint.get("/brand")
@member(Role.OWNER)
def brand() -> str:
    """What the mails wear, and one of them."""
    return _page()


@blueprint.post("/brand")
@member(Role.OWNER)
def save_colour() -> AnyResponse | tuple[str, int]:
    """Keep the colour."""
    typed = request.form.get("colour", "")
    try:
        with doors().database.transaction() as session:
            wear_colour(session.get_one(Store, here().store_id), typed)
    except VivavoceError as refused:
        return _page(refused, typed), refused.status
    flash(_("Saved. Mails that leave from now on wear it."), "good")
    return redirect("/desk/brand", 303)


@blueprint.post("/brand/logo")
@limiter.limit("30/hour")
@member(Role.OWNER)
def save_logo() -> AnyResponse | tuple[str, int]:
    """Keep a logo, made anew from its pixels; the file itself is not kept."""
    try:
        logo = logo_from(_sent_bytes())
    except VivavoceError as refused:
        return _page(refused), refused.status
    key = f"media/{g.store.key}/{random_ref()}/logo.png"
    doors().storage.put(key, logo.data, content_type="image/png", cache_control=MEDIA_CACHE_CONTROL)
    return _wear(key, logo.width, logo.height)


@blueprint.post("/brand/logo/remove")
@member(Role.OWNER)
def remove_logo() -> AnyResponse:
    """Back to the store's name."""
    return _wear("", 0, 0)


def _wear(key: str, width: int, height: int) -> AnyResponse:
    with doors().database.transaction() as session:
        wear_logo(session.get_one(Store, here().store_id), key, width, height)
    flash(_("Saved. Mails that leave from now on wear it."), "good")
    return redirect("/desk/brand", 303)


def _sent_bytes() -> bytes:
    sent = request.files.get("logo")
    if not sent:
        return b""
    with closing(sent):
        return sent.stream.read(MOST_BYTES + 1)


def _page(refused: VivavoceError | None = None, typed: str | None = None) -> str:
    language = "fr" if g.store.language.startswith("fr") else "en"
    shown = Letter(Moment.EVENT, SubmissionKind.REVIEW, 0)
    words = shown.ours(language)
    return render_template(
        "solicitation/desk_brand.html",
        brand=brand_of(g.store, doors().settings.media_url),
        colour=g.store.brand_colour if typed is None else typed,
        our_colour=OUR_COLOUR,
        errors={refused.field: _(refused.sentence, **refused.values)} if refused else {},
        draft=pack(shown, language, words),
    )


brand.talisman_view_options = EDITOR  # type: ignore[attr-defined] # where Talisman looks
save_colour.talisman_view_options = EDITOR  # type: ignore[attr-defined] # where Talisman looks
save_logo.talisman_view_options = EDITOR  # type: ignore[attr-defined] # where Talisman looks
