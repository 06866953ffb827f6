"""Check-ins that are forged, lost, repeated or of nobody we may look up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.clock import tick
from core.doors import Doors
from core.errors import InvalidInput
from core.models import (
    Attendee,
    Customer,
    HookSecret,
    Occasion,
    Store,
    StoreEvent,
    WebhookReceipt,
)
from solicitation.jobs import poll_connections
from solicitation.operations.connecting import add_connection
from tests.factories import NOW, make_store
from tests.fakes import remotes
from tests.fakes.shop import Said
from tests.houses import clock_of, house
from tests.ticketing import (
    NEWS,
    PRETIX_EVENTS,
    SECRETS,
    House,
    eventbrite_attendee,
    eventbrite_news,
    pretix_news,
    pretix_order,
    ticket,
)

ENDS = datetime(2026, 6, 10, 20, tzinfo=UTC)
BOTH = pytest.mark.parametrize("system", ["eventbrite", "pretix"])


@pytest.fixture
def doors(sqlite_url: str, tmp_path: Path) -> Iterator[Doors]:
    """On the evening itself; the demo may reach this machine, where the fake system is."""
    with house(sqlite_url, tmp_path, DEMO="1") as doors:
        clock_of(doors).move(datetime(2026, 6, 10, 16, 30, tzinfo=UTC) - NOW)
        yield doors


@pytest.fixture
def store(doors: Doors) -> Store:
    with doors.database.transaction() as session:
        store = make_store(session, key="maison")
        for system in NEWS:
            for secret in SECRETS:
                session.add(
                    HookSecret(store_id=store.id, system=system, secret=secret, created_at=NOW)
                )
    return store


@pytest.fixture
def evening(doors: Doors, store: Store, system: str) -> Iterator[House]:
    here = House(doors, store, system)
    here.came()
    with here.shop:
        yield here


@BOTH
def test_an_event_that_a_member_wrote_down_takes_the_check_ins(evening: House) -> None:
    refs = {"eventbrite": "eventbrite:16113455780", "pretix": "pretix:maison/soiree"}
    with evening.doors.database.transaction() as session:
        told = {"name": "Tour de potier", "external_ref": refs[evening.system]}
        session.add(StoreEvent(store_id=evening.store.id, key="tour", created_at=NOW, **told))
    evening.connect()
    evening.tell()
    tick(evening.doors)
    [event] = evening.all(StoreEvent)
    assert (event.name, event.key, event.ends_at) == ("Tour de potier", "tour", ENDS)
    assert [row.store_event_id for row in evening.all(Attendee)] == [event.id]


@BOTH
def test_a_forgery_is_refused_and_not_kept(evening: House) -> None:
    for secret in ("", "somebody-elses-0123456789", SECRETS[0] + "x", "é" * 20):
        assert evening.tell(secret=secret) == 401
    assert evening.all(WebhookReceipt) == []
    assert evening.shop.calls == []


@BOTH
def test_without_a_connection_the_message_says_what_is_missing(evening: House) -> None:
    assert evening.tell() == 200
    tick(evening.doors)
    [receipt] = evening.all(WebhookReceipt)
    assert "connect this system" in receipt.outcome
    assert evening.all(Customer) == []


@BOTH
def test_a_system_that_is_down_is_asked_again_and_one_that_refuses_is_not(evening: House) -> None:
    evening.connect()
    evening.shop.next.append(Said({}, 503))
    evening.tell()
    tick(evening.doors)
    [receipt] = evening.all(WebhookReceipt)
    assert receipt.processed_at is None
    clock_of(evening.doors).move(timedelta(hours=2))
    evening.shop.next.append(Said({}, 401))
    news = pretix_news(number=9) if evening.system == "pretix" else eventbrite_news()
    evening.tell(news)
    tick(evening.doors)
    assert "does not accept the key" in evening.all(WebhookReceipt)[-1].outcome


@BOTH
def test_somebody_with_two_tickets_came_once(evening: House) -> None:
    evening.connect(timedelta(0))
    if evening.system == "eventbrite":
        twice = {"profile": {"email": "lea@example.com", "name": "Léa Roy"}}
        evening.rows[:] = [eventbrite_attendee(str(7000 + n), **twice) for n in range(2)]
    else:
        evening.rows[:] = [pretix_order(positions=[ticket(1), ticket(2)])]
    poll_connections(evening.doors)
    tick(evening.doors)
    assert (len(evening.all(Attendee)), len(evening.all(Occasion))) == (1, 1)


@pytest.mark.parametrize("system", ["pretix"])
def test_each_date_of_a_series_has_its_own_page(evening: House) -> None:
    evening.connect(timedelta(0))
    again = {"name": {"fr": "Soirée au tour"}, "date_from": "2026-07-10T16:00:00Z"}
    evening.shop.route = remotes.pretix(evening.rows, PRETIX_EVENTS | {"soiree/subevents/7": again})
    evening.rows[:] = [
        pretix_order("C1", positions=[ticket(1)]),
        pretix_order("C2", positions=[ticket(2, subevent=7)]),
    ]
    assert poll_connections(evening.doors) == 2
    assert [event.key for event in evening.all(StoreEvent)] == [
        "soiree-au-tour",
        "soiree-au-tour-maison-soiree-7",
    ]


@pytest.mark.parametrize("system", ["eventbrite"])
def test_eventbrites_key_goes_to_eventbrite_alone(evening: House) -> None:
    told = ("eventbrite", "https://eventbrite.evil.example", "TOKEN-0123456789")
    with evening.doors.database.transaction() as session:
        with pytest.raises(InvalidInput, match="has one address") as refused:
            add_connection(session, evening.store.id, *told, evening.doors.seals(), NOW)
        assert refused.value.field == "base_url"
