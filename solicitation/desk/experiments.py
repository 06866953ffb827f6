"""Experiments at the desk: what is tried, how it stands, and what the store keeps of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from core.auth import here, member
from core.i18n import LANGUAGES
from core.models import Experiment, MomentSetting
from core.states import Moment, Role, Varied
from core.web import doors
from solicitation.desk.experiment_form import (
    LETTERS,
    Draft,
    Span,
    parts_of,
    span_of,
    wishes_of,
)
from solicitation.desk.place import blueprint
from solicitation.experiments import Count, Standing, asks_for, standing
from solicitation.forms import unit_hours
from solicitation.mail_copy.own import places_of
from solicitation.operations.planning import settings_of
from solicitation.operations.trying import (
    Wish,
    end_experiment,
    present_words,
    start_experiment,
)
from solicitation.operations.wording import LONGEST
from solicitation.policy import DEFAULTS
from solicitation.queries.facts import measured_rates
from solicitation.queries.trials import counts_of, experiment_of, experiments_of, young_asks
from solicitation.reasons import MOMENTS

_T = TypeVar("_T", Moment, Varied)
READERS = (Role.OWNER, Role.MODERATOR, Role.ANALYST)
SCALE = 300
"""How wide the scale of rates is, in its own units."""
GAIN = 0.05
"""The difference for which the page says how many requests it takes."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One experiment with what it brought so far."""

    row: Experiment
    name: str
    standing: Standing

    @property
    def asked(self) -> int:
        """Requests of all variants that count."""
        return sum(one.count.asked for one in self.standing.results)

    @property
    def about(self) -> int:
        """Requests per variant that a winner still takes, without feigned precision."""
        return roughly(self.standing.missing or 0)

    @property
    def unit(self) -> int:
        """Hours in the unit of its delays."""
        return unit_hours(self.row.moment)

    @property
    def most(self) -> float:
        """Where the scale of rates ends: at a round tenth above every interval."""
        highest = max(one.share.most for one in self.standing.results)
        return min(1.0, int(highest * 10 + 1) / 10)


@blueprint.get("/experiments")
@member(*READERS)
def experiments() -> str:
    """Every experiment of the store, the running ones first."""
    g.timezone = g.store.timezone
    with doors().database.reading() as rows:
        shown = [_shown(rows, one) for one in experiments_of(rows, here().store_id)]
    return render_template(
        "solicitation/desk_experiments.html", shown=shown, may_edit=here().role is Role.OWNER
    )


@blueprint.get("/experiments/<int:experiment_id>")
@member(*READERS)
def experiment(experiment_id: int) -> str:
    """One experiment: shares, intervals, and whether there is a winner."""
    g.timezone = g.store.timezone
    with doors().database.reading() as rows:
        row = experiment_of(rows, here().store_id, experiment_id)
        shown, young = _shown(rows, row), young_asks(rows, here().store_id, row, doors().now())
    return render_template(
        "solicitation/desk_experiment.html",
        shown=shown,
        young=young,
        languages=[one for one in parts_of(row.varied, g.store) if one in row.variants[0].subjects],
        scale=SCALE,
        may_edit=here().role is Role.OWNER,
    )


@blueprint.get("/experiments/new")
@member(Role.OWNER)
def new_experiment() -> str:
    """The form, beginning with what is said or done today."""
    moment = _chosen(Moment, request.args.get("moment"), Moment.AFTER_PURCHASE)
    varied = _chosen(Varied, request.args.get("varied"), Varied.SUBJECT)
    with doors().database.reading() as rows:
        settings = settings_of(rows, here().store_id)
        draft = Draft(moment, varied, _today(rows, moment, varied, settings))
        return _form(rows, draft, settings)


@blueprint.post("/experiments/new")
@member(Role.OWNER)
def start() -> AnyResponse | tuple[str, int]:
    """Let the experiment run, or say at each field what is wrong."""
    moment = _chosen(Moment, request.form.get("moment"), None)
    varied = _chosen(Varied, request.form.get("varied"), None)
    draft = Draft(moment, varied, {k: " ".join(v.split()) for k, v in request.form.items()})
    with doors().database.transaction() as session:
        settings = settings_of(session, here().store_id)
        wishes = wishes_of(draft, g.store, span_of(moment, settings))
        _check_moment(session, draft, settings)
        if draft.faults:
            return _form(session, draft, settings), 422
        made = _start(session, draft, wishes)
    flash(_("The experiment runs: people take part from now on."), "good")
    return redirect(url_for("asking_desk.experiment", experiment_id=made), 303)


