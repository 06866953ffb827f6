"""When and how often the store asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, g, redirect, render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from core.auth import here, member
from core.events import MomentChanged
from core.models import MomentSetting, Store
from core.outbox import record
from core.states import Moment, Role
from core.web import doors
from solicitation.desk.place import blueprint
from solicitation.forms import AskingForm, MomentForm, make_sense, unit_hours
from solicitation.operations.guarding import note_resumption
from solicitation.operations.replanning import count_planned
from solicitation.queries.hindrances import quiet_of
from solicitation.reasons import MOMENTS


@dataclass(frozen=True, slots=True)
class Shown:
    """One moment's place on the page."""

    name: str
    form: MomentForm
    is_in_hours: bool


@blueprint.get("/moments")
@member(Role.OWNER)
def moments() -> str:
    """The store's moments, quiet hours and caps."""
    with doors().database.reading() as rows:
        settings = _settings(rows)
    return _page(AskingForm(obj=g.store), _forms(settings))


@blueprint.post("/moments")
@member(Role.OWNER)
def save_moments() -> AnyResponse | tuple[str, int]:
    """Keep all of it or nothing; what makes no sense is named at its field."""
    with doors().database.transaction() as session:
        store, settings = session.get_one(Store, here().store_id), _settings(session)
        asking, forms = AskingForm(), _forms(settings)
        if not make_sense(asking, forms, store):
            return _page(asking, forms), 422
        concerned = _apply(session, store, settings, asking, forms)
    flash(_saved(concerned), "good")
    return redirect("/desk/moments", 303)


def _apply(
    session: Session,
    store: Store,
    settings: Mapping[Moment, MomentSetting],
    asking: AskingForm,
    forms: Mapping[Moment, MomentForm],
) -> int:
    """Keep the answers and let the plan follow; returns how many planned requests that concerns."""
    quiet = quiet_of(store)
    asking.apply(store)
    note_resumption(store, doors().now())
    for moment, form in forms.items():
        form.apply(settings[moment])
    changed = [
        moment
        for moment, setting in settings.items()
        if quiet != quiet_of(store) or session.is_modified(setting)
    ]
    concerned = count_planned(session, store.id, changed)
    for moment in changed:
        record(session, MomentChanged(store.id, moment.value), doors().now())
    return concerned


def _saved(concerned: int) -> str:
    if not concerned:
        return str(_("Saved."))
    return str(
        ngettext(
            "Saved. %(num)s planned request follows the new settings within a minute.",
            "Saved. %(num)s planned requests follow the new settings within a minute.",
            concerned,
        )
    )


def _settings(session: Session) -> dict[Moment, MomentSetting]:
    rows = session.scalars(select(MomentSetting).where(MomentSetting.store_id == here().store_id))
    known = {row.moment: row for row in rows}
    return {moment: known[moment] for moment in Moment if moment in known}


def _forms(settings: Mapping[Moment, MomentSetting]) -> dict[Moment, MomentForm]:
    return {moment: MomentForm(setting) for moment, setting in settings.items()}


def _page(asking: AskingForm, forms: Mapping[Moment, MomentForm]) -> str:
    return render_template(
        "solicitation/desk_moments.html",
        asking=asking,
        moments=[Shown(_(MOMENTS[m]), form, unit_hours(m) == 1) for m, form in forms.items()],
        trouble=_trouble(asking, forms),
    )


def _trouble(asking: AskingForm, forms: Mapping[Moment, MomentForm]) -> list[tuple[str, str, str]]:
    """Every refusal with its field, for the summary above the form."""
    named = [("", asking), *((_(MOMENTS[m]), form) for m, form in forms.items())]
    return [
        (field.id, f"{name} – {field.label.text}" if name else str(field.label.text), errors[0])
        for name, form in named
        for field in form
        if (errors := list(field.errors))
    ]
