"""What platforms demand for their customers' privacy: what waits, until when, and who answered."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from core.auth import here, member
from core.errors import N_
from core.states import Demand, Role
from core.web import doors
from solicitation.desk.place import blueprint
from solicitation.operations import demanding
from solicitation.queries.demands import demands_of

BACK = "/desk/privacy"
WORDS = {
    Demand.EXPORT_CUSTOMER: N_("wants a copy of their data"),
    Demand.ERASE_CUSTOMER: N_("wants to be erased"),
    Demand.ERASE_STORE: N_("the shop left and wants its data erased"),
}


@blueprint.get("/privacy")
@member(Role.OWNER)
def demands() -> str:
    """Every demand, those that wait first."""
    with doors().database.reading() as rows:
        told = demands_of(rows, here().store_id)
    now = doors().now()
    return render_template("solicitation/desk_privacy.html", told=told, now=now, words=WORDS)


@blueprint.post("/privacy/<int:demand_id>/erase")
@member(Role.OWNER)
def erase(demand_id: int) -> AnyResponse:
    """Forget the person of whom the demand speaks; it cannot be undone."""
    if request.form.get("sure") != "y":
        flash(_("Nothing was erased: tick the box to say that you mean it."), "bad")
        return redirect(BACK, 303)
    with doors().database.transaction() as session:
        demanding.want_erasure(session, here().store_id, demand_id, here().id, doors().now())
    flash(_("It is begun. Within minutes nothing of theirs is left, here or in the shop."), "good")
    return redirect(BACK, 303)


@blueprint.post("/privacy/<int:demand_id>/answered")
@member(Role.OWNER)
def answer(demand_id: int) -> AnyResponse:
    """It was answered."""
    with doors().database.transaction() as session:
        store_id, member_id = here().store_id, here().id
        demanding.answer_demand(session, store_id, demand_id, member_id, doors().now())
    flash(_("Noted as answered."), "good")
    return redirect(BACK, 303)


@blueprint.post("/privacy/<int:demand_id>/open")
@member(Role.OWNER)
def reopen(demand_id: int) -> AnyResponse:
    """It was not answered after all."""
    with doors().database.transaction() as session:
        demanding.reopen_demand(session, here().store_id, demand_id)
    flash(_("It waits for an answer again."), "good")
    return redirect(BACK, 303)
