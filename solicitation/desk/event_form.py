"""The form of an event: what it is, when, for how many, and until when its page takes words."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateTimeLocalField, Field, IntegerField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from core.models import StoreEvent
from solicitation.inbound.ticketing import reference_of
from solicitation.operations.attending import EventFact

_FORMAT = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
_MOST_PEOPLE = 1_000_000


class Moment(DateTimeLocalField):
    """A day and an hour of the store's own clock."""

    @property
    def moment(self) -> datetime:
        """What was read, without a zone."""
        return cast(datetime, self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it, or say so in words of ours."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Choose a day and an hour.")) from error


class Count(IntegerField):
    """A whole number of people or days, or nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it, or say so in words of ours."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Write a whole number, in digits.")) from error


def _stripped(value: str | None) -> str:
    return " ".join((value or "").split())


class EventForm(FlaskForm):  # type: ignore[misc] # the library is not typed for us
    """One event; its hours are those of the store."""

    name = StringField(
        _l("Name"),
        [DataRequired(_l("Write the event’s name.")), Length(max=300)],
        filters=[_stripped],
        description=_l("As your customers know it; it stands on the poster."),
    )
    place = StringField(_l("Place"), [Length(max=300)], filters=[_stripped])
    starts_at = Moment(
        _l("Begins"), [InputRequired(_l("Choose a day and an hour."))], format=_FORMAT
    )
    ends_at = Moment(_l("Ends"), [InputRequired(_l("Choose a day and an hour."))], format=_FORMAT)
    capacity = Count(
        _l("Room for"),
        [
            Optional(),
            NumberRange(0, _MOST_PEOPLE, _l("Write how many people there is room for, 0 or more.")),
        ],
        description=_l("How many people; leave it empty when nobody counts."),
    )
    external_ref = StringField(
        _l("Its number at Eventbrite or pretix"),
        [Length(max=300)],
        filters=[_stripped],
        description=_l(
            "Its number or its address there, for pretix also organizer/event. Whoever checks in"
            " there is then on this list; left empty, the first check-in makes an event."
        ),
    )
    is_collecting = BooleanField(
        _l("Take words on the spot"),
        description=_l("By the poster’s code and the tablet, from the moment it begins."),
    )
    collecting_days = Count(
        _l("Until so many days after the end"),
        [
            InputRequired(_l("Write a number of days from 0 to 365.")),
            NumberRange(0, 365, _l("Write a number of days from 0 to 365.")),
        ],
    )

    def make_sense(self) -> bool:
        """Whether every field is right and they agree with one another."""
        if not self.validate_on_submit():
            return False
        if self.ends_at.moment <= self.starts_at.moment:
            self.refuse("ends_at", _("It must end after it begins."))
            return False
        if self.external_ref.data and reference_of(self.external_ref.data) is None:
            self.refuse(
                "external_ref",
                _("Write Eventbrite’s number, or organizer/event as in the address at pretix."),
            )
            return False
        return True

    def refuse(self, name: str, sentence: str) -> None:
        """Say what is wrong at one field."""
        field: Field = self._fields[name]
        field.errors = [*field.errors, sentence]

    def fact(self, zone: ZoneInfo) -> EventFact:
        """The checked form as a value."""
        return EventFact(
            name=self.name.data or "",
            place=self.place.data or "",
            starts_at=self.starts_at.moment.replace(tzinfo=zone),
            ends_at=self.ends_at.moment.replace(tzinfo=zone),
            capacity=self.capacity.data,
            is_collecting=self.is_collecting.data,
            collecting_days=self.collecting_days.data or 0,
            external_ref=reference_of(self.external_ref.data or ""),
        )


def known(event: StoreEvent | None, zone: ZoneInfo) -> dict[str, object]:
    """What the form begins with."""
    if event is None:
        return {"is_collecting": True, "collecting_days": 14}
    return {
        "name": event.name,
        "place": event.place,
        "starts_at": _local(event.starts_at, zone),
        "ends_at": _local(event.ends_at, zone),
        "capacity": event.capacity,
        "is_collecting": event.is_collecting,
        "collecting_days": event.collecting_days,
        "external_ref": event.external_ref,
    }


def _local(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return moment.astimezone(zone).replace(tzinfo=None) if moment else None
