"""Events: when and where, who came, and what collects their words on the spot."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from core.auth import here, member
from core.errors import InvalidInput
from core.models import Store, StoreEvent
from core.states import Collecting, Role
from core.web import doors
from solicitation.desk.event_form import EventForm, known
from solicitation.desk.place import blueprint
from solicitation.operations.attending import change_event, create_event
from solicitation.queries.events import event_told, events_told, find_event, guests_of
from solicitation.reasons import COLLECTING

_READERS = (Role.OWNER, Role.MODERATOR, Role.ANALYST)
TONES = {Collecting.OPEN: "good", Collecting.SOON: "wait", Collecting.UNDATED: "wait"}


@blueprint.get("/events")
@member(*_READERS)
def events() -> str:
    """Every event with its figures."""
    with doors().database.reading() as rows:
        told = events_told(rows, here().store_id)
    return render_template("solicitation/desk_events.html", told=told, **_around())


@blueprint.get("/events/<int:event_id>")
@member(*_READERS)
def event(event_id: int) -> str:
    """One event: its figures, its pages, and who is on its list."""
    with doors().database.reading() as rows:
        told = event_told(rows, here().store_id, event_id)
        guests = guests_of(rows, told.event, request.args.get("after", 0, int))
    return render_template("solicitation/desk_event.html", told=told, guests=guests, **_around())


@blueprint.get("/events/new")
@member(Role.OWNER)
def new_event() -> str:
    """An empty form."""
    return _form_page(EventForm(data=known(None, _zone())), None)


@blueprint.post("/events/new")
@member(Role.OWNER)
def add_event() -> AnyResponse | tuple[str, int]:
    """Keep a new event, or say at its field what cannot be."""
    form = EventForm()
    if not form.make_sense():
        return _form_page(form, None), 422
    try:
        with doors().database.transaction() as session:
            store = session.get_one(Store, here().store_id)
            made = create_event(session, store, form.fact(_zone()), doors().now())
    except InvalidInput as refused:
        form.refuse(refused.field or "name", _(refused.sentence, **refused.values))
        return _form_page(form, None), 422
    flash(_("The event is here. Print its poster, and put its list of attendees in."), "good")
    return redirect(f"/desk/events/{made.id}", 303)


@blueprint.get("/events/<int:event_id>/edit")
@member(Role.OWNER)
def edit_event(event_id: int) -> str:
    """The form, filled."""
    with doors().database.reading() as rows:
        row = find_event(rows, here().store_id, event_id)
    return _form_page(EventForm(data=known(row, _zone())), row)


@blueprint.post("/events/<int:event_id>/edit")
@member(Role.OWNER)
def save_event(event_id: int) -> AnyResponse | tuple[str, int]:
    """Take what was changed; what is planned follows the event's end."""
    form = EventForm()
    with doors().database.reading() as rows:
        row = find_event(rows, here().store_id, event_id)
    if not form.make_sense():
        return _form_page(form, row), 422
    try:
        with doors().database.transaction() as session:
            held = find_event(session, here().store_id, event_id)
            change_event(session, held, form.fact(_zone()), doors().now())
    except InvalidInput as refused:
        form.refuse(refused.field or "name", _(refused.sentence, **refused.values))
        return _form_page(form, row), 422
    flash(_("Saved. Requests that are planned follow the event’s end."), "good")
    return redirect(f"/desk/events/{event_id}", 303)


def _form_page(form: EventForm, row: StoreEvent | None) -> str:
    trouble = [
        (field.id, str(field.label.text), field.errors[0])
        for field in form
        if field.errors and field.type != "CSRFTokenField"
    ]
    return render_template(
        "solicitation/desk_event_form.html", form=form, event=row, trouble=trouble, zone=_zone().key
    )


def _around() -> dict[str, object]:
    return {
        "now": doors().now(),
        "states": COLLECTING,
        "tones": TONES,
        "may_edit": here().role is Role.OWNER,
        "base": f"{doors().settings.public_url}/c/{g.store.key}",
    }


def _zone() -> ZoneInfo:
    return ZoneInfo(g.store.timezone)
