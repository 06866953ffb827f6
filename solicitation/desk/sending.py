"""Whether mails leave, why not, what to do about it, and the owner's word that they may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from core.auth import here, member
from core.deliveries import PauseCause, SenderStanding
from core.mail.way import Way, way_of
from core.models import SenderCheck, Store
from core.states import Role
from core.web import doors, limiter
from solicitation.delivery import (
    HELD,
    PAUSES_PER_10_000,
    WARNS_PER_10_000,
    Leaving,
    Standing,
    leaving_of_sender,
)
from solicitation.desk.place import blueprint
from solicitation.operations import proving
from solicitation.operations.guarding import resume_sending
from solicitation.queries.complaints import Complaints, complaint_figures
from solicitation.queries.senders import (
    check_of,
    findings_of,
    mirroring,
    opened_by,
    overdue_asks,
    sender_domain,
)
from solicitation.records import MENDS, SENTENCES

BACK = "/desk/sending"
_PAUSES: dict[PauseCause | None, Leaving] = {
    PauseCause.COMPLAINTS: Leaving.COMPLAINED_OF,
    PauseCause.RESTORING: Leaving.RESTORED,
    PauseCause.RESTORED: Leaving.RESTORED,
}


@dataclass(frozen=True, slots=True)
class Sending:
    """What members are told on every page: what keeps mails, and what people think of them."""

    leaving: Leaving
    check: SenderCheck | None
    domain: str
    figures: Complaints
    paused_at: datetime | None
    may_resume: bool

    @property
    def limit(self) -> float:
        """The rate that pauses, from 0 to 1."""
        return PAUSES_PER_10_000 / 10_000

    @property
    def warning(self) -> float:
        """The rate that warns, from 0 to 1."""
        return WARNS_PER_10_000 / 10_000

    @property
    def is_held(self) -> bool:
        """Whether first mails wait for somebody to do something."""
        return self.leaving in HELD

    @property
    def is_warned(self) -> bool:
        """Whether complaints are many, though not enough to pause."""
        return self.paused_at is None and self.figures.standing in (
            Standing.WARNED,
            Standing.TOO_MANY,
        )


@blueprint.app_context_processor
def offer_sending() -> dict[str, Any]:
    """For every page of the desk; nothing is counted before it asks."""
    return {"sending_of_store": _sending} if "member" in g and "store" in g else {}


@blueprint.get("/sending")
@member()
def sending() -> str:
    """Whether mails leave, and what is known of their sender."""
    return _page()


@blueprint.post("/sending/check")
@limiter.limit("30/hour")
@member(Role.OWNER, Role.MODERATOR)
def check_sender() -> AnyResponse:
    """The clock looks at the records again within seconds."""
    with doors().database.transaction() as session:
        store = session.get_one(Store, here().store_id)
        proving.check_again(session, store, _way(), doors().now())
    return redirect(BACK, 303)


@blueprint.post("/sending/insist")
@member(Role.OWNER)
def insist() -> AnyResponse | tuple[str, int]:
    """First mails leave all the same; who wanted it is kept."""
    if request.form.get("understood") != "y":
        return _page(_("Tick this box to go on.")), 422
    with doors().database.transaction() as session:
        store, who = session.get_one(Store, here().store_id), here().id
        proving.insist(session, store, _way(), who, doors().now())
    flash(_("Mails leave from now on. Your name is kept with this decision."), "good")
    return redirect(BACK, 303)


@blueprint.post("/sending/resume")
@member(Role.OWNER)
def resume() -> AnyResponse:
    """Let mails leave again; complaints are counted anew from now on."""
    with doors().database.transaction() as session:
        store = session.get_one(Store, here().store_id)
        was_restored = store.sending_paused_for is PauseCause.RESTORED
        resume_sending(store, doors().now())
    anew = _("Sending goes on. Complaints are counted anew from now.")
    flash(_("Sending goes on.") if was_restored else anew, "good")
    return redirect(BACK, 303)


def _page(error: str = "") -> str:
    told, way, now = _sending(), _way(), doors().now()
    with doors().database.reading() as rows:
        overdue = overdue_asks(rows, g.store.id, now)
        opener = opened_by(rows, told.check) if told.check else ""
        mirrored = mirroring(rows, g.store.id, way)
    check = told.check
    return render_template(
        "solicitation/desk_sending.html",
        way=way,
        findings=findings_of(check) if check and way.is_live else (),
        sentences=SENTENCES,
        mends=MENDS,
        overdue=overdue,
        opener=opener,
        mirrored=mirrored,
        is_looking=bool(check and way.is_live and check.check_at and check.check_at <= now),
        here_may_check=here().role in (Role.OWNER, Role.MODERATOR),
        error=error,
    )


def _sending() -> Sending:
    paused_at = g.store.sending_paused_at
    with doors().database.reading() as rows:
        figures = complaint_figures(rows, g.store, paused_at or doors().now())
        check = check_of(rows, g.store)
    return Sending(
        _leaving(_way(), check),
        check,
        sender_domain(g.store.email),
        figures,
        paused_at,
        here().role is Role.OWNER,
    )


def _leaving(way: Way, check: SenderCheck | None) -> Leaving:
    if way.is_sandbox:
        return Leaving.REHEARSED
    if g.store.is_sending_paused:
        return _PAUSES.get(g.store.sending_paused_for, Leaving.PAUSED)
    if not way.is_live:
        return Leaving.STAND_IN if way.is_stand_in else Leaving.TO_FOLDER
    return leaving_of_sender(
        bool(sender_domain(g.store.email)),
        bool(check and check.opened_at),
        check.standing if check else SenderStanding.UNCHECKED,
    )


def _way() -> Way:
    return way_of(doors().settings.mail_url)
