"""What webhooks lost is found at night, and however a reading ends nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.wiring import PERIODIC
from core.doors import Doors
from core.fetching import AddressRefused, Reach, check_address
from core.models import Connection, Occasion, Order, Store
from solicitation.inbound import shopify
from solicitation.jobs import poll_connections, reconcile_shops
from solicitation.operations.connecting import add_connection, poll_soon, switch
from solicitation.operations.taking import take
from solicitation.polling import poll
from tests.factories import NOW, make_store
from tests.fakes.shop import FakeShop, Query, Said
from tests.houses import clock_of, house

HERE = Reach(allowed=frozenset({"127.0.0.1"}))
TOKEN = "shpat_0123456789abcdef"


@pytest.fixture
def light_doors(sqlite_url: str, tmp_path: Path) -> Iterator[Doors]:
    """The same on SQLite alone, for what does not depend on the database."""
    with house(sqlite_url, tmp_path, DEMO="1") as doors:
        yield doors


@pytest.fixture
def doors(database_url: str, tmp_path: Path) -> Iterator[Doors]:
    """The demo may reach this machine, where the fake shop is."""
    with house(database_url, tmp_path, DEMO="1") as doors:
        yield doors


def shopify_order(number: int, **values: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"#{number}",
        "email": f"ada{number}@example.com",
        "financial_status": "paid",
        "fulfillment_status": "fulfilled",
        "created_at": "2026-06-08T09:00:00Z",
        "updated_at": "2026-06-09T09:00:00Z",
        "currency": "EUR",
        "total_price": "40.00",
        "customer": {"first_name": "Ada", "last_name": "L."},
        "shipping_address": {"country_code": "FR"},
        "fulfillments": [{"status": "success", "created_at": "2026-06-08T12:00:00Z"}],
        "line_items": [{"id": number * 10, "product_id": 7, "title": "Bol", "quantity": 1}],
    } | values


def woo_order(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "number": str(number),
        "status": "completed",
        "currency": "EUR",
        "date_created_gmt": "2026-06-08T09:00:00",
        "date_modified_gmt": "2026-06-09T09:00:00",
        "date_completed_gmt": "2026-06-09T09:00:00",
        "total": "40.00",
        "billing": {"first_name": "Ada", "email": f"ada{number}@example.com", "country": "FR"},
        "line_items": [{"id": number * 10, "product_id": 7, "name": "Bol", "quantity": 1}],
    }


def shopify_shop(orders: list[dict[str, Any]], size: int = 2) -> Callable[[str, Query], Any]:
    """Orders in pages of `size`; the next page's address stands in the Link header alone."""

    def route(path: str, query: Query) -> Any:
        if path != "/admin/api/2026-10/orders.json":
            return None
        start = int(query.get("page_info", "0"))
        following = start + size
        link = f'<https://evil.example{path}?limit={size}&page_info={following}>; rel="next"'
        has_more = following < len(orders)
        return Said({"orders": orders[start:following]}, headers={"Link": link} if has_more else {})

    return route


def _failing(path: str, query: Query) -> Any:
    return Said({}, 500)


def connect(doors: Doors, system: str, shop: FakeShop, token: str = TOKEN) -> Store:
    with doors.database.transaction() as session:
        store = make_store(session)
        add_connection(session, store.id, system, shop.url, token, doors.now())
        return store


def numbers(doors: Doors, store: Store) -> list[str]:
    with doors.database.reading() as session:
        found = select(Order.external_id).where(Order.store_id == store.id)
        return sorted(session.scalars(found))


def count(doors: Doors, kind: Any) -> int:
    with doors.database.reading() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def connection(doors: Doors, store: Store) -> Connection:
    with doors.database.reading() as session:
        return session.scalars(select(Connection).where(Connection.store_id == store.id)).one()


def test_every_page_of_the_last_three_days_is_taken(doors: Doors) -> None:
    with FakeShop(shopify_shop([shopify_order(n) for n in range(1, 6)])) as shop:
        store = connect(doors, "shopify", shop)
        assert reconcile_shops(doors) == 5
    assert numbers(doors, store) == ["1", "2", "3", "4", "5"]
    assert count(doors, Occasion) == 5
    assert shop.calls[0].query["updated_at_min"] == "2026-06-07T09:00:00Z"
    assert shop.calls[0].query["status"] == "any"
    assert {call.headers["x-shopify-access-token"] for call in shop.calls} == {TOKEN}
    assert len(shop.calls) == 3
    found = connection(doors, store)
    assert (found.last_count, found.total_count, found.failures) == (5, 5, 0)
    assert found.polled_at == NOW


