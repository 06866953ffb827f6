"""Whether the process is up and its parts reachable, for people and for supervisors."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, jsonify
from sqlalchemy import func, select

from app.relay import connection
from core.auth import public
from core.errors import PartUnavailable
from core.migrations import is_current
from core.models import OutboxEvent, Reaction, Solicitation
from core.states import SolicitationState
from core.web import doors

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    """The process is up."""
    return jsonify(status="up")


@blueprint.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Each part by name: `ok`, or a sentence saying what to mend."""
    parts = {name: _state(check) for name, check in _checks().items()}
    ready = all(state == "ok" for state in parts.values())
    response = jsonify(status="ready" if ready else "not ready", parts=parts)
    response.headers["Cache-Control"] = "no-store"
    return response, 200 if ready else 503


def _checks() -> dict[str, Callable[[], object]]:
    here = doors()
    return {
        "database": here.database.check,
        "migrations": _check_migrations,
        "redis": connection(here.settings.redis_url).ping,
        "storage": here.storage.check,
        "mail": here.mail.check,
    }


def _check_migrations() -> None:
    if not is_current(doors().database):
        raise PartUnavailable("The database is not up to date. Run: vivavoce db upgrade")


def _state(check: Callable[[], object]) -> str:
    try:
        check()
    except PartUnavailable as error:
        return error.sentence
    except Exception as error:  # whatever a part throws, the others are still reported
        return f"does not answer ({type(error).__name__})"
    return "ok"


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Gauges in Prometheus' text format; counts only, nothing about a person."""
    with doors().database.reading() as rows:
        values = {
            "vivavoce_events_unrelayed": rows.scalar(
                select(func.count()).where(OutboxEvent.relayed_at.is_(None))
            ),
            "vivavoce_reactions_open": rows.scalar(
                select(func.count()).where(Reaction.settled_at.is_(None))
            ),
            "vivavoce_reactions_dead": rows.scalar(
                select(func.count()).where(Reaction.is_dead.is_(True))
            ),
            "vivavoce_solicitations_unknown": rows.scalar(
                select(func.count()).where(Solicitation.state == SolicitationState.UNKNOWN)
            ),
        }
    lines = [f"# TYPE {name} gauge\n{name} {value}\n" for name, value in values.items()]
    return Response("".join(lines), content_type="text/plain; version=0.0.4")
