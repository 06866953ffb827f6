"""Where a customer's day is: said, or guessed from the region, the country, the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solicitation.inbound import people
from solicitation.policy import Quiet, due_at, next_open
from solicitation.regions import CAPITALS, REGIONS
from solicitation.zones import region_code, zone_of

SINCE = datetime(2010, 1, 1, tzinfo=UTC)
MORNING = Quiet(20, 9, is_sunday_quiet=False)


@pytest.mark.parametrize(
    ("said", "country", "region", "zone", "why"),
    [
        ("Asia/Tokyo", "US", "CA", "Asia/Tokyo", "what was said goes first"),
        ("Mars/Base", "US", "CA", "America/Los_Angeles", "what was said is no zone"),
        ("", "US", "", "America/New_York", "where most people live"),
        ("", "us", "us-ca", "America/Los_Angeles", "small letters, ISO 3166-2 in full"),
        ("", "US", "HI", "Pacific/Honolulu", "an island"),
        ("", "CA", "BC", "America/Vancouver", "the west of Canada, not Baja California"),
        ("", "MX", "BC", "America/Tijuana", "the same code in another country"),
        ("", "CA", "NL", "America/St_Johns", "half an hour apart"),
        ("", "BR", "AM", "America/Manaus", "west of Brazil"),
        ("", "BR", "SP", "America/Sao_Paulo", "not listed: the country's"),
        ("", "AU", "WA", "Australia/Perth", "west of Australia"),
        ("", "RU", "KAM", "Asia/Kamchatka", "nine hours from Moscow"),
        ("", "ES", "TF", "Atlantic/Canary", "the Canaries by province"),
        ("", "PT", "PT-20", "Atlantic/Azores", "the Azores"),
        ("", "FR", "974", "Indian/Reunion", "overseas as a region"),
        ("", "RE", "", "Indian/Reunion", "overseas as a country"),
        ("", "FR", "IDF", "Europe/Paris", "an unknown region"),
        ("", "XX", "CA", "Europe/Rome", "an unknown country: the store's"),
        ("", "", "", "Europe/Rome", "nothing known: the store's"),
    ],
)
def test_the_zone_is_the_nearest_that_is_known(
    said: str, country: str, region: str, zone: str, why: str
) -> None:
    assert zone_of(said, country, "Europe/Rome", region).key == zone, why


def test_every_zone_of_the_tables_exists() -> None:
    names = {*CAPITALS.values(), *(zone for part in REGIONS.values() for zone in part.values())}
    assert {ZoneInfo(name).key for name in names} == names


def test_a_region_belongs_to_its_country() -> None:
    assert region_code("US", "us-ca") == "CA"
    assert region_code("MX", "US-CA") == "US-CA", "of another country: matches nothing"


@pytest.mark.parametrize(
    ("text", "code"),
    [("ca", "CA"), ("PT-20", "PT-20"), ("California", None), ("Île-de-France", None), ("", None)],
)
def test_a_region_is_a_code_and_never_a_name(text: str, code: str | None) -> None:
    assert people.region(text) == code


@pytest.mark.parametrize(
    ("zone", "happened", "due", "why"),
    [
        ("Europe/Paris", "2027-03-27T06:00+00:00", "2027-03-28T07:00+00:00", "23 hours that day"),
        ("Europe/Paris", "2026-10-24T06:30+00:00", "2026-10-25T08:00+00:00", "25 hours that day"),
        ("America/Sao_Paulo", "2018-11-03T10:00+00:00", "2018-11-04T11:00+00:00", "no midnight"),
        ("Australia/Lord_Howe", "2026-10-03T21:45+00:00", "2026-10-04T22:00+00:00", "half an hour"),
        ("Pacific/Apia", "2011-12-29T18:00+00:00", "2011-12-30T19:00+00:00", "a day left out"),
    ],
)
def test_a_days_delay_lands_in_the_morning_over_changes_of_the_clock(
    zone: str, happened: str, due: str, why: str
) -> None:
    """Requirement M12; in 2018 the clocks of São Paulo jumped over midnight."""
    found = due_at(datetime.fromisoformat(happened), 24, ZoneInfo(zone), MORNING)
    local = found.astimezone(ZoneInfo(zone))
    assert found == datetime.fromisoformat(due).astimezone(UTC), f"{why}: {local}"


@given(
    st.integers(0, 10_000_000).map(lambda minutes: SINCE + timedelta(minutes=minutes)),
    st.sampled_from(
        ["Europe/Paris", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata"]
    ),
    st.integers(0, 23),
    st.integers(0, 23),
    st.booleans(),
)
def test_no_mail_arrives_in_quiet_hours_whatever_the_clocks_do(
    moment: datetime, zone: str, from_hour: int, until_hour: int, is_sunday_quiet: bool
) -> None:
    quiet, place = Quiet(from_hour, until_hour, is_sunday_quiet), ZoneInfo(zone)
    opened = next_open(moment, place, quiet)
    assert opened >= moment
    local = opened.astimezone(place)
    hours = (local.hour - from_hour) % 24
    assert from_hour == until_hour or hours >= (until_hour - from_hour) % 24
    assert not (is_sunday_quiet and local.isoweekday() == 7)
    assert next_open(opened, place, quiet) == opened
