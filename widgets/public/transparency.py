"""How a store collects, checks and shows reviews: said from its live settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, make_response, render_template
from flask_babel import gettext as _
from flask_babel import ngettext

from core.auth import public
from core.errors import N_
from core.models import ANSWERED_WITHIN, MomentSetting
from core.states import Ground, Label, Moment
from core.web import doors
from widgets.feeds.facts import web_address
from widgets.feeds.names import quoted
from widgets.public.ground import CACHE_CONTROL, enter, language_links, onward
from widgets.queries.transparency import OPEN, Figures, figures_of, has_rules, moments_of

blueprint = Blueprint("transparency", __name__, template_folder="../templates")

MOMENTS: Mapping[Moment, str] = {
    Moment.AFTER_PURCHASE: N_("Just after the purchase"),
    Moment.ONE_MONTH: N_("After one month of use"),
    Moment.SIX_MONTHS: N_("After six months of use"),
    Moment.SUPPORT_RESOLVED: N_("After help from the store"),
    Moment.EVENT: N_("At an event"),
}
ASKED_FOR: Mapping[Moment, str] = {
    Moment.AFTER_PURCHASE: N_("Stars and a few words, for each product."),
    Moment.ONE_MONTH: N_("Stars, a few qualities, what is good and what is less so, photos."),
    Moment.SIX_MONTHS: N_(
        "What it was like before, what has changed, and whether they would buy it again. Whoever"
        " wrote at one month sees their own words and may leave them as they are."
    ),
    Moment.SUPPORT_RESOLVED: N_(
        "A review of the store. Everybody whose request was closed is asked, content or not."
    ),
    Moment.EVENT: N_("A photo or a video and a few words, on the spot or by mail."),
}
GROUNDS: Mapping[Ground, tuple[str, str]] = {
    Ground.OFF_TOPIC: (
        N_("Off topic"),
        N_("It does not speak of the product, the store or the event."),
    ),
    Ground.PERSONAL_DATA: (
        N_("Personal data"),
        N_("It tells who somebody is, or how to reach them."),
    ),
    Ground.UNLAWFUL: (N_("Against the law"), N_("Publishing it would itself be an offence.")),
    Ground.HATEFUL: (
        N_("Hateful or threatening"),
        N_("It attacks people for who they are, or threatens them."),
    ),
    Ground.SPAM: (N_("Advertising or spam"), N_("It sells something else, or repeats itself.")),
    Ground.CONFLICT_OF_INTEREST: (
        N_("Conflict of interest"),
        N_("Its author gains from what it says and hides it."),
    ),
    Ground.NOT_A_REAL_EXPERIENCE: (
        N_("Not a real experience"),
        N_("Its author did not live what it tells."),
    ),
    Ground.MEDIA_WITHOUT_RIGHTS: (
        N_("Photo or video without rights"),
        N_("It was made by somebody else, or shows somebody who did not agree."),
    ),
    Ground.UNREADABLE: (N_("Cannot be read"), N_("It holds no words that anybody could read.")),
}
LABELS: Mapping[Label, str] = {
    Label.REWARDED: N_("Rewarded for writing"),
    Label.INSIDER: N_("Has a link with the store"),
    Label.AMBASSADOR: N_("Ambassador of the store"),
    Label.IMPORTED: N_("Collected by another service"),
}
HOURS_A_DAY = 24


@dataclass(frozen=True, slots=True)
class Asking:
    """One line of the table of moments, said for people."""

    name: str
    when: str
    abroad: str
    what: str
    reminders: str
    is_on: bool


@blueprint.get("/t/<store_key>")
@public
def transparency(store_key: str) -> Response:
    """Everything that C. conso. D111-17 and D111-18 ask to be said, and what stands behind it."""
    with doors().database.reading() as session:
        store = enter(session, store_key)
        asked = [_asking(row) for row in moments_of(session, store.id)]
        figures = figures_of(session, store.id, doors().now())
        is_ruled = has_rules(session, store.id)
    page = render_template(
        "widgets/transparency.html",
        store_url=web_address(store.url),
        language_links=language_links(),
        reviews_url=onward(f"/t/{quoted(store.key)}/reviews"),
        asked=asked,
        figures=figures,
        has_rules=is_ruled,
        contest_days=ANSWERED_WITHIN.days,
        origins=_origins(figures),
        labels=[(_(LABELS[label]), number) for label, number in figures.labels.items()],
        grounds=[(_(name), _(words)) for name, words in GROUNDS.values()],
    )
    response = make_response(page)
    response.headers["Cache-Control"] = CACHE_CONTROL
    return response


def _asking(row: MomentSetting) -> Asking:
    is_other = row.delay_hours_abroad != row.delay_hours
    return Asking(
        name=_(MOMENTS[row.moment]),
        when=_after(row.moment, row.delay_hours),
        abroad=_after(row.moment, row.delay_hours_abroad) if is_other else "",
        what=_(ASKED_FOR[row.moment]),
        reminders=_reminders(row),
        is_on=row.is_on,
    )


def _reminders(row: MomentSetting) -> str:
    if not row.reminders:
        return str(_("No reminder."))
    said = ngettext(
        "One reminder at most, %(days)s days later.",
        "%(num)s reminders at most, every %(days)s days.",
        row.reminders,
        days=row.reminder_days,
    )
    return str(said)


def _after(moment: Moment, hours: int) -> str:
    """ "3 days after delivery": whole days where they are whole, hours else."""
    if hours and hours % HOURS_A_DAY == 0:
        return _days_after(moment, hours // HOURS_A_DAY)
    return _hours_after(moment, hours)


def _days_after(moment: Moment, days: int) -> str:
    if moment is Moment.SUPPORT_RESOLVED:
        said = ngettext("%(num)s day after the answer", "%(num)s days after the answer", days)
    elif moment is Moment.EVENT:
        said = ngettext("%(num)s day after the event", "%(num)s days after the event", days)
    else:
        said = ngettext("%(num)s day after delivery", "%(num)s days after delivery", days)
    return str(said)


def _hours_after(moment: Moment, hours: int) -> str:
    if moment is Moment.SUPPORT_RESOLVED:
        said = ngettext("%(num)s hour after the answer", "%(num)s hours after the answer", hours)
    elif moment is Moment.EVENT:
        said = ngettext("%(num)s hour after the event", "%(num)s hours after the event", hours)
    else:
        said = ngettext("%(num)s hour after delivery", "%(num)s hours after delivery", hours)
    return str(said)


def _origins(figures: Figures) -> list[tuple[str, int]]:
    names = {str(moment): name for moment, name in MOMENTS.items()}
    names |= {Label.IMPORTED.value: LABELS[Label.IMPORTED], OPEN: N_("Written without being asked")}
    return [(_(name), figures.origins.get(key, 0)) for key, name in names.items()]
