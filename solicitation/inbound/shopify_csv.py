"""Reads Shopify's order export: one row per line, the order's columns on its first row only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.states import OrderStatus
from solicitation.inbound import people
from solicitation.inbound.columns import Columns, Row
from solicitation.inbound.facts import (
    LineFact,
    OrderFact,
    PersonFact,
    ProductFact,
    Source,
)
from solicitation.inbound.grouping import build_orders, first_moment, first_with
from solicitation.inbound.products import reference
from solicitation.inbound.reading import (
    ID_LENGTH,
    Reading,
    amount,
    email,
    is_rounded,
    optional,
    quantity,
    refuse,
    refuse_blank,
    remark,
    text,
)
from solicitation.inbound.statuses import shopify_status

COLUMNS: Columns = {
    "name": ("order_name", "order"),
    "id": ("order_id",),
    "email": ("customer_email",),
    "financial": ("financial_status", "payment_status"),
    "fulfillment": ("fulfillment_status",),
    "ordered_at": ("created_at", "processed_at", "paid_at"),
    "fulfilled_at": ("fulfillment_date",),
    "cancelled_at": ("canceled_at",),
    "currency": (),
    "total": (),
    "person": ("billing_name", "shipping_name", "customer_name"),
    "country": ("shipping_country", "shipping_country_code", "billing_country"),
    "region": ("shipping_province", "billing_province"),
    "product": ("lineitem_name",),
    "sku": ("lineitem_sku",),
    "quantity": ("lineitem_quantity",),
    "price": ("lineitem_price",),
}
MOMENTS = ("ordered_at", "fulfilled_at", "cancelled_at")
AMOUNTS = ("total", "price")


def read_orders(reading: Reading, rows: Sequence[Row]) -> tuple[OrderFact, ...]:
    """Return the orders. An order's external id is its `Id`, the number that webhooks carry too;
    older exports have none, and there its `Name` ("#1001") stands in.
    """
    return build_orders(reading, _group(reading, rows), "name", _order)


def _group(reading: Reading, rows: Iterable[Row]) -> list[list[Row]]:
    """Gather rows by `Name`. Exports that were joined hold an order twice, apart from each other:
    the later one counts. Two equal lines in a row are two lines: the shop wrote them so.
    """
    groups: dict[str, list[Row]] = {}
    previous = ""
    for row in rows:
        name = row.get("name")
        if not name:
            refuse(reading, row, "name", "value_missing")
            continue
        if name in groups and name != previous and row.get("financial"):
            remark(reading, row, "order_repeated")
            groups[name] = []
        groups.setdefault(name, []).append(row)
        previous = name
    return list(groups.values())


def _order(reading: Reading, rows: Sequence[Row]) -> OrderFact | None:
    number = text(reading, rows[0], "name", ID_LENGTH) or ""
    moments = {column: first_moment(reading, rows, column) for column in MOMENTS}
    currency = optional(reading, first_with(rows, "currency"), "currency", people.currency)
    country = optional(reading, first_with(rows, "country"), "country", people.country)
    who = PersonFact(
        email=email(reading, first_with(rows, "email")),
        name=people.name(first_with(rows, "person").get("person")),
        country=country,
        region=people.region(first_with(rows, "region").get("region")),
    )
    total = amount(reading, first_with(rows, "total"), "total", currency)
    lines = [_line(reading, row, currency) for row in rows]
    if moments["ordered_at"] is None:
        refuse_blank(reading, rows[0], "ordered_at")
        return None
    return OrderFact(
        external_id=_external_id(reading, rows) or number,
        source=Source.SHOPIFY,
        person=who,
        status=_status(reading, rows, is_cancelled=moments["cancelled_at"] is not None),
        ordered_at=moments["ordered_at"],
        fulfilled_at=moments["fulfilled_at"],
        cancelled_at=moments["cancelled_at"],
        country=country,
        currency=currency,
        total=total,
        lines=tuple(line for line in lines if line),
        number=number,
    )


def _external_id(reading: Reading, rows: Sequence[Row]) -> str:
    row = first_with(rows, "id")
    found = row.get("id").lstrip("'")
    if is_rounded(found):
        remark(reading, row, "id_replaced", "id")
        return ""
    return found[:ID_LENGTH]


def _status(reading: Reading, rows: Sequence[Row], *, is_cancelled: bool) -> OrderStatus:
    row = first_with(rows, "financial")
    financial, fulfillment = row.get("financial"), row.get("fulfillment")
    status = shopify_status(financial, fulfillment, is_cancelled=is_cancelled)
    if status is None:
        remark(reading, row, "status_taken_as_placed", "fulfillment")
    return status or OrderStatus.PLACED


def _line(reading: Reading, row: Row, currency: str | None) -> LineFact | None:
    """The export has no product id: the SKU names the product, else its name does."""
    title = people.name(row.get("product"))
    sku = text(reading, row, "sku", ID_LENGTH)
    ref = reference(None, sku, title)
    if not ref:
        return None
    count = quantity(reading, row, "quantity")
    price = amount(reading, row, "price", currency)
    return LineFact(None, ProductFact(ref, title or ref, sku=sku), count, price, count == 0)
