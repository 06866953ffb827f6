"""Shops and helpdesks that we read by ourselves: what is connected, and how reading goes."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from core.auth import here, member
from core.errors import VivavoceError
from core.fetching import check_address, reach_of
from core.models import Connection
from core.states import Role
from core.web import doors, limiter
from solicitation.desk.place import blueprint
from solicitation.inbound.remotes import REMOTES
from solicitation.operations import connecting
from solicitation.queries.connections import connections_of

BACK = "/desk/connections"


@blueprint.get("/connections")
@member(Role.OWNER)
def connections() -> str:
    """What is connected, when it was last read, and why it was not."""
    return _page()


@blueprint.post("/connections")
@limiter.limit("30/hour")
@member(Role.OWNER)
def connect() -> AnyResponse | tuple[str, int]:
    """Connect a system; its key is not shown again."""
    told = {name: request.form.get(name, "").strip() for name in ("system", "base_url", "token")}
    try:
        check_address(told["base_url"], reach_of(doors().settings))
        with doors().database.transaction() as session:
            connecting.add_connection(
                session, here().store_id, **told, seals=doors().seals(), now=doors().now()
            )
    except VivavoceError as refused:
        field = refused.field or ("base_url" if refused.code == "address_refused" else "system")
        errors = {field: _(refused.sentence, **refused.values)}
        return _page(told | {"token": ""}, errors), refused.status
    flash(_("%(system)s is connected. It is read within a minute.", system=_name(told)), "good")
    return redirect(BACK, 303)


@blueprint.post("/connections/<system>/<any(on, off):state>")
@member(Role.OWNER)
def switch_connection(system: str, state: str) -> AnyResponse:
    """Stop reading, or begin again."""
    with doors().database.transaction() as session:
        connecting.switch(session, here().store_id, system, doors().now(), is_on=state == "on")
    said = _("It is read again.") if state == "on" else _("It is no longer read.")
    flash(said, "good")
    return redirect(BACK, 303)


@blueprint.post("/connections/<system>/poll")
@limiter.limit("60/hour")
@member(Role.OWNER)
def poll_connection(system: str) -> AnyResponse:
    """Have it read with the next beat of the clock."""
    with doors().database.transaction() as session:
        connecting.poll_soon(session, here().store_id, system, doors().now())
    flash(_("It is read within a minute."), "good")
    return redirect(BACK, 303)


@blueprint.post("/connections/<system>/remove")
@member(Role.OWNER)
def remove_connection(system: str) -> AnyResponse:
    """Forget the address and the key; what was read stays."""
    with doors().database.transaction() as session:
        connecting.remove_connection(session, here().store_id, system)
    flash(_("The connection and its key were removed. What was read stays."), "good")
    return redirect(BACK, 303)


def _page(told: dict[str, str] | None = None, errors: dict[str, str] | None = None) -> str:
    with doors().database.reading() as session:
        known = connections_of(session, g.store.id)
    taken = {one.system for one in known}
    return render_template(
        "solicitation/desk_connections.html",
        known=known,
        remotes=REMOTES,
        free=[(key, remote.name) for key, remote in REMOTES.items() if key not in taken],
        wants=[(key, _(remote.wants)) for key, remote in REMOTES.items() if key not in taken],
        told=told or {},
        errors=errors or {},
        now=doors().now(),
        trouble=_trouble,
        news=_news,
    )


def _name(told: dict[str, str]) -> str:
    return REMOTES[told["system"]].name


def _trouble(one: Connection) -> str:
    """Why the last reading failed, in the reader's language."""
    return str(_(one.last_error, **one.last_error_values)) if one.last_error else ""


def _news(one: Connection) -> str:
    """What reading brought: for shops with webhooks, what those had lost."""
    if REMOTES[one.system].is_nightly:
        return str(
            ngettext(
                "The last reading found one order that webhooks had not told",
                "The last reading found %(num)s orders that webhooks had not told",
                one.last_count,
            )
        )
    return str(
        ngettext(
            "The last reading brought one change",
            "The last reading brought %(num)s changes",
            one.last_count,
        )
    )
