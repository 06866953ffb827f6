"""What every page of this desk stands on: its blueprint, its addresses, who may decide."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from babel.dates import format_timedelta
from flask import Blueprint, Response, request, url_for
from flask_babel import get_locale

from core.auth import here
from core.states import Role
from core.web import doors
from moderation import reasons
from moderation.policy import Actor
from moderation.queries.filters import Filters

blueprint = Blueprint("moderating", __name__, url_prefix="/desk", template_folder="../templates")

DECIDERS = (Role.OWNER, Role.MODERATOR)
"""Analysts and auditors read; they are shown no control and the server takes none from them."""


def actor() -> Actor:
    """The member at the desk, as the log names them."""
    return Actor(here().actor, here().name)


def may_decide() -> bool:
    """Whether the member's role includes decisions."""
    return here().role in DECIDERS


def filters() -> Filters:
    """The view of the queue that the address asks for."""
    return Filters.read(request.args)


def is_fragment() -> bool:
    """Whether a part of the page is asked for (htmx), and not the page for a browser's history."""
    asks = request.headers
    return "HX-Request" in asks and "HX-History-Restore-Request" not in asks


def queue_url(submission_id: int | None = None, act: str = "", **more: Any) -> str:
    """The address of the queue, of one submission in it, or of an act upon that.

    It keeps the filters of the page; `more` adds to them, and takes one off with None.
    """
    told = filters().told() | more
    place = {name: value for name, value in told.items() if value is not None}
    if submission_id is None:
        return url_for("moderating.queue_page", **place)
    if not act:
        return url_for("moderating.submission_page", submission_id=submission_id, **place)
    return url_for(f"moderating.{act}", submission_id=submission_id, **place)


@blueprint.after_request
def keep_fresh(response: Response) -> Response:
    """Decisions age within seconds: no page is stored, and a fragment never stands for a page."""
    response.headers["Cache-Control"] = "no-store"
    response.headers.add("Vary", "HX-Request")
    return response


@blueprint.context_processor
def words_of_ours() -> dict[str, Any]:
    """Names of values, and addresses, for every template of this desk."""
    return {"reasons": reasons, "queue_url": queue_url, "age": age}


def age(moment: datetime) -> str:
    """How long ago, in one short measure ("3 h")."""
    return str(format_timedelta(doors().now() - moment, format="narrow", locale=get_locale()))
