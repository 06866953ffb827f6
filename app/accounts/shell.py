"""What surrounds every page of the desk: its navigation, its stores, who is here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request
from flask_babel import gettext
from sqlalchemy import func, select

from core.auth import here
from core.errors import N_
from core.models import Submission
from core.states import Role, SubmissionState
from core.web import doors


@dataclass(frozen=True, slots=True)
class Place:
    """One page of the desk; shown where the page exists and the role may open it."""

    label: str
    url: str
    icon: str
    key: str = ""
    group: str = ""
    roles: frozenset[Role] = frozenset(Role)
    counts_waiting: bool = False


_OWNER = frozenset({Role.OWNER})
_NO_AUDITOR = frozenset(Role) - {Role.AUDITOR}
_DECIDING = frozenset(Role) - {Role.ANALYST}
PLACES = (
    Place(N_("Queue"), "/desk/queue", "inbox", "g q", counts_waiting=True),
    Place(N_("Published"), "/desk/queue?state=approved", "voice", "g p"),
    Place(N_("Calendar"), "/desk/calendar", "calendar", "g d", N_("Asking"), roles=_NO_AUDITOR),
    Place(N_("Customers"), "/desk/customers", "users", "g c", roles=_NO_AUDITOR),
    Place(N_("Events"), "/desk/events", "flag", "g v", roles=_NO_AUDITOR),
    Place(N_("Open pages"), "/desk/open", "qr", "g o", roles=_NO_AUDITOR),
    Place(N_("Imports"), "/desk/imports", "upload", "g i", roles=_OWNER),
    Place(N_("Moments"), "/desk/moments", "clock", "g m", roles=_OWNER),
    Place(N_("Questions"), "/desk/questions", "help", "g f", roles=_OWNER),
    Place(N_("Mails"), "/desk/letters", "mail", "g l", roles=_OWNER),
    Place(N_("Outgoing"), "/desk/sending", "shield-check", "g s"),
    Place(N_("Experiments"), "/desk/experiments", "filter", "g x", roles=_NO_AUDITOR),
    Place(N_("Contests"), "/desk/contests", "reply", "g n", N_("Showing"), roles=_DECIDING),
    Place(N_("Screening"), "/desk/screening", "search", "g r", roles=_DECIDING),
    Place(N_("Rules"), "/desk/rules", "settings", "g u", roles=_DECIDING),
    Place(N_("Acceptance"), "/desk/acceptance", "chart", "g a"),
    Place(N_("Insight"), "/desk/insight", "clock", "g t"),
    Place(N_("Embedding"), "/desk/embedding", "shop", "g e"),
    Place(N_("Members"), "/desk/members", "user", "", N_("Store"), roles=_OWNER),
    Place(N_("Connections"), "/desk/connections", "link", "", roles=_OWNER),
    Place(N_("Webhooks"), "/desk/hooks", "reply", "", roles=_OWNER),
    Place(N_("Privacy demands"), "/desk/privacy", "eye-off", "", roles=_OWNER),
    Place(N_("API keys"), "/desk/keys", "shield-check", "", roles=_OWNER),
)


def install(app: Flask) -> None:
    """Give the templates of `app` what `base_desk.html` asks for."""
    app.context_processor(_surroundings)


def _surroundings() -> dict[str, Any]:
    if "member" not in g:
        return {}
    return {
        "nav": list(_nav()),
        "switch_store_url": "/desk/store",
        "sign_out_url": "/desk/sign-out",
        "account_url": "/desk/account",
    }


def _nav() -> Iterator[dict[str, Any]]:
    known = {rule.rule for rule in current_app.url_map.iter_rules()}
    group = ""
    for place in PLACES:
        group = gettext(place.group) if place.group else group
        if place.url.partition("?")[0] in known and here().role in place.roles:
            yield _entry(place) | {"group": group}
            group = ""


def _entry(place: Place) -> dict[str, Any]:
    return {
        "label": gettext(place.label),
        "url": place.url,
        "icon": place.icon,
        "key": place.key,
        "count": _waiting() if place.counts_waiting else 0,
        "current": _is_here(place),
    }


def _is_here(place: Place) -> bool:
    path, _, query = place.url.partition("?")
    if "state" in request.args and path == "/desk/queue":
        return query == f"state={request.args['state']}"
    return not query and (request.path == path or request.path.startswith(path + "/"))


def _waiting() -> int:
    with doors().database.reading() as rows:
        found = rows.scalar(
            select(func.count(Submission.id)).where(
                Submission.store_id == here().store_id,
                Submission.state == SubmissionState.WAITING,
            )
        )
    return found or 0
