"""One submission decided by one member: approve, refuse, take back, label, reply."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import make_response, redirect, render_template, request
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.auth import here, member
from core.errors import N_, Conflict, InvalidInput, VivavoceError
from core.models import Submission
from core.states import Ground, Label
from core.web import doors
from moderation.desk.ground import DECIDERS, actor, blueprint, filters, is_fragment, queue_url
from moderation.desk.reading import SHOWN, page_with
from moderation.desk.showing import counts_context, done, pane_context
from moderation.operations import clearing, deciding, labelling, masking, replying
from moderation.queries.queue import next_id
from moderation.queries.submissions import held_submission

Act = Callable[[Session, Submission, datetime], int | None]
"""Does something to a held submission; gives back the number of a decision that can be undone."""


@blueprint.post("/queue/<int:submission_id>/approve")
@member(*DECIDERS)
def approve(submission_id: int) -> Response:
    """Let shoppers see it, and open the next."""

    def act(session: Session, submission: Submission, now: datetime) -> int:
        return deciding.approve(session, submission, actor(), now, expected_version=_seen()).number

    return _decide(submission_id, act)


@blueprint.post("/queue/<int:submission_id>/refuse")
@member(*DECIDERS)
def refuse(submission_id: int) -> Response:
    """Refuse it on a ground, and open the next."""

    def act(session: Session, submission: Submission, now: datetime) -> int:
        return deciding.refuse(
            session,
            submission,
            _ground(),
            request.form.get("note", ""),
            actor(),
            now,
            expected_version=_seen(),
        ).number

    return _decide(submission_id, act)


@blueprint.post("/queue/<int:submission_id>/reopen")
@member(*DECIDERS)
def reopen(submission_id: int) -> Response:
    """Take the decision back, and open that submission again."""

    def act(session: Session, submission: Submission, now: datetime) -> None:
        deciding.reopen(session, submission, actor(), now, expected_version=_seen())

    return _change(submission_id, act, state=None)


@blueprint.post("/queue/<int:submission_id>/label")
@member(*DECIDERS)
def label(submission_id: int) -> Response:
    """Put a label on, or take it off."""

    def act(session: Session, submission: Submission, now: datetime) -> None:
        change = labelling.unlabel if request.form.get("is_off") else labelling.label
        change(session, submission, _label(), actor(), now, expected_version=_seen())

    return _change(submission_id, act)


@blueprint.post("/queue/<int:submission_id>/mask")
@member(*DECIDERS)
def mask(submission_id: int) -> Response:
    """Hide a selected part, or the personal data that screening saw; or show all of it again."""

    def act(session: Session, submission: Submission, now: datetime) -> None:
        if request.form.get("is_off"):
            masking.unmask(session, submission, actor(), now, expected_version=_seen())
        else:
            masking.mask(session, submission, _places(), actor(), now, expected_version=_seen())

    return _change(submission_id, act)


@blueprint.post("/queue/<int:submission_id>/clear")
@member(*DECIDERS)
def clear_media(submission_id: int) -> Response:
    """Say that those who can be seen in its pictures agreed."""

    def act(session: Session, submission: Submission, now: datetime) -> None:
        clearing.clear_media(session, submission, actor(), now, expected_version=_seen())

    return _change(submission_id, act)


@blueprint.post("/queue/<int:submission_id>/reply")
@member(*DECIDERS)
def reply(submission_id: int) -> Response:
    """Answer in public."""

    def act(session: Session, submission: Submission, now: datetime) -> None:
        replying.reply(
            session,
            submission,
            request.form.get("words", ""),
            actor(),
            here().id,
            now,
            expected_version=_seen(),
            replaces=request.form.get("replaces", type=int),
        )

    return _change(submission_id, act)


def _decide(submission_id: int, act: Act) -> Response:
    try:
        number = _apply(submission_id, act)
    except (Conflict, InvalidInput) as error:
        return _explain(submission_id, error)
    with doors().database.reading() as session:
        following = next_id(session, here().store_id, filters(), submission_id)
        if not is_fragment():
            return redirect(queue_url(following, done=number), 303)
        pane = pane_context(session, following) if following else {"submission": None}
        page = render_template(
            "moderation/_decided.html",
            **SHOWN,
            **(counts_context(session) | pane),
            left=submission_id,
            done=done(session, number),
        )
    answer = make_response(page)
    answer.headers["HX-Replace-Url"] = queue_url(following)
    return answer


def _change(submission_id: int, act: Act, **place: Any) -> Response:
    try:
        _apply(submission_id, act)
    except (Conflict, InvalidInput) as error:
        return _explain(submission_id, error)
    if not is_fragment():
        return redirect(queue_url(submission_id, **place), 303)
    with doors().database.reading() as session:
        context = pane_context(session, submission_id)
    return make_response(render_template("moderation/_reading.html", **SHOWN, **context))


def _apply(submission_id: int, act: Act) -> int | None:
    with doors().database.transaction() as session:
        return act(session, held_submission(session, here().store_id, submission_id), doors().now())


def _explain(submission_id: int, error: VivavoceError) -> Response:
    """The pane as it stands now: whoever decided meanwhile is named where one was about to."""
    said = gettext(error.sentence, **error.values) if error.values else gettext(error.sentence)
    return page_with(submission_id, error.status, said)


def _seen() -> int:
    """The version the member saw; a form without one has seen nothing."""
    return request.form.get("version", default=0, type=int)


def _places() -> list[masking.Place]:
    """The part that was selected, if any was."""
    form = request.form
    if not form.get("field"):
        return []
    start, end = form.get("start", -1, int), form.get("end", -1, int)
    return [(form["field"], start, end)]


def _ground() -> Ground:
    raw = request.form.get("ground", "")
    if raw not in set(Ground):
        raise InvalidInput(N_("Choose one of the grounds."), field="ground")
    return Ground(raw)


def _label() -> Label:
    raw = request.form.get("label", "")
    if raw not in set(Label):
        raise InvalidInput(N_("There is no such label."), field="label")
    return Label(raw)
