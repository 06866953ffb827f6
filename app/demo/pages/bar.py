"""The bar on top of the demo: its clock, and what a move of it did."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import Response, g, jsonify, redirect, request
from sqlalchemy import func, select
from werkzeug.wrappers import Response as AnyResponse

from app.demo import content
from app.demo.clock import DemoClock
from app.demo.pages.ground import blueprint, counts, member, next_ask_at, page
from app.demo.pages.moments import line_of_moments
from core.auth import public
from core.errors import N_, InvalidInput, NotAllowed
from core.models import Solicitation
from core.states import SolicitationState
from core.web import doors

STEPS = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
A_MOMENT_LATER = timedelta(minutes=1)
_BACK = re.compile(r"/demo(/[A-Za-z0-9._-]+)*/?(\?[A-Za-z0-9=&_-]*)?")
"""A path of the demo and plain query values: no host, no climbing, nothing encoded."""


@blueprint.get("/")
@public
def start() -> str:
    """The journey in five steps, and the five moments at which it can begin."""
    return page("start", sign_in=member(), moments=line_of_moments(), hero=content.store().hero)


@blueprint.get("/counts")
@public
def figures() -> Response:
    """The bar's figures, which the page asks for now and then."""
    now = counts()
    return jsonify(letters=now.letters, waiting=now.waiting)


@blueprint.post("/clock")
@public
def move_clock() -> AnyResponse:
    """Move the demo forward, then go back to the page one came from, with what became due."""
    _refuse_strangers()
    clock = doors().clock
    if not isinstance(clock, DemoClock):
        raise NotAllowed(N_("Only the demo's clock can be moved."))
    clock.move(_step(request.form.get("step", "")))
    mark = "&" if "?" in (back := _back()) else "?"
    return redirect(f"{back}{mark}due={_due(doors().now())}", 303)


def _refuse_strangers() -> None:
    """The bar has no cookie to protect it: only its own pages may move the clock.

    Under our referrer policy a form's Origin is "null", so Sec-Fetch-Site is asked first.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = urlsplit(request.headers.get("Origin", ""))
    if site != "same-origin" if site else origin.netloc != request.host:
        raise NotAllowed(N_("Only the demo's own pages move its clock."))


def _step(name: str) -> timedelta:
    if name == "next":
        due = next_ask_at()
        wait = due - doors().now() if due is not None else timedelta(0)
        return max(wait + A_MOMENT_LATER, timedelta(0))
    if name not in STEPS:
        raise InvalidInput(N_("The clock moves by a day, a week, a month or to the next ask."))
    return STEPS[name]


def _back() -> str:
    """The page of the demo one came from; nothing else is ever redirected to."""
    back = request.form.get("back", "")
    return back if _BACK.fullmatch(back) and ".." not in back else "/demo/shop"


def _due(now: datetime) -> int:
    with doors().database.reading() as rows:
        return (
            rows.scalar(
                select(func.count())
                .select_from(Solicitation)
                .where(
                    Solicitation.store_id == (g.store.id if g.store else 0),
                    Solicitation.state == SolicitationState.PLANNED,
                    Solicitation.due_at <= now,
                )
            )
            or 0
        )
