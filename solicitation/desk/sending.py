"""Whether mails leave, why not, and the owner's word that they may again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, g, redirect
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from core.auth import here, member
from core.models import Store
from core.states import Role
from core.web import doors
from solicitation.delivery import PAUSES_PER_10_000, Standing
from solicitation.desk.place import blueprint
from solicitation.operations.guarding import resume_sending
from solicitation.queries.complaints import Complaints, complaint_figures


@dataclass(frozen=True, slots=True)
class Sending:
    """What members are told: since when the house paused, and the figures behind it."""

    paused_at: datetime | None
    figures: Complaints
    may_resume: bool

    @property
    def limit(self) -> float:
        """The rate that pauses, from 0 to 1."""
        return PAUSES_PER_10_000 / 10_000

    @property
    def is_warned(self) -> bool:
        """Whether complaints are many, though not enough to pause."""
        return self.paused_at is None and self.figures.standing in (
            Standing.WARNED,
            Standing.TOO_MANY,
        )


@blueprint.context_processor
def offer_sending() -> dict[str, Any]:
    """For the pages that show it: nothing is counted for the others."""
    return {"sending_of_store": _sending}


@blueprint.post("/sending/resume")
@member(Role.OWNER)
def resume() -> AnyResponse:
    """Let mails leave again; complaints are counted anew from now on."""
    with doors().database.transaction() as session:
        resume_sending(session.get_one(Store, here().store_id), doors().now())
    flash(_("Sending goes on. Complaints are counted anew from now."), "good")
    return redirect("/desk/calendar", 303)


def _sending() -> Sending:
    paused_at = g.store.sending_paused_at
    with doors().database.reading() as rows:
        figures = complaint_figures(rows, g.store, paused_at or doors().now())
    return Sending(paused_at, figures, here().role is Role.OWNER)
