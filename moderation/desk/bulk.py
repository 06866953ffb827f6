"""Several submissions approved at once, after a look at all of them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flask import flash, redirect, render_template, request
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from core.auth import here, member
from core.errors import Conflict
from core.web import doors
from moderation.desk.ground import DECIDERS, actor, blueprint, queue_url
from moderation.operations.deciding import approve
from moderation.queries import queue
from moderation.queries.submissions import held_submission, hold_log

MOST = 200


@blueprint.get("/queue/selected")
@member(*DECIDERS)
def selected_page() -> str | Response:
    """Everything chosen, to be read before it is approved; changes nothing."""
    ids = request.args.getlist("id", type=int)[:MOST]
    with doors().database.reading() as session:
        rows = queue.selected(session, here().store_id, ids)
    if not rows:
        flash(gettext("Choose at least one submission that waits."), "wait")
        return redirect(queue_url())
    return render_template(
        "moderation/selected.html",
        rows=rows,
        stars=Counter(row.rating for row in rows if row.rating),
    )


@blueprint.post("/queue/selected")
@member(*DECIDERS)
def approve_selected() -> Response:
    """Approve each as it was shown; what changed meanwhile is left and counted."""
    chosen = [_pair(raw) for raw in request.form.getlist("seen")[:MOST]]
    with doors().database.transaction() as session:
        left = _approve_all(session, chosen)
    approved = len(chosen) - left
    if approved:
        flash(ngettext("%(num)s approved.", "%(num)s approved.", approved), "good")
    if left:
        flash(
            ngettext(
                "%(num)s was decided or changed by somebody else meanwhile, and was left alone.",
                "%(num)s were decided or changed by somebody else meanwhile, and were left alone.",
                left,
            ),
            "wait",
        )
    return redirect(queue_url(), 303)


def _approve_all(session: Session, chosen: Sequence[tuple[int, int]]) -> int:
    """How many could not be approved."""
    left = 0
    hold_log(session, here().store_id)
    for submission_id, version in chosen:
        try:
            submission = held_submission(session, here().store_id, submission_id)
            approve(session, submission, actor(), doors().now(), expected_version=version)
        except Conflict:
            left += 1
    return left


def _pair(raw: str) -> tuple[int, int]:
    """`id.version` as the page wrote it; anything else is nothing this store has."""
    submission_id, _, version = raw.partition(".")
    known = submission_id.isdecimal() and version.isdecimal() and len(raw) < 30
    return (int(submission_id), int(version)) if known else (0, 0)
