"""When a reading fails, why is kept as a sentence, and it is tried again after a while."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.wiring import PERIODIC
from core.doors import Doors
from core.fetching import AddressRefused, Reach, check_address
from solicitation.jobs import poll_connections, reconcile_shops
from solicitation.operations.connecting import poll_soon, switch
from solicitation.polling import poll
from tests.factories import NOW
from tests.fakes.shop import FakeShop, Said
from tests.houses import clock_of, house
from tests.shops import connect, connection, failing, numbers, shopify_order, shopify_shop

HERE = Reach(allowed=frozenset({"127.0.0.1"}))


@pytest.fixture
def light_doors(sqlite_url: str, tmp_path: Path) -> Iterator[Doors]:
    """The demo may reach this machine, where the fake shop is; on SQLite alone."""
    with house(sqlite_url, tmp_path, DEMO="1") as doors:
        yield doors


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
    with FakeShop(failing) as shop:
        store = connect(light_doors, "shopify", shop)
        for _ in range(7):
            reconcile_shops(light_doors)
            due = connection(light_doors, store).due_at
            waits.append((due - light_doors.now()) // timedelta(minutes=1))
            clock_of(light_doors).moment = due
    assert waits == [10, 20, 40, 80, 160, 320, 360]


def test_one_shop_that_fails_does_not_keep_the_others_waiting(light_doors: Doors) -> None:
    with (
        FakeShop(failing) as broken,
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
