"""Send hours at the desk: what each hour brought, and the switch that lets a moment learn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import flash, g, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from core.auth import here, member
from core.errors import N_, NotFound
from core.models import MomentSetting
from core.states import Moment, Role
from core.web import doors
from solicitation.desk.place import blueprint
from solicitation.experiments import Count, Range
from solicitation.hours import allowed_hours, rate_of
from solicitation.operations.learning import learn_hour
from solicitation.operations.planning import settings_of
from solicitation.operations.timing import expected_rate, known_hours
from solicitation.queries.hindrances import quiet_of
from solicitation.reasons import MOMENTS

HEIGHT = 100
"""How high the chart is, in its own units."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour: its counts, what is believed of it, and where that stands in the chart."""

    hour: int
    count: Count
    rate: Range
    highest: float

    def tall(self, share: float) -> float:
        """How high this share is, in the chart's units."""
        return round(share / self.highest * HEIGHT, 1)

    def top(self, share: float) -> float:
        """Where this share lies, from above."""
        return round(HEIGHT - self.tall(share), 1)


@dataclass(frozen=True, slots=True)
class HoursShown:
    """One moment's place on the page; `best` is None where no hour stands out."""

    moment: str
    name: str
    is_on: bool
    asked: int
    counted_at: datetime | None
    bars: tuple[Bar, ...]
    best: Bar | None


@blueprint.get("/experiments/hours")
@member(Role.OWNER, Role.MODERATOR, Role.ANALYST)
def hours() -> str:
    """Answers by hour of the customer's day, for each moment."""
    g.timezone = g.store.timezone
    with doors().database.reading() as rows:
        settings = settings_of(rows, here().store_id)
    return render_template(
        "solicitation/desk_hours.html",
        shown=[_shown(settings[moment]) for moment in Moment if moment in settings],
        height=HEIGHT,
        may_edit=here().role is Role.OWNER,
    )


@blueprint.post("/experiments/hours/<moment>")
@member(Role.OWNER)
def learn_hours(moment: str) -> AnyResponse:
    """Let a moment learn its hour, or no longer; what is planned follows."""
    if moment not in list(Moment):
        raise NotFound(N_("This store has no such moment."))
    is_on = request.form.get("is_on") == "1"
    with doors().database.transaction() as session:
        learn_hour(session, here().store_id, Moment(moment), is_on=is_on, now=doors().now())
    name = _(MOMENTS[Moment(moment)])
    said = (
        _("%(name)s learns its hour; planned requests follow within a minute.", name=name)
        if is_on
        else _("%(name)s no longer learns its hour; planned requests follow.", name=name)
    )
    flash(said, "good")
    return redirect("/desk/experiments/hours", 303)


def _shown(setting: MomentSetting) -> HoursShown:
    counts = known_hours(setting)
    bars = _bars(setting, counts)
    return HoursShown(
        setting.moment.value,
        _(MOMENTS[setting.moment]),
        setting.is_hour_learned,
        sum(count.asked for count in counts.values()),
        setting.hours_counted_at,
        bars,
        _best(bars),
    )


def _bars(setting: MomentSetting, counts: Mapping[int, Count]) -> tuple[Bar, ...]:
    """The hours in which mail may arrive."""
    rate = expected_rate(setting.moment, counts)
    nothing = Count(0, 0)
    known = {
        hour: rate_of(counts.get(hour, nothing), rate) for hour in allowed_hours(quiet_of(g.store))
    }
    highest = max(one.most for one in known.values())
    return tuple(Bar(hour, counts.get(hour, nothing), one, highest) for hour, one in known.items())


def _best(bars: tuple[Bar, ...]) -> Bar | None:
    """The hour whose whole interval lies above what the middle hour is believed to bring."""
    ordered = sorted(bars, key=lambda bar: bar.rate.middle)
    best, middle = ordered[-1], ordered[len(ordered) // 2]
    return best if best.count.asked and best.rate.least > middle.rate.middle else None
