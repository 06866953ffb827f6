"""The queue: its list, one submission of it, and the page that asks for a ground."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.auth import here, member
from core.states import Ground, Label
from core.web import doors
from moderation.desk.ground import (
    DECIDERS,
    blueprint,
    is_fragment,
    queue_url,
)
from moderation.desk.showing import done, first_of, list_context, pane_context

SHOWN = {"grounds": tuple(Ground), "kinds_of_label": tuple(Label)}


@blueprint.get("/")
@member()
def desk_page() -> Response:
    """The desk begins with what waits."""
    return redirect(queue_url())


@blueprint.get("/queue")
@member()
def queue_page() -> str:
    """The list with its first submission open; a fragment brings further rows."""
    after = request.args.get("after", type=int)
    with doors().database.reading() as session:
        context = list_context(session, after)
        if is_fragment():
            return render_template("moderation/_rows.html", **context)
        first = None if after else first_of(context["rows"])
        return _page(session, first, context, is_open=False)


@blueprint.get("/queue/<int:submission_id>")
@member()
def submission_page(submission_id: int) -> str:
    """One submission: the whole page, or the reading pane alone."""
    with doors().database.reading() as session:
        if is_fragment():
            return render_template(
                "moderation/_reading.html", **SHOWN, **pane_context(session, submission_id)
            )
        return _page(session, submission_id, list_context(session), is_open=True)


@blueprint.get("/queue/<int:submission_id>/refuse")
@member(*DECIDERS)
def refuse_page(submission_id: int) -> str:
    """Choose a ground, where no script opens the dialog."""
    with doors().database.reading() as session:
        context = pane_context(session, submission_id)
    return render_template("moderation/refuse.html", **SHOWN, **context)


def page_with(submission_id: int, status: int, notice: str) -> Response:
    """The submission as it stands now, with a sentence that says why nothing was done."""
    with doors().database.reading() as session:
        context = SHOWN | pane_context(session, submission_id) | {"notice": notice}
        if is_fragment():
            return make_response(render_template("moderation/_reading.html", **context), status)
        whole = list_context(session) | context
    return make_response(
        render_template("moderation/queue.html", **whole, is_open=True, done=None), status
    )


def _page(
    session: Session, submission_id: int | None, context: dict[str, object], *, is_open: bool
) -> str:
    pane = pane_context(session, submission_id) if submission_id else {"submission": None}
    toast = done(session, request.args.get("done", type=int))
    whole = SHOWN | context | pane
    return render_template("moderation/queue.html", **whole, is_open=is_open, done=toast, me=here())
