"""Eventbrite's and pretix's messages name a ticket; their answers say who came."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from solicitation.inbound import eventbrite, pretix
from solicitation.inbound.dialogue import facts_in
from solicitation.inbound.errors import UnreadablePayload
from solicitation.inbound.facts import AttendeeFact, HappeningFact, Ignored
from solicitation.inbound.ticketing import Visit, reference_of
from tests.factories import NOW
from tests.ticketing import (
    EVENTBRITE_EVENTS,
    PRETIX_EVENTS,
    eventbrite_attendee,
    eventbrite_news,
    pretix_news,
    pretix_order,
    scan,
    ticket,
)

AT = datetime(2026, 6, 10, 16, 20, tzinfo=UTC)
EVENING = eventbrite.happening("16113455780", EVENTBRITE_EVENTS["16113455780"])
KNOWN = {
    "pretix:maison/soiree": pretix.happening("pretix:maison/soiree", PRETIX_EVENTS["soiree"]),
}


def told(**order: Any) -> list[AttendeeFact]:
    return list(pretix.attendees(pretix_order(**order), "maison", KNOWN))


def test_eventbrites_message_names_an_attendee() -> None:
    assert eventbrite.translate(eventbrite_news(), NOW) == Visit("16113455780", "518287324")


def test_eventbrites_test_message_and_other_news_ask_for_nothing() -> None:
    for action in ("test", "order.placed", ""):
        assert isinstance(eventbrite.translate(eventbrite_news(action), NOW), Ignored)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://www.eventbriteapi.com/v3/events/1/attendees/2/", "not encrypted"),
        ("https://www.eventbriteapi.com.evil.example/v3/events/1/attendees/2/", "another host"),
        ("https://www.eventbriteapi.com@evil.example/v3/events/1/attendees/2/", "a user name"),
        ("https://www.eventbriteapi.com/v3/orders/1/", "no attendee"),
        ("https://www.eventbriteapi.com/v3/events/1/attendees/../../users/me/", "climbs"),
        ("https://www.eventbriteapi.com/v3/events/1/attendees/2/?token=x", "more than a place"),
        ("https://169.254.169.254/latest/meta-data/", "the machine's own"),
        ("", "nothing"),
    ],
)
def test_an_address_that_is_not_eventbrites_attendee_is_not_asked(address: str, why: str) -> None:
    with pytest.raises(UnreadablePayload):
        eventbrite.translate(eventbrite_news() | {"api_url": address}, NOW)
    assert why


def test_an_eventbrite_attendee_came_when_the_code_was_scanned() -> None:
    fact = eventbrite.attendee(eventbrite_attendee(changed="2026-06-11T09:00:00Z"), EVENING)
    assert isinstance(fact, AttendeeFact)
    assert (fact.checked_in_at, fact.external_id) == (AT, "eventbrite:518287324")
    assert (fact.person.name, fact.person.country, fact.person.region) == ("Léa Roy", "CA", "QC")
    assert fact.happening == HappeningFact(
        ref="eventbrite:16113455780",
        name="Soirée au tour",
        place="Atelier Nord, Lyon",
        starts_at=datetime(2026, 6, 10, 16, tzinfo=UTC),
        ends_at=datetime(2026, 6, 10, 20, tzinfo=UTC),
        capacity=24,
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"checked_in": False}, "never scanned, or taken back"),
        ({"refunded": True}, "the money was given back"),
        ({"cancelled": True}, "the ticket was cancelled"),
        ({"checked_in": "yes"}, "not a truth value"),
    ],
)
def test_an_eventbrite_attendee_who_did_not_come_is_taken_back(
    changes: dict[str, Any], why: str
) -> None:
    fact = eventbrite.attendee(eventbrite_attendee(**changes), EVENING)
    assert isinstance(fact, AttendeeFact)
    assert fact.is_taken_back, why
    assert fact.checked_in_at is None


def test_pretixs_message_names_an_order() -> None:
    for action in ("pretix.event.checkin", "pretix.event.checkin.reverted"):
        assert pretix.translate(pretix_news(action), NOW) == Visit("maison/soiree", "ABC12")
    assert isinstance(pretix.translate(pretix_news("pretix.event.changed"), NOW), Ignored)


@pytest.mark.parametrize("odd", ["../x", "a/b", "", "..", "x" * 200, 7, None, {}, "a?b", "a\x00"])
def test_a_name_that_is_no_part_of_a_path_is_not_asked(odd: object) -> None:
    for key in ("organizer", "event", "code"):
        with pytest.raises(UnreadablePayload):
            pretix.translate(pretix_news() | {key: odd}, NOW)


@pytest.mark.parametrize(
    ("order", "seen", "why"),
    [
        ({}, AT, "scanned once"),
        ({"positions": [ticket(checkins=[])]}, None, "not scanned"),
        ({"positions": [ticket(checkins=[scan(type="exit")])]}, None, "only went out"),
        ({"positions": [ticket(checkins=[scan(auto_checked_in=True)])]}, None, "seen by nobody"),
        ({"positions": [ticket(canceled=True)]}, None, "this ticket was cancelled"),
        ({"status": "c"}, None, "the order was cancelled"),
        ({"positions": [ticket(checkins=[scan("2026-06-10T18:00Z"), scan()])]}, AT, "the first"),
        ({"email": None}, None, "nobody to write to"),
    ],
)
def test_a_pretix_ticket_says_whether_somebody_came(
    order: dict[str, Any], seen: datetime | None, why: str
) -> None:
    [fact] = told(**order)
    assert (fact.checked_in_at, fact.is_taken_back) == (seen, seen is None), why


def test_each_address_of_an_order_came_once() -> None:
    tickets = [
        ticket(1, checkins=[]),
        ticket(2),
        ticket(3, attendee_email="tom@example.com", attendee_name="Tom"),
    ]
    facts = told(positions=tickets)
    assert [(fact.person.email, fact.is_taken_back) for fact in facts] == [
        ("abc12@example.com", False),
        ("tom@example.com", False),
    ]
    assert (facts[0].person.language, facts[0].person.region) == ("fr", "QC")
    assert told(testmode=True) == []


def test_the_date_of_a_series_is_an_event_of_its_own() -> None:
    facts = told(positions=[ticket(subevent=7)])
    assert [fact.happening.ref for fact in facts if fact.happening] == ["pretix:maison/soiree/7"]
    evening = KNOWN["pretix:maison/soiree"]
    assert (evening.name, evening.place) == ("Soirée au tour", "Atelier Nord Lyon")


@pytest.mark.parametrize("odd", [None, 1, -1, 10**400, "x" * 10_000, [], {}, [None], True, "\x00"])
def test_an_odd_answer_is_passed_over_and_never_an_accident(odd: object) -> None:
    for key in eventbrite_attendee():
        row = {**eventbrite_attendee(), key: odd}
        list(facts_in([row], lambda one: eventbrite.attendee(one, EVENING)))
    for key in pretix_order():
        _each({**pretix_order(), key: odd})
    for key in ticket():
        _each(pretix_order(positions=[{**ticket(), key: odd}]))
    for key in PRETIX_EVENTS["soiree"]:
        pretix.happening("pretix:a/b", PRETIX_EVENTS["soiree"] | {key: odd})
    for key in EVENTBRITE_EVENTS["16113455780"]:
        eventbrite.happening("1", EVENTBRITE_EVENTS["16113455780"] | {key: odd})


def _each(order: dict[str, Any]) -> list[AttendeeFact]:
    try:
        pretix.places_of(order, "maison")
        return list(pretix.attendees(order, "maison", KNOWN))
    except UnreadablePayload:
        return []


@pytest.mark.parametrize(
    ("told_by_member", "ref"),
    [
        ("16113455780", "eventbrite:16113455780"),
        (" eventbrite:16113455780 ", "eventbrite:16113455780"),
        ("https://www.eventbrite.fr/e/billets-soiree-2026-16113455780?aff=x",
         "eventbrite:16113455780"),
        ("maison/soiree", "pretix:maison/soiree"),
        ("pretix:maison/soiree/7", "pretix:maison/soiree/7"),
        ("https://pretix.eu/maison/soiree/7/", "pretix:maison/soiree/7"),
        ("", None),
        ("Soirée au tour", None),
        ("eventbrite:maison/soiree", None),
        ("https://www.eventbrite.fr/o/atelier", None),
        ("https://[", None),
        ("../..", None),
        ("12", None),
    ],
)  # fmt: skip
def test_a_member_writes_the_number_or_the_address(told_by_member: str, ref: str | None) -> None:
    assert reference_of(told_by_member) == ref
