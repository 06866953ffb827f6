"""What members do with what a person gave: take out the copy that the law owes, write captions."""

from __future__ import annotations

import re

from babel import Locale
from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import get_locale
from sqlalchemy import select

from collection.captioning import caption, uncaption
from collection.desk.ground import blueprint
from collection.exporting import export_answer
from collection.media.captions import CAPTIONS_BYTES, CAPTIONS_TYPE, CaptionsUnreadable
from collection.operations.captioning import Writer
from collection.queries.files import ready_video
from core.auth import here, member
from core.errors import N_, NotFound
from core.models import Customer, Media, Submission
from core.states import Role
from core.web import doors, limiter

CAPTION_LANGUAGES = ("fr", "en", "de", "es", "it", "nl", "pt")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_WRITERS = (Role.OWNER, Role.MODERATOR)


@blueprint.get("/customers/<int:customer_id>/copy")
@limiter.limit("60/hour")
@member(Role.OWNER)
def copy(customer_id: int) -> Response:
    """Everything kept of a customer, as a ZIP (GDPR art. 15 and 20)."""
    with doors().database.reading() as rows:
        customer = rows.scalar(
            select(Customer).where(Customer.store_id == here().store_id, Customer.id == customer_id)
        )
    if customer is None:
        raise NotFound(N_("This customer is not known here."))
    return export_answer(doors(), customer)


@blueprint.get("/videos/<int:media_id>/captions")
@member(*_WRITERS)
def captions_page(media_id: int) -> str:
    """A video beside what is written below it."""
    with doors().database.reading() as rows:
        video = ready_video(rows, here().store_id, media_id)
        return _captions_form(video, rows.get(Submission, video.submission_id or 0))


@blueprint.post("/videos/<int:media_id>/captions")
@limiter.limit("60/hour")
@member(*_WRITERS)
def save_captions(media_id: int) -> Response:
    """Keep what was typed, or the file that was chosen."""
    try:
        text, language = _sent_captions(), _sent_language()
        caption(doors(), here().store_id, media_id, text, language, _writer())
    except CaptionsUnreadable as unreadable:
        with doors().database.reading() as rows:
            video = ready_video(rows, here().store_id, media_id)
            given = rows.get(Submission, video.submission_id or 0)
            return make_response(_captions_form(video, given, unreadable), 422)
    return _back_to_captions(media_id)


@blueprint.post("/videos/<int:media_id>/captions/remove")
@member(*_WRITERS)
def remove_captions(media_id: int) -> Response:
    """Take the captions away."""
    uncaption(doors(), here().store_id, media_id, _writer())
    return _back_to_captions(media_id)


@blueprint.get("/videos/<int:media_id>/captions.vtt")
@member()
def captions_file(media_id: int) -> Response:
    """The captions for the desk's own player: a track is fetched from the page's origin only."""
    with doors().database.reading() as rows:
        video = ready_video(rows, here().store_id, media_id)
    if not video.captions:
        raise NotFound(N_("This video has no captions."))
    return Response(video.captions, content_type=f"{CAPTIONS_TYPE}; charset=utf-8")


def _writer() -> Writer:
    return Writer(here().id, here().name)


def _captions_form(
    video: Media, given: Submission | None, unreadable: CaptionsUnreadable | None = None
) -> str:
    language = video.captions_language or (given.language if given else "")
    return render_template(
        "collection/desk_captions.html",
        video=video,
        given=given,
        typed=request.form.get("captions", video.captions or ""),
        language=request.form.get("language", language),
        languages=_language_names(language),
        unreadable=unreadable,
        film=_first(video, "video/mp4"),
        poster=_first(video, "image/webp"),
        done=request.args.get("done"),
    )


def _first(video: Media, type_: str) -> str:
    """The address of the first file of a type: the whole video, the largest poster."""
    keys = [one["key"] for one in video.renditions if one["type"] == type_]
    return f"{doors().settings.media_url}/{keys[0]}" if keys else ""


def _language_names(spoken: str) -> list[tuple[str, str]]:
    """The languages to choose from, in the reader's own; the author's first."""
    codes = dict.fromkeys(code for code in (spoken, *CAPTION_LANGUAGES) if code)
    reader = get_locale() or Locale("en")
    return [(code, reader.languages.get(code.split("-")[0]) or code) for code in codes]


def _sent_captions() -> str:
    """The text of the file, where one was chosen; bytes that are no UTF-8 are no text."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return request.form.get("captions", "")
    data: bytes = file.read(CAPTIONS_BYTES + 1)
    # What is too long is refused for that, even if it was cut within a letter.
    faults = "strict" if len(data) <= CAPTIONS_BYTES else "replace"
    try:
        return data.decode("utf-8", faults)
    except UnicodeDecodeError as error:
        raise CaptionsUnreadable(N_("This file is no text in UTF-8.")) from error


def _sent_language() -> str:
    wish = request.form.get("language", "")
    return wish if LANGUAGE.fullmatch(wish) else CAPTION_LANGUAGES[0]


def _back_to_captions(media_id: int) -> Response:
    address = url_for("giving_desk.captions_page", media_id=media_id, done=1)
    return redirect(address, 303)  # type: ignore[return-value] # werkzeug's wider type
