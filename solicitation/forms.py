"""The form of a store's moments, and what settings may not say together."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, IntegerField
from wtforms.validators import InputRequired, NumberRange

from core.errors import N_
from core.models import MomentSetting, Store
from core.states import Moment, OccasionKind
from solicitation.policy import DEFAULTS, MOST_HELD_OUT, MOST_REMINDERS, UNITED_KINGDOM

HOURS_A_DAY = 24
SHORTEST_DAY_HOURS = 4
"""Mails need some hours of a day in which they may arrive."""


class Whole(IntegerField):
    """A whole number; 0 while nothing was read."""

    @property
    def number(self) -> int:
        """What was read."""
        return self.data or 0

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it, or say so in words of ours."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Write a whole number, in digits.")) from error


class _Form(FlaskForm):  # type: ignore[misc] # the library is not typed for us
    def refuse(self, name: str, sentence: str) -> None:
        """Say what is wrong at one field, unless something was said there."""
        field: Field = self._fields[name]
        field.errors = [*(field.errors or [_(sentence)])]


def _whole(label: LazyString, least: int, most: int, hint: LazyString | str = "") -> Whole:
    between = _l("Write a whole number from %(least)s to %(most)s.", least=least, most=most)
    checks = [InputRequired(between), NumberRange(least, most, between)]
    return Whole(label, checks, description=hint)


class MomentForm(_Form):
    """When and how one moment asks; delays count hours for events and days otherwise."""

    class Meta:
        """The store's form carries the token for all."""

        csrf = False

    is_on = BooleanField(_l("Ask at this moment"))
    delay = _whole(_l("Delay"), 0, 400)
    delay_abroad = _whole(_l("Delay abroad"), 0, 400)
    reminders = _whole(_l("Reminders"), 0, MOST_REMINDERS)
    reminder_days = _whole(_l("Spacing"), 2, 60)
    useful_days = _whole(_l("Dropped"), 1, 365)
    holdout_percent = _whole(_l("Never asked"), 0, MOST_HELD_OUT)
    is_media_asked = BooleanField(
        _l("Ask who wrote without a picture to add one"),
        description=_l("One mail, whatever the rating."),
    )

    def __init__(self, setting: MomentSetting) -> None:
        self.moment, self.unit = setting.moment, unit_hours(setting.moment)
        shown = {
            "is_on": setting.is_on,
            "delay": setting.delay_hours // self.unit,
            "delay_abroad": setting.delay_hours_abroad // self.unit,
            "reminders": setting.reminders,
            "reminder_days": setting.reminder_days,
            "useful_days": setting.useful_days,
            "holdout_percent": setting.holdout_percent,
            "is_media_asked": setting.is_media_asked,
        }
        super().__init__(prefix=f"{setting.moment.value}-", data=shown)
        if not has_parcels(setting.moment):
            del self.delay_abroad
            del self.is_media_asked

    def apply(self, setting: MomentSetting) -> None:
        """Put the form's answers on the row."""
        setting.is_on = self.is_on.data
        setting.delay_hours = self.delay.number * self.unit
        abroad = self.delay_abroad or self.delay
        setting.delay_hours_abroad = abroad.number * self.unit
        setting.reminders = self.reminders.number
        setting.reminder_days = self.reminder_days.number
        setting.useful_days = self.useful_days.number
        setting.holdout_percent = self.holdout_percent.number
        setting.is_media_asked = bool(self.is_media_asked and self.is_media_asked.data)


class AskingForm(_Form):
    """What holds for all moments: quiet hours, caps, parcels, testimonials and videos."""

    is_sending_paused = BooleanField(_l("Pause everything: nothing is sent until this is undone"))
    quiet_from_hour = _whole(_l("Quiet from"), 0, 23)
    quiet_until_hour = _whole(_l("Quiet until"), 0, 23)
    is_quiet_on_sunday = BooleanField(_l("No mail on Sundays"))
    short_cap = _whole(_l("At most"), 1, 10)
    short_cap_days = _whole(_l("in days"), 1, 90)
    long_cap = _whole(_l("and at most"), 1, 50)
    long_cap_days = _whole(_l("in days"), 7, 400)
    transit_days_domestic = _whole(_l("At home, days"), 0, 60)
    transit_days_international = _whole(_l("Abroad, days"), 0, 90)
    is_testimonial_asked = BooleanField(
        _l("After a positive resolution, ask for a testimonial too"),
        description=_l("Never counted in averages, always labelled as selected by you."),
    )
    is_video_offered = BooleanField(
        _l("Offer everybody who wrote a review to add a video"),
        description=_l("Whatever the rating."),
    )

    def apply(self, store: Store) -> None:
        """Put the form's answers on the row."""
        for name in self.data.keys() - {"csrf_token"}:
            setattr(store, name, getattr(self, name).data)


def unit_hours(moment: Moment) -> int:
    """Hours in the unit in which this moment's delay is told."""
    return 1 if DEFAULTS[moment].occasion is OccasionKind.EVENT else HOURS_A_DAY


def has_parcels(moment: Moment) -> bool:
    """Whether a parcel abroad makes a difference at this moment."""
    return DEFAULTS[moment].occasion is OccasionKind.PURCHASE


def make_sense(asking: AskingForm, moments: Mapping[Moment, MomentForm], store: Store) -> bool:
    """Whether the answers hold, each and together; says at a field what does not."""
    forms = [asking, *moments.values()]
    answers = [form.validate() for form in forms]
    if not all(answers):
        return False
    _check_hours(asking)
    _check_caps(asking)
    _check_testimonials(asking, moments[Moment.SUPPORT_RESOLVED], store)
    for form in moments.values():
        _check_moment(form)
    _check_order(moments)
    return not any(form.errors for form in forms)


def _check_hours(asking: AskingForm) -> None:
    open_hours = (asking.quiet_from_hour.number - asking.quiet_until_hour.number) % HOURS_A_DAY
    if 0 < open_hours < SHORTEST_DAY_HOURS:
        asking.refuse("quiet_until_hour", N_("Leave at least four hours in which mail may arrive."))


def _check_caps(asking: AskingForm) -> None:
    if asking.long_cap_days.number <= asking.short_cap_days.number:
        asking.refuse("long_cap_days", N_("The long span is longer than the short one."))
    if asking.long_cap.number < asking.short_cap.number:
        asking.refuse("long_cap", N_("The long span allows at least as many as the short one."))


def _check_testimonials(asking: AskingForm, support: MomentForm, store: Store) -> None:
    """Mode B never runs without mode A, nor for stores that sell to the UK (rule 6)."""
    if not asking.is_testimonial_asked.data:
        return
    if not support.is_on.data:
        asking.refuse(
            "is_testimonial_asked",
            N_("Testimonials are asked for only where everybody is asked for a review first."),
        )
    elif store.country == UNITED_KINGDOM:
        asking.refuse(
            "is_testimonial_asked", N_("Stores in the United Kingdom do not ask for testimonials.")
        )


def _check_moment(form: MomentForm) -> None:
    if form.reminders.number * form.reminder_days.number > form.useful_days.number:
        form.refuse("reminder_days", N_("The reminder would come when the request is of no use."))


def _check_order(moments: Mapping[Moment, MomentForm]) -> None:
    order = (Moment.AFTER_PURCHASE, Moment.ONE_MONTH, Moment.SIX_MONTHS)
    forms = [moments[moment] for moment in order if moments[moment].is_on.data]
    for earlier, later in pairwise(forms):
        if later.delay.number <= earlier.delay.number:
            later.refuse("delay", N_("This moment comes after the one before it."))
