"""Contested refusals: their list, and the decision about one in the reading pane."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from core.auth import here, member
from core.errors import N_, Conflict, InvalidInput
from core.models import ANSWERED_WITHIN, Outcome
from core.states import Role
from core.web import doors
from moderation.desk.ground import DECIDERS, actor, blueprint, queue_url
from moderation.desk.reading import page_with
from moderation.operations.contesting import settle
from moderation.queries.contests import contest_at, waiting_contests
from moderation.queries.submissions import held_submission


@blueprint.get("/contests")
@member(*DECIDERS, Role.AUDITOR)
def contests_page() -> str:
    """What authors contest, the nearest deadline first."""
    with doors().database.reading() as session:
        rows = waiting_contests(session, here().store_id)
    return render_template(
        "moderation/contests.html",
        rows=rows,
        now=doors().now(),
        mine=here().actor,
        days=ANSWERED_WITHIN.days,
    )


@blueprint.post("/contests/<int:contest_id>")
@member(*DECIDERS)
def settle_contest(contest_id: int) -> Response:
    """The refusal stands, or it was wrong."""
    with doors().database.reading() as session:
        submission_id = contest_at(session, here().store_id, contest_id).submission_id
    raw = request.form.get("outcome", "")
    try:
        if raw not in set(Outcome):
            raise InvalidInput(N_("Choose one of the two."), field="outcome")
        with doors().database.transaction() as session:
            submission = held_submission(session, here().store_id, submission_id)
            contest = contest_at(session, here().store_id, contest_id)
            note = request.form.get("note", "")
            settle(session, submission, contest, Outcome(raw), note, actor(), doors().now())
    except (Conflict, InvalidInput) as error:
        return page_with(submission_id, error.status, gettext(error.sentence, **error.values))
    return redirect(queue_url(submission_id, state="all"), 303)
