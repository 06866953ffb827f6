"""The demo's store, its products, customers and event, as rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.accounts.stores import create_store
from app.demo import content
from core.models import Customer, Product, Store, StoreEvent

OPENED = timedelta(days=460)


def make_store(session: Session, public_url: str, now: datetime) -> Store:
    """The shop, as it would be created by `vivavoce store create`."""
    shop = content.store()
    store = create_store(
        session,
        shop.key,
        name=shop.name,
        email=shop.email,
        country=shop.country,
        language=shop.language,
        timezone=shop.timezone,
        url=f"{public_url}/demo/shop",
        now=now - OPENED,
    )
    store.is_open_for_products = store.is_open_for_store = store.is_wall_open = True
    return store


def make_products(
    session: Session, store: Store, public_url: str, now: datetime
) -> dict[str, Product]:
    """The eight products, by their handle."""
    rows = {
        one.handle: Product(
            store_id=store.id,
            ref=one.ref,
            sku=one.ref,
            handle=one.handle,
            name=one.name.say(store.language),
            url=f"{public_url}/demo/shop/{one.handle}",
            image_url=f"{public_url}/static/demo/{one.pictures[0].small}",
            brand=one.brand,
            gtin=one.gtin,
            description="\n\n".join(text.say(store.language) for text in one.description),
            price=Decimal(str(one.price)),
            created_at=now - OPENED,
        )
        for one in content.products()
    }
    session.add_all(rows.values())
    session.flush()  # orders and reviews need their ids
    return rows


def make_customers(session: Session, store: Store, now: datetime) -> dict[str, Customer]:
    """Everybody the shop knows, by their address."""
    rows = {
        one.email: Customer(
            store_id=store.id,
            email=one.email,
            name=one.name,
            language=one.language,
            country=one.country,
            timezone=one.timezone,
            created_at=now - OPENED,
            acted_at=now - timedelta(days=30),
        )
        for one in content.customers()
    }
    session.add_all(rows.values())
    session.flush()  # everything they did needs their ids
    return rows


def make_event(session: Session, store: Store, now: datetime) -> StoreEvent:
    """The workshop's open day."""
    event = content.event()
    zone = ZoneInfo(event.timezone)
    day = (now - timedelta(days=event.ended_days_ago)).astimezone(zone).date()
    row = StoreEvent(
        store_id=store.id,
        key=event.key,
        name=event.name.say(store.language),
        place=event.place,
        starts_at=datetime.combine(day, event.starts_at, zone),
        ends_at=datetime.combine(day, event.ends_at, zone),
        capacity=80,
        collecting_days=120,
        created_at=now - timedelta(days=event.ended_days_ago + 40),
    )
    session.add(row)
    session.flush()  # check-ins need its id
    return row
