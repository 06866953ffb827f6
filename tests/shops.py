"""Shops that a test connects to a store, and what the store then knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from core.doors import Doors
from core.models import Connection, Order, Store
from solicitation.operations.connecting import add_connection
from tests.factories import make_store
from tests.fakes.shop import FakeShop, Query, Said

TOKEN = "shpat_0123456789abcdef"


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


def failing(path: str, query: Query) -> Any:
    return Said({}, 500)


def connect(doors: Doors, system: str, shop: FakeShop, token: str = TOKEN) -> Store:
    with doors.database.transaction() as session:
        store = make_store(session)
        add_connection(session, store.id, system, shop.url, token, doors.seals(), doors.now())
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