@blueprint.post("/experiments/<int:experiment_id>/end")
@member(Role.OWNER)
def end(experiment_id: int) -> AnyResponse:
    """End it; what is chosen becomes the store's own, or everything stays as it was."""
    letter = request.form.get("keep", "")
    if letter not in ("", *LETTERS):
        abort(400)
    place = LETTERS.index(letter) if letter else None
    with doors().database.transaction() as session:
        row = experiment_of(session, here().store_id, experiment_id)
        end_experiment(session, row, place, here().id, doors().now())
    flash(_("The experiment has ended."), "good")
    return redirect(url_for("asking_desk.experiment", experiment_id=experiment_id), 303)


def _start(session: Session, draft: Draft, wishes: list[Wish]) -> int:
    row = start_experiment(
        session, here().store_id, draft.moment, draft.varied, wishes, here().id, doors().now()
    )
    return row.id


def _shown(session: Session, row: Experiment) -> Shown:
    counts: list[Count] = counts_of(session, here().store_id, row, doors().now())
    return Shown(row, _(MOMENTS[row.moment]), standing(counts))


def _chosen(kind: type[_T], said: str | None, otherwise: _T | None) -> _T:
    """One of a closed list; an address or a form that names another is not ours."""
    if said in list(kind):
        return kind(said)
    if otherwise is None or said is not None:
        abort(400)
    return otherwise


def _today(
    session: Session, moment: Moment, varied: Varied, settings: Mapping[Moment, MomentSetting]
) -> dict[str, str]:
    """Variant A is what the store does now, until somebody writes another."""
    if varied is Varied.DELAY:
        hours = settings[moment].delay_hours if moment in settings else DEFAULTS[moment].delay_hours
        return {"a-delay": str(hours // unit_hours(moment))}
    return {
        f"a-{language}": present_words(session, here().store_id, moment, language).subject
        for language in LANGUAGES
    }


def _check_moment(session: Session, draft: Draft, settings: Mapping[Moment, MomentSetting]) -> None:
    if draft.moment in _busy(session):
        draft.refuse("moment", _("An experiment already runs at this moment: end it first."))
    elif draft.moment not in settings or not settings[draft.moment].is_on:
        draft.refuse("moment", _("Nobody is asked at this moment: switch it on first."))


def _busy(session: Session) -> set[Moment]:
    rows = experiments_of(session, here().store_id)
    return {one.moment for one in rows if one.ended_at is None}


def _form(session: Session, draft: Draft, settings: Mapping[Moment, MomentSetting]) -> str:
    rate = measured_rates(session, here().store_id)[draft.moment]
    span: Span = span_of(draft.moment, settings)
    return render_template(
        "solicitation/desk_experiment_form.html",
        draft=draft,
        letters=LETTERS,
        parts=parts_of(draft.varied, g.store),
        span=span,
        is_in_hours=unit_hours(draft.moment) == 1,
        moments=[(one.value, _(MOMENTS[one])) for one in Moment],
        longest=LONGEST["subject"],
        places=[f"{{{place}}}" for place in places_of(draft.moment)],
        rate=rate,
        needed=roughly(asks_for(rate, GAIN, 2) or 0),
        trouble=_trouble(draft),
    )


def roughly(asks: int) -> int:
    """A number of requests to two digits."""
    return round(asks, 2 - len(str(asks)))


def _trouble(draft: Draft) -> list[tuple[str, str, str]]:
    """Every refusal with its field, for the summary above the form."""
    names: dict[str, Any] = {"moment": _("Moment")}
    for letter in LETTERS:
        for part, name in (("fr", _("French")), ("en", _("English")), ("delay", _("Delay"))):
            names[f"{letter.lower()}-{part}"] = f"{_('Variant %(letter)s', letter=letter)} – {name}"
    return [(key, names[key], sentence) for key, sentence in draft.faults.items()]
