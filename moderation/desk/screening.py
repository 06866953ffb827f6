"""The store's own lists of words for screening."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from core.auth import here, member
from core.errors import InvalidInput
from core.models import Store
from core.states import Role
from core.web import doors
from moderation.desk.ground import DECIDERS, blueprint
from moderation.operations.screening import keep_lists
from moderation.queries.screening import lists_of
from moderation.screening import Lists


@blueprint.get("/screening")
@member(*DECIDERS, Role.AUDITOR)
def screening_page() -> str:
    """What is looked for, and the words that the store adds."""
    with doors().database.reading() as session:
        lists = lists_of(session.get_one(Store, here().store_id))
    typed = {name: "\n".join(getattr(lists, name)) for name in Lists.__slots__}
    return _page(typed, is_kept="kept" in request.args)


@blueprint.post("/screening")
@member(*DECIDERS)
def keep_screening() -> Response | tuple[str, int]:
    """Keep the lists, or show them again with what is wrong."""
    typed = {name: request.form.get(name, "") for name in Lists.__slots__}
    try:
        with doors().database.transaction() as session:
            keep_lists(session, session.get_one(Store, here().store_id), typed)
    except InvalidInput as error:
        return _page(typed, error=error), error.status
    return redirect(url_for("moderating.screening_page", kept=1))


def _page(
    typed: dict[str, str], *, error: InvalidInput | None = None, is_kept: bool = False
) -> str:
    return render_template(
        "moderation/screening.html",
        typed=typed,
        error=error,
        is_kept=is_kept,
        may_keep=here().role in DECIDERS,
    )