def test_what_webhooks_told_already_is_not_news(doors: Doors) -> None:
    orders = [shopify_order(1), shopify_order(2)]
    with FakeShop(shopify_shop(orders)) as shop:
        store = connect(doors, "shopify", shop)
        with doors.database.transaction() as session:
            told = shopify.translate("orders/fulfilled", orders[0])
            here = session.get_one(Store, store.id)
            assert take(session, here, told, NOW)  # type: ignore[arg-type] # an order's fact
        assert reconcile_shops(doors) == 1
    assert connection(doors, store).last_count == 1
    assert count(doors, Order) == count(doors, Occasion) == 2


def test_a_reading_at_night_comes_once_a_night_on_the_stores_clock(light_doors: Doors) -> None:
    with FakeShop(shopify_shop([shopify_order(1)])) as shop:
        store = connect(light_doors, "shopify", shop)
        reconcile_shops(light_doors)
        assert connection(light_doors, store).due_at == datetime(2026, 6, 11, 1, 0, tzinfo=UTC)
        reconcile_shops(light_doors)
        assert len(shop.calls) == 1
        clock_of(light_doors).moment = datetime(2026, 6, 11, 1, 0, tzinfo=UTC)
        assert reconcile_shops(light_doors) == 0
        assert len(shop.calls) == 2
    assert connection(light_doors, store).last_count == 0
    assert connection(light_doors, store).total_count == 1


def test_woocommerce_is_read_by_number_page_by_page(light_doors: Doors) -> None:
    orders = [woo_order(n) for n in range(1, 121)]

    def route(path: str, query: Query) -> Any:
        assert path == "/wp-json/wc/v3/orders"
        size = int(query["per_page"])
        start = (int(query["page"]) - 1) * size
        return orders[start : start + size]

    with FakeShop(route) as shop:
        store = connect(light_doors, "woocommerce", shop, "ck_one:cs_two")
        assert reconcile_shops(light_doors) == 120
    assert len(numbers(light_doors, store)) == 120
    assert [call.query["page"] for call in shop.calls] == ["1", "2", "3"]
    assert shop.calls[0].query["modified_after"] == "2026-06-07T09:00:00"
    assert shop.calls[0].headers["authorization"] == "Basic Y2tfb25lOmNzX3R3bw=="


def test_a_torn_reading_goes_on_where_it_stopped(doors: Doors) -> None:
    with FakeShop(shopify_shop([shopify_order(n) for n in range(1, 6)])) as shop:
        store = connect(doors, "shopify", shop)
        whole = shop.route

        def torn(path: str, query: Query) -> Any:
            return Said(drops=True) if query.get("page_info") == "4" else whole(path, query)

        shop.route = torn
        assert reconcile_shops(doors) == 4
        assert connection(doors, store).last_error == "%(host)s does not answer."
        shop.route = whole
        clock_of(doors).moment = NOW + timedelta(minutes=10)
        assert reconcile_shops(doors) == 1
        assert shop.calls[-1].query["page_info"] == "4"
    assert numbers(doors, store) == ["1", "2", "3", "4", "5"]
    found = connection(doors, store)
    assert (found.last_error, found.failures, found.total_count) == ("", 0, 5)


def test_a_reader_that_died_before_a_page_was_kept_loses_and_doubles_nothing(
    doors: Doors,
) -> None:
    class Killed(BaseException):
        """What a SIGKILL is to this process."""

    with FakeShop(shopify_shop([shopify_order(n) for n in range(1, 6)])) as shop:
        store = connect(doors, "shopify", shop)

        class DyingClock:
            """Dies when it is asked while the second page is being kept."""

            def now(self) -> datetime:
                if len(shop.calls) == 2:
                    raise Killed
                return NOW

        with pytest.raises(Killed):
            reconcile_shops(replace(doors, clock=DyingClock()))
        assert numbers(doors, store) == ["1", "2"]
        clock_of(doors).moment = NOW + timedelta(minutes=10)
        assert reconcile_shops(doors) == 3
    assert numbers(doors, store) == ["1", "2", "3", "4", "5"]
    assert count(doors, Occasion) == 5


def test_two_workers_do_not_read_the_same_turn(doors: Doors) -> None:
    with FakeShop(shopify_shop([shopify_order(1)])) as shop:
        store = connect(doors, "shopify", shop)
        assert poll(doors, store.id, "shopify") == 1
        poll(doors, store.id, "shopify")
        assert len(shop.calls) == 1


