"""The five moments on one line: when each comes, what it asks for, what comes back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g
from flask_babel import gettext as _
from flask_babel import ngettext

from core.states import Moment
from core.web import doors
from solicitation.policy import DEFAULTS
from solicitation.queries.calendar import Measured, measured_answers
from widgets.public.transparency import ASKED_FOR, MOMENTS

HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Stop:
    """One moment as the start page shows it; `here` is None while nobody was asked."""

    name: str
    delay: str
    asked_for: str
    here: float | None
    elsewhere: float


def line_of_moments() -> list[Stop]:
    """The five moments in the order in which a customer may live them."""
    found = _measured()
    return [_stop(moment, found.get(moment)) for moment in Moment]


def _measured() -> dict[Moment, Measured]:
    if g.store is None:
        return {}
    with doors().database.reading() as rows:
        return measured_answers(rows, g.store.id)


def _stop(moment: Moment, facts: Measured | None) -> Stop:
    return Stop(
        name=_(MOMENTS[moment]),
        delay=_delay(moment),
        asked_for=_(ASKED_FOR[moment]),
        here=facts.answered / facts.sent if facts is not None and facts.sent else None,
        elsewhere=DEFAULTS[moment].answer_rate,
    )


def _delay(moment: Moment) -> str:
    hours = DEFAULTS[moment].delay_hours
    days = hours // HOURS_A_DAY
    if moment is Moment.EVENT:
        said = ngettext("%(num)s hour after the event", "%(num)s hours after the event", hours)
    elif moment is Moment.SUPPORT_RESOLVED:
        said = ngettext("%(num)s day after the answer", "%(num)s days after the answer", days)
    else:
        said = ngettext("%(num)s day after delivery", "%(num)s days after delivery", days)
    return str(said)
