"""Check-ins at Eventbrite and pretix become attendees, whatever is lost, repeated or forged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.clock import tick
from app.factory import create_app
from core.doors import Doors
from core.errors import InvalidInput
from core.models import (
    Attendee,
    Connection,
    Customer,
    HookSecret,
    Occasion,
    Solicitation,
    Store,
    StoreEvent,
    WebhookReceipt,
)
from core.states import Reason, SolicitationState
from solicitation.jobs import poll_connections
from solicitation.operations.connecting import add_connection
from tests.factories import NOW, make_store
from tests.fakes import remotes
from tests.fakes.shop import FakeShop, Said
from tests.houses import clock_of, house
from tests.ticketing import (
    EVENTBRITE_EVENTS,
    PRETIX_EVENTS,
    SEEN,
    eventbrite_attendee,
    eventbrite_news,
    pretix_news,
    pretix_order,
    scan,
    ticket,
)

SECRETS = ("first-secret-0123456789", "second-secret-0123456789")
ENDS = datetime(2026, 6, 10, 20, tzinfo=UTC)
NEWS = {"eventbrite": eventbrite_news(), "pretix": pretix_news()}
BOTH = pytest.mark.parametrize("system", ["eventbrite", "pretix"])


@pytest.fixture
def doors(database_url: str, tmp_path: Path) -> Iterator[Doors]:
    """On the evening itself; the demo may reach this machine, where the fake system is."""
    with house(database_url, tmp_path, DEMO="1") as doors:
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


class House:
    """A ticketing system whose answers a test may change, and the store connected to it."""

    def __init__(self, doors: Doors, store: Store, system: str) -> None:
        self.doors, self.store, self.system = doors, store, system
        self.rows: list[dict[str, Any]] = []
        known: Any = EVENTBRITE_EVENTS if system == "eventbrite" else PRETIX_EVENTS
        self.shop = FakeShop(getattr(remotes, system)(self.rows, known))
        self.web = create_app(doors).test_client()

    def connect(self, wait: timedelta = timedelta(days=30)) -> None:
        """Connected, and not read by itself before `wait` is over."""
        with self.doors.database.transaction() as session:
            told = (self.system, self.shop.url, "TOKEN-0123456789")
            now = self.doors.now()
            made = add_connection(session, self.store.id, *told, self.doors.seals(), now)
            made.due_at = now + wait

    def tell(self, news: Any = None, secret: str = SECRETS[0]) -> int:
        body = json.dumps(news or NEWS[self.system])
        place = f"/hooks/{self.system}/maison"
        return self.web.post(place, query_string={"secret": secret}, data=body).status_code

    def came(self, **changes: Any) -> None:
        """One person, who came or did not."""
        self.rows[:] = [eventbrite_attendee(**changes)]
        if self.system == "pretix":
            is_here = changes.get("checked_in", True)
            last = changes.get("changed", SEEN)
            scans = [scan()] if is_here else []
            self.rows[:] = [pretix_order(last_modified=last, positions=[ticket(checkins=scans)])]

    def all(self, kind: Any) -> Any:
        with self.doors.database.reading() as session:
            return list(session.scalars(select(kind).order_by(kind.id)))


@pytest.fixture
def evening(doors: Doors, store: Store, system: str) -> Iterator[House]:
    here = House(doors, store, system)
    here.came()
    with here.shop:
        yield here


@BOTH
def test_a_check_in_makes_the_event_and_one_attendee_whatever_is_replayed(evening: House) -> None:
    evening.connect()
    for secret in (SECRETS[0], SECRETS[0], SECRETS[1]):
        assert evening.tell(secret=secret) == 200
        tick(evening.doors)
    [event] = evening.all(StoreEvent)
    assert (event.name, event.place.startswith("Atelier Nord")) == ("Soirée au tour", True)
    assert (event.ends_at, event.external_ref.startswith(evening.system)) == (ENDS, True)
    [row] = evening.all(Attendee)
    assert row.checked_in_at == datetime(2026, 6, 10, 16, 20, tzinfo=UTC)
    [occasion] = evening.all(Occasion)
    assert occasion.happened_at == ENDS, "nobody is asked before it ends"
    [customer] = evening.all(Customer)
    assert (customer.name, customer.region) == ("Léa Roy", "QC")
    assert [one.outcome for one in evening.all(WebhookReceipt)] == ["taken"]
    assert [ask.state for ask in evening.all(Solicitation)] == [SolicitationState.PLANNED]


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
def test_a_check_in_taken_back_stops_and_a_new_one_revives(evening: House) -> None:
    evening.connect()
    evening.tell()
    tick(evening.doors)
    for is_here, reason in ((False, Reason.CHECK_IN_TAKEN_BACK), (True, Reason.REPLANNED)):
        clock_of(evening.doors).move(timedelta(hours=1))
        evening.came(checked_in=is_here)
        action = {"eventbrite": "barcode.un_checked_in", "pretix": "pretix.event.checkin.reverted"}
        news = (
            eventbrite_news(action["eventbrite"])
            if evening.system == "eventbrite"
            else pretix_news(action["pretix"], number=2 + is_here)
        )
        evening.tell(NEWS[evening.system] if is_here and evening.system == "eventbrite" else news)
        tick(evening.doors)
        assert {ask.reason for ask in evening.all(Solicitation)} == {reason}
        assert [row.checked_in_at is not None for row in evening.all(Attendee)] == [is_here]


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
def test_what_webhooks_lost_is_found_by_reading(evening: House) -> None:
    evening.connect(timedelta(0))
    if evening.system == "eventbrite":
        evening.rows[:] = [eventbrite_attendee(str(7000 + n)) for n in range(5)]
        evening.rows.append(eventbrite_attendee("7999", checked_in=False))
    else:
        evening.rows[:] = [pretix_order(f"C{n}", positions=[ticket(n + 1)]) for n in range(5)]
        evening.rows.append(pretix_order("C9", positions=[ticket(9, checkins=[])]))
    assert poll_connections(evening.doors) == 5
    assert len(evening.all(Attendee)) == 5, "who did not come is not taken"
    assert len(evening.all(StoreEvent)) == 1
    clock_of(evening.doors).move(timedelta(minutes=10))
    assert poll_connections(evening.doors) == 0
    [connection] = evening.all(Connection)
    place = "900" if evening.system == "eventbrite" else "maison"
    assert connection.cursor[f"checkins:{place}"].startswith("2026-06-10T16:20")
    assert connection.last_error == ""


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
