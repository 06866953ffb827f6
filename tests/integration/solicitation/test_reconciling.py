"""What webhooks lost is found at night, and however a reading ends nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.doors import Doors
from core.models import Occasion, Order, Store
from solicitation.inbound import shopify
from solicitation.jobs import reconcile_shops
from solicitation.operations.taking import take
from solicitation.polling import poll
from tests.factories import NOW
from tests.fakes.shop import FakeShop, Query, Said
from tests.houses import clock_of, house
from tests.shops import TOKEN, connect, connection, count, numbers, shopify_order, shopify_shop


@pytest.fixture
def doors(database_url: str, tmp_path: Path) -> Iterator[Doors]:
    """The demo may reach this machine, where the fake shop is."""
    with house(database_url, tmp_path, DEMO="1") as doors:
        yield doors


@pytest.fixture
def light_doors(sqlite_url: str, tmp_path: Path) -> Iterator[Doors]:
    """The demo may reach this machine, where the fake shop is; on SQLite alone."""
    with house(sqlite_url, tmp_path, DEMO="1") as doors:
        yield doors


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
    orders = [woo_order(n) for n in range(1, 61)]

    def route(path: str, query: Query) -> Any:
        assert path == "/wp-json/wc/v3/orders"
        size = int(query["per_page"])
        start = (int(query["page"]) - 1) * size
        return orders[start : start + size]

    with FakeShop(route) as shop:
        store = connect(light_doors, "woocommerce", shop, "ck_one:cs_two")
        assert reconcile_shops(light_doors) == 60
    assert len(numbers(light_doors, store)) == 60
    assert [call.query["page"] for call in shop.calls] == ["1", "2"]
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