@pytest.mark.parametrize(
    ("said", "sentence", "minutes"),
    [
        (Said({}, 401), "does not accept the key", 10),
        (Said({}, 403), "does not accept the key", 10),
        (Said({}, 404), "no such data", 10),
        (Said({}, 500), "error %(status)s", 10),
        (Said({}, 429, {"Retry-After": "1800"}), "come back later", 30),
        (Said({}, 429, {"Retry-After": "2.0"}), "come back later", 10),
        (Said({}, 503, {"Retry-After": "Wed, 10 Jun 2026 10:00:00 GMT"}), "%(status)s", 60),
        (Said({}, 429, {"Retry-After": "soon"}), "come back later", 10),
        (Said(raw=b"<html>"), "something else than data", 10),
        (Said({}, 302, {"Location": "https://elsewhere.example"}), "another address", 10),
        (Said(drops=True), "does not answer", 10),
    ],
)
def test_a_failure_is_kept_as_a_sentence_and_tried_again(
    light_doors: Doors, said: Said, sentence: str, minutes: int
) -> None:
    with FakeShop(shopify_shop([shopify_order(1)])) as shop:
        store = connect(light_doors, "shopify", shop)
        shop.next.append(said)
        assert reconcile_shops(light_doors) == 0
        found = connection(light_doors, store)
        assert sentence in found.last_error
        assert found.last_error % found.last_error_values
        assert found.due_at == NOW + timedelta(minutes=minutes)
        clock_of(light_doors).moment = found.due_at
        assert reconcile_shops(light_doors) == 1
    assert connection(light_doors, store).last_error == ""


def test_after_each_failure_it_waits_twice_as_long_up_to_six_hours(light_doors: Doors) -> None:
    waits = []
    with FakeShop(_failing) as shop:
        store = connect(light_doors, "shopify", shop)
        for _ in range(7):
            reconcile_shops(light_doors)
            due = connection(light_doors, store).due_at
            waits.append((due - light_doors.now()) // timedelta(minutes=1))
            clock_of(light_doors).moment = due
    assert waits == [10, 20, 40, 80, 160, 320, 360]


def test_one_shop_that_fails_does_not_keep_the_others_waiting(light_doors: Doors) -> None:
    with (
        FakeShop(_failing) as broken,
        FakeShop(shopify_shop([shopify_order(1)])) as sound,
    ):
        connect(light_doors, "shopify", broken)
        store = connect(light_doors, "shopify", sound)
        assert reconcile_shops(light_doors) == 1
    assert numbers(light_doors, store) == ["1"]


def test_an_order_that_cannot_be_read_does_not_keep_the_others_away(light_doors: Doors) -> None:
    odd = [{"id": None}, shopify_order(1, email="", customer=None), shopify_order(2)]
    with FakeShop(shopify_shop(odd, size=10)) as shop:
        store = connect(light_doors, "shopify", shop)
        assert reconcile_shops(light_doors) == 1
    assert numbers(light_doors, store) == ["2"]


def test_what_is_switched_off_is_not_read_until_it_is_on_again(light_doors: Doors) -> None:
    with FakeShop(shopify_shop([shopify_order(1)])) as shop:
        store = connect(light_doors, "shopify", shop)
        with light_doors.database.transaction() as session:
            switch(session, store.id, "shopify", NOW, is_on=False)
        assert reconcile_shops(light_doors) == 0
        assert shop.calls == []
        with light_doors.database.transaction() as session:
            switch(session, store.id, "shopify", NOW, is_on=True)
        assert reconcile_shops(light_doors) == 1


def test_it_is_read_at_once_when_a_member_asks(light_doors: Doors) -> None:
    with FakeShop(shopify_shop([shopify_order(1)])) as shop:
        store = connect(light_doors, "shopify", shop)
        reconcile_shops(light_doors)
        with light_doors.database.transaction() as session:
            poll_soon(session, store.id, "shopify", light_doors.now())
        reconcile_shops(light_doors)
        assert len(shop.calls) == 2


def test_outside_the_demo_this_machine_is_out_of_reach(sqlite_url: str, tmp_path: Path) -> None:
    with house(sqlite_url, tmp_path) as doors, FakeShop(shopify_shop([])) as shop:
        store = connect(doors, "shopify", shop)
        reconcile_shops(doors)
        assert shop.calls == []
        assert connection(doors, store).failures == 1
        with pytest.raises(AddressRefused):
            check_address(shop.url, Reach())
        clock_of(doors).moment = NOW + timedelta(minutes=10)
        assert poll(doors, store.id, "shopify", HERE) == 0
        assert len(shop.calls) == 1


def test_nightly_systems_are_not_polled(light_doors: Doors) -> None:
    with FakeShop(shopify_shop([])) as shop:
        connect(light_doors, "shopify", shop)
        assert poll_connections(light_doors) == 0
        assert shop.calls == []


def test_the_clock_runs_both_readings() -> None:
    assert {"poll_connections", "reconcile_shops"} <= {job.name for job in PERIODIC}
