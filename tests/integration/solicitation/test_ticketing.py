"""Check-ins at Eventbrite and pretix become attendees, whatever is lost, repeated or forged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.clock import tick
from core.doors import Doors
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
from tests.factories import NOW, make_store
from tests.houses import clock_of, house
from tests.ticketing import (
    NEWS,
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
