"""Customers, and why each request to one of them was or was not sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import g, render_template, request
from flask_babel import format_date, format_time
from flask_babel import gettext as _

from core.auth import here, member
from core.i18n import spoken
from core.states import OccasionKind, Role, SolicitationState
from core.web import doors
from solicitation.desk.place import blueprint
from solicitation.queries.explained import Explained, Step, explain, find_customer, notes_on
from solicitation.queries.people import people_found
from solicitation.reasons import MOMENTS, PICTURE, SENTENCES, STATES
from solicitation.zones import zone_of

TONES = {
    SolicitationState.ANSWERED: "good",
    SolicitationState.SENT: "good",
    SolicitationState.PLANNED: "wait",
    SolicitationState.CLAIMED: "wait",
    SolicitationState.ATTEMPTED: "wait",
    SolicitationState.UNKNOWN: "bad",
    SolicitationState.FAILED: "bad",
}
_READERS = (Role.OWNER, Role.MODERATOR, Role.ANALYST)


@blueprint.get("/customers")
@member(*_READERS)
def customers() -> str:
    """Find a customer by name or address."""
    g.timezone = g.store.timezone
    words = request.args.get("q", "").strip()[:200]
    with doors().database.reading() as rows:
        found = people_found(
            rows,
            here().store_id,
            words,
            newer_than=request.args.get("after", 0, int),
            older_than=request.args.get("before", 0, int),
        )
    return render_template("solicitation/desk_customers.html", found=found, words=words)


@blueprint.get("/customers/<int:customer_id>")
@member(*_READERS)
def customer(customer_id: int) -> str:
    """Every request to one customer: when, where it stands, and why."""
    with doors().database.reading() as rows:
        person = find_customer(rows, here().store_id, str(customer_id))
        asks = explain(rows, person)
    zone = zone_of(person.timezone, person.country, g.store.timezone, person.region)
    g.timezone = zone.key
    return render_template(
        "solicitation/desk_customer.html",
        person=person,
        zone=zone.key,
        asks=[
            _told(one) | {"notes": notes_on(one, spoken([person.language], g.store.language), _)}
            for one in reversed(asks)
        ],
        now=doors().now(),
    )


def _told(one: Explained) -> dict[str, Any]:
    ask = one.ask
    return {
        "name": _(MOMENTS[ask.moment]),
        "kind": ask.kind,
        "sequence": ask.sequence,
        "extra": _(PICTURE) if ask.is_media_only else "",
        "about": _about(one),
        "state": _(STATES[ask.state]),
        "tone": TONES.get(ask.state, "off"),
        "is_planned": ask.state is SolicitationState.PLANNED,
        "due_at": ask.due_at,
        "sent_at": ask.handed_over_at,
        "why": _(SENTENCES[ask.reason]),
        "steps": _steps(one),
    }


def _about(one: Explained) -> str:
    if one.ask.occasion.kind is OccasionKind.PURCHASE:
        return str(_("order %(ref)s", ref=one.about))
    if one.ask.occasion.kind is OccasionKind.SUPPORT:
        return str(_("ticket %(ref)s", ref=one.about))
    return one.about


def _steps(one: Explained) -> list[dict[str, Any]]:
    told = [
        {"what": _(STATES[step.to_state]), "why": _why(step), "at": step.moved_at}
        for step in reversed(one.steps)
    ]
    return [*told, {"what": _("planned"), "at": one.ask.planned_at}]


def _why(step: Step) -> str:
    """The reason, and the new day of what was moved."""
    why = str(_(SENTENCES[step.reason]))
    if step.to_state is not SolicitationState.PLANNED:
        return why
    return str(_("%(why)s Due on %(moment)s.", why=why, moment=_day_time(step.due_at)))


def _day_time(moment: datetime) -> str:
    return f"{format_date(moment, 'medium')}, {format_time(moment, 'short')}"
