"""Polled systems: every change is taken once, from page to page and from poll to poll."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core.doors import Doors
from core.models import Connection, Customer, Occasion, Order
from core.states import OrderStatus, Reason
from solicitation.jobs import poll_connections
from tests.factories import NOW
from tests.fakes import remotes
from tests.fakes.shop import FakeShop, Said
from tests.houses import clock_of, house
from tests.shops import connect


@pytest.fixture
def doors(database_url: str, tmp_path: Path) -> Iterator[Doors]:
    """The demo may reach this machine, where the fake shop is."""
    with house(database_url, tmp_path, DEMO="1") as doors:
        yield doors


@pytest.fixture
def light_doors(sqlite_url: str, tmp_path: Path) -> Iterator[Doors]:
    """The same on SQLite alone."""
    with house(sqlite_url, tmp_path, DEMO="1") as doors:
        yield doors


def later(doors: Doors, minutes: int = 10) -> None:
    clock_of(doors).move(timedelta(minutes=minutes))


def all_of(doors: Doors, kind: Any) -> Any:
    with doors.database.reading() as session:
        return list(session.scalars(select(kind).order_by(kind.id)))


def presta_order(number: int, changed: str, state: str = "4") -> dict[str, Any]:
    return {
        "id": number,
        "id_customer": str(100 + number),
        "id_address_delivery": "9",
        "id_lang": "1",
        "current_state": state,
        "date_add": "2026-06-01 10:00:00",
        "date_upd": changed,
        "reference": f"REF{number}",
        "total_paid": "20.000000",
        "associations": {
            "order_rows": [
                {"id": str(number), "product_id": "8", "product_name": "Bol", "product_quantity": 1}
            ]
        },
    }


def presta_tables(orders: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    people = [
        {"id": int(one["id_customer"]), "email": f"p{one['id']}@example.com", "firstname": "Léa"}
        for one in orders
    ]
    return {
        "orders": orders,
        "customers": people,
        "addresses": [{"id": 9, "id_country": "8"}],
        "countries": [{"id": 8, "iso_code": "FR"}],
        "order_states": [
            {"id": 4, "shipped": "1", "template": "shipped"},
            {"id": 5, "shipped": "1", "template": ""},
            {"id": 7, "shipped": "0", "template": "refund"},
        ],
        "languages": [{"id": 1, "iso_code": "fr"}],
    }


def test_prestashop_is_polled_page_by_page_and_then_from_its_cursor(doors: Doors) -> None:
    orders = [presta_order(n, f"2026-06-0{1 + n % 8} 12:00:{n % 60:02}") for n in range(1, 61)]
    with FakeShop(remotes.prestashop(presta_tables(orders))) as shop:
        connect(doors, "prestashop", shop, "PRESTAKEY")
        assert poll_connections(doors) == 60
        first = len(shop.calls)
        assert poll_connections(doors) == 0
        assert len(shop.calls) == first
        orders[0] |= {"current_state": "7", "date_upd": "2026-06-10 11:05:00"}
        later(doors)
        assert poll_connections(doors) == 1
    assert shop.calls[0].headers["authorization"] == "Basic UFJFU1RBS0VZOg=="
    found = all_of(doors, Order)
    assert len(found) == len({one.external_id for one in found}) == 60
    assert {one.status for one in found if one.external_id == "1"} == {OrderStatus.REFUNDED}
    assert len(all_of(doors, Customer)) == 60
    stopped = [one for one in all_of(doors, Occasion) if one.stop_reason is Reason.REFUNDED]
    assert len(stopped) == 1
    [connection] = all_of(doors, Connection)
    assert datetime.fromisoformat(connection.cursor["orders"]) == datetime(
        2026, 6, 10, 9, 5, tzinfo=UTC
    )


@pytest.mark.parametrize("broken", [1, 6, 7, 9])
def test_whatever_call_breaks_nothing_is_lost_or_doubled(light_doors: Doors, broken: int) -> None:
    orders = [presta_order(n, f"2026-06-02 12:{n // 60:02}:{n % 60:02}") for n in range(1, 61)]
    with FakeShop(remotes.prestashop(presta_tables(orders))) as shop:
        connect(light_doors, "prestashop", shop, "PRESTAKEY")
        whole = shop.route

        def torn(path: str, query: Any) -> Any:
            return Said({}, 500) if len(shop.calls) == broken else whole(path, query)

        shop.route = torn
        poll_connections(light_doors)
        [connection] = all_of(light_doors, Connection)
        assert connection.failures == 1
        kept = len(all_of(light_doors, Order))
        assert kept == {1: 0, 6: 0, 7: 50, 9: 50}[broken]
        later(light_doors)
        assert poll_connections(light_doors) == 60 - kept
    assert len(all_of(light_doors, Order)) == len(all_of(light_doors, Occasion)) == 60


def magento_order(number: int, changed: str, state: str = "complete") -> dict[str, Any]:
    return {
        "entity_id": number,
        "increment_id": f"{number:09}",
        "state": state,
        "status": state,
        "created_at": "2026-06-01 08:00:00",
        "updated_at": changed,
        "customer_email": f"p{number}@example.com",
        "customer_firstname": "Léa",
        "order_currency_code": "EUR",
        "grand_total": 20.4,
        "items": [{"item_id": number, "product_id": 8, "name": "Bol", "qty_ordered": 1}],
    }


def test_magento_is_polled_from_its_cursor(doors: Doors) -> None:
    orders = [magento_order(n, f"2026-06-08 12:00:{n // 4:02}") for n in range(1, 61)]
    with FakeShop(remotes.magento(orders)) as shop:
        connect(doors, "magento", shop, "integration-token")
        assert poll_connections(doors) == 60
        orders.append(magento_order(61, "2026-06-10 09:05:00"))
        later(doors)
        assert poll_connections(doors) == 1
    assert shop.calls[0].headers["authorization"] == "Bearer integration-token"
    assert len(all_of(doors, Order)) == len(all_of(doors, Occasion)) == 61


def freshdesk_ticket(number: int, status: int, changed: str, **stats: str) -> dict[str, Any]:
    return {
        "id": number,
        "status": status,
        "created_at": "2026-06-08T08:00:00Z",
        "updated_at": changed,
        "requester": {"id": number, "name": "Tom", "email": f"t{number}@example.com"},
        "stats": stats,
    }


def test_freshdesks_tickets_and_scores_are_polled(doors: Doors) -> None:
    solved = "2026-06-09T10:00:00Z"
    tickets = [
        freshdesk_ticket(n, 4, f"2026-06-09T10:00:{n % 60:02}Z", resolved_at=solved)
        for n in range(1, 102)
    ]
    tickets.append(freshdesk_ticket(200, 2, solved))
    ratings: list[dict[str, Any]] = [
        {"id": 1, "ticket_id": 7, "created_at": solved, "ratings": {"default_question": 103}},
        {"id": 2, "ticket_id": 8, "created_at": solved, "ratings": {"default_question": -103}},
        {"id": 3, "ticket_id": 999, "created_at": solved, "ratings": {"default_question": 103}},
    ]
    with FakeShop(remotes.freshdesk(tickets, ratings)) as shop:
        connect(doors, "freshdesk", shop, "freshkey")
        poll_connections(doors)
        later(doors)
        assert poll_connections(doors) == 0
        tickets[0] = freshdesk_ticket(
            1, 2, "2026-06-10T09:05:00Z", reopened_at="2026-06-10T09:05:00Z"
        )
        later(doors)
        assert poll_connections(doors) == 1
    assert shop.calls[0].headers["authorization"] == "Basic ZnJlc2hrZXk6WA=="
    found = {one.external_id: one for one in all_of(doors, Occasion)}
    assert len(found) == 101
    assert found["freshdesk:7"].satisfaction == 1.0
    assert found["freshdesk:8"].satisfaction == 0.0
    assert found["freshdesk:9"].satisfaction is None
    assert found["freshdesk:1"].stop_reason is Reason.REOPENED
    assert found["freshdesk:7"].stop_reason is None


def gorgias_ticket(number: int, changed: datetime, status: str = "closed") -> dict[str, Any]:
    told = changed.replace(tzinfo=None).isoformat()
    return {
        "id": number,
        "status": status,
        "created_datetime": "2026-06-01T08:00:00",
        "updated_datetime": told,
        "closed_datetime": told if status == "closed" else None,
        "customer": {"id": number, "email": f"g{number}@example.com", "name": "Tom"},
        "language": "fr",
    }


def test_gorgias_is_read_back_to_what_is_known(doors: Doors) -> None:
    tickets = [gorgias_ticket(n, NOW - timedelta(minutes=n)) for n in range(1, 102)]
    tickets.append(gorgias_ticket(500, NOW - timedelta(days=60)))
    tickets.append(gorgias_ticket(501, NOW) | {"spam": True})
    surveys: list[dict[str, Any]] = [
        {
            "id": 1,
            "ticket_id": 7,
            "score": None,
            "scored_datetime": None,
            "created_datetime": "2026-06-09T08:00:00",
        }
    ]
    with FakeShop(remotes.gorgias(tickets, surveys)) as shop:
        connect(doors, "gorgias", shop, "a@b.example:key")
        assert poll_connections(doors) == 101
        surveys[0] |= {"score": 4, "scored_datetime": "2026-06-10T09:05:00"}
        later(doors)
        shop.calls.clear()
        assert poll_connections(doors) == 1
        assert len(shop.calls) == 2
    found = {one.external_id: one for one in all_of(doors, Occasion)}
    assert len(found) == 101
    assert found["gorgias:7"].satisfaction == 0.8
    assert "gorgias:500" not in found


def test_a_torn_reading_of_gorgias_goes_on_where_it_stopped(light_doors: Doors) -> None:
    tickets = [gorgias_ticket(n, NOW - timedelta(minutes=n)) for n in range(1, 111)]
    with FakeShop(remotes.gorgias(tickets, [])) as shop:
        connect(light_doors, "gorgias", shop, "a@b.example:key")
        whole = shop.route

        def torn(path: str, query: Any) -> Any:
            return Said(drops=True) if query.get("cursor") == "100" else whole(path, query)

        shop.route = torn
        assert poll_connections(light_doors) == 100
        shop.route = whole
        later(light_doors)
        assert poll_connections(light_doors) == 10
        later(light_doors)
        assert poll_connections(light_doors) == 0
    assert len(all_of(light_doors, Occasion)) == 110


def test_an_account_without_surveys_is_polled_all_the_same(light_doors: Doors) -> None:
    tickets = [freshdesk_ticket(1, 4, "2026-06-09T10:00:00Z")]
    whole = remotes.freshdesk(tickets, [])

    def without(path: str, query: Any) -> Any:
        return Said({}, 403) if "surveys" in path else whole(path, query)

    with FakeShop(without) as shop:
        connect(light_doors, "freshdesk", shop, "freshkey")
        assert poll_connections(light_doors) == 1
    [connection] = all_of(light_doors, Connection)
    assert (connection.failures, connection.last_error) == (0, "")
