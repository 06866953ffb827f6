"""Customers, products and order lines, created on the way and never twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from core.models import Customer, Order, OrderLine, Product, Store
from core.signing import normal_address
from solicitation.inbound.facts import LineFact, PersonFact, ProductFact
from solicitation.inbound.people import slug
from solicitation.zones import region_code


def customer_of(session: Session, store: Store, person: PersonFact, now: datetime) -> Customer:
    """The customer with that address; what is newly said of them fills what was not known."""
    email = normal_address(person.email)
    customer = session.scalar(
        select(Customer).where(Customer.store_id == store.id, Customer.email == email)
    )
    if customer is None:
        customer = Customer(
            store_id=store.id,
            email=email,
            name="",
            language="",
            country="",
            region="",
            timezone="",
            created_at=now,
            acted_at=now,
        )
        session.add(customer)
    customer.name = customer.name or person.name[:300]
    customer.language = customer.language or (person.language or "")[:8]
    customer.country = customer.country or (person.country or "")[:2]
    if customer.country == person.country:
        customer.region = customer.region or region_code(customer.country, person.region or "")
    customer.timezone = customer.timezone or (person.timezone or "")[:60]
    session.flush()  # its id is needed by what it did
    return customer


def product_of(session: Session, store: Store, fact: ProductFact, now: datetime) -> Product:
    """The product under that reference, else that SKU, else that name; created when new.

    Shops' order files carry no product id, their webhooks do: SKU and name tie the two together.
    """
    product = (
        _product_where(session, store, Product.ref == fact.ref[:200])
        or (_product_where(session, store, Product.sku == fact.sku) if fact.sku else None)
        or _product_where(session, store, Product.name == fact.name[:300])
    )
    if product is None:
        product = new_product(store, fact, now)
        session.add(product)
    _fill(product, fact)
    session.flush()  # its id is needed by the line
    return product


def new_product(store: Store, fact: ProductFact, now: datetime) -> Product:
    """A product of which a line tells for the first time."""
    product = Product(
        store_id=store.id,
        ref=fact.ref[:200],
        handle=slug(fact.name)[:200],
        name=fact.name[:300],
        created_at=now,
    )
    _fill(product, fact)
    return product


def _fill(product: Product, fact: ProductFact) -> None:
    product.sku = product.sku or (fact.sku or "")[:200]
    product.url = product.url or fact.url or ""
    product.image_url = product.image_url or fact.image_url or ""
    product.gtin = product.gtin or fact.gtin or ""


def take_lines(
    session: Session, store: Store, order: Order, facts: Sequence[LineFact], now: datetime
) -> bool:
    """Make the order's lines say what the source says; True when one is new or newly refunded."""
    known = {line.external_id: line for line in order.lines}
    changed = False
    seen: Counter[str] = Counter()
    for fact in facts:
        key = line_key(fact, seen)
        line = known.get(key)
        if line is None:
            line = OrderLine(
                store_id=store.id,
                product_id=product_of(session, store, fact.product, now).id,
                external_id=key,
                variant=(fact.product.variant or "")[:200],
                quantity=fact.quantity,
                price=fact.price,
            )
            order.lines.append(line)
            known[key] = line
            changed = True
        if fact.refunded and line.refunded_at is None:
            line.refunded_at, line.refunded_quantity, changed = now, line.quantity, True
    return changed


def _product_where(
    session: Session, store: Store, condition: ColumnElement[bool]
) -> Product | None:
    return session.scalars(
        select(Product).where(Product.store_id == store.id, condition).order_by(Product.id).limit(1)
    ).first()


def line_key(fact: LineFact, seen: Counter[str]) -> str:
    """The source's number of the line; without one its product, variant and place among equals."""
    if fact.external_id:
        return fact.external_id[:240]
    base = f"{fact.product.ref}/{fact.product.variant or ''}"[:220]
    seen[base] += 1
    return base if seen[base] == 1 else f"{base}/{seen[base]}"
