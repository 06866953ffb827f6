"""Reads WooCommerce orders as its export plug-ins write them: by name, whatever the sequence.

The core writes no order file. The names here are those of the plug-ins in common use (WebToffee,
SkyVerge, Advanced Order Export) and of plain lists; a mapping given by a member overrules them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from core.states import OrderStatus
from solicitation.inbound import people
from solicitation.inbound.amounts import amount as plain_amount
from solicitation.inbound.amounts import quantity as plain_quantity
from solicitation.inbound.columns import Columns, Row
from solicitation.inbound.errors import CellError
from solicitation.inbound.facts import LineFact, OrderFact, ProductFact, Source
from solicitation.inbound.grouping import (
    build_orders,
    first_moment,
    first_with,
    group_rows,
    refuse_two_people,
)
from solicitation.inbound.products import identifier, reference
from solicitation.inbound.reading import (
    ID_LENGTH,
    Reading,
    amount,
    needed,
    optional,
    person,
    quantity,
    refuse_blank,
    remark,
    text,
)
from solicitation.inbound.statuses import furthest, woocommerce_status

COLUMNS: Columns = {
    "order_id": ("id", "order_number", "order_no", "order", "n_de_commande", "commande"),
    "number": ("order_number", "order_number_formatted", "order_no"),
    "status": ("order_status", "statut", "statut_de_la_commande", "statut_de_commande"),
    "email": ("billing_email", "email_billing", "customer_email", "billing_email_address",
              "e_mail_facturation", "e_mail"),
    "first_name": ("billing_first_name", "first_name_billing", "customer_first_name"),
    "last_name": ("billing_last_name", "last_name_billing", "customer_last_name"),
    "name": ("billing_name", "billing_full_name", "full_name_billing", "customer_name", "customer"),
    "country": ("shipping_country", "country_code_shipping", "shipping_country_code",
                "billing_country", "country_code_billing", "billing_country_code", "pays"),
    "region": ("shipping_state", "state_code_shipping", "shipping_state_code", "billing_state",
               "state_code_billing", "billing_state_code"),
    "language": ("customer_locale", "wpml_language", "locale"),
    "timezone": (),
    "ordered_at": ("order_date", "date_created", "date", "order_created", "created_at",
                   "date_de_commande", "date_de_la_commande"),
    "fulfilled_at": ("completed_date", "date_completed", "order_completed_date", "completed_at",
                     "shipped_date", "shipped_at"),
    "delivered_at": ("delivered_date", "date_delivered"),
    "currency": ("order_currency",),
    "total": ("order_total", "order_total_amount", "total_amount"),
    "line_id": ("item_id", "line_item_id"),
    "product_id": ("item_product_id", "parent_product_id", "product_ids"),
    "product": ("item_name", "product_name", "product", "product_title", "nom_du_produit",
                "name_of_product", "nom_de_l_article"),
    "variant": ("product_variation", "variation", "item_variation", "variation_name"),
    "sku": ("item_sku", "product_sku", "ugs"),
    "quantity": ("item_quantity", "quantity_refund", "product_quantity", "qty", "quantite"),
    "refunded": ("item_refunded_qty", "refunded_quantity", "quantity_refunded"),
    "price": ("item_cost", "item_price", "product_price", "item_unit_price"),
    "line_total": ("item_total", "order_line_total", "line_total"),
    "line_items": ("line_item_*",),
}  # fmt: skip
MOMENTS = ("ordered_at", "fulfilled_at", "delivered_at")
AMOUNTS = ("total", "price", "line_total")
_CENT = Decimal("0.01")


def read_orders(reading: Reading, rows: Sequence[Row]) -> tuple[OrderFact, ...]:
    """Return the orders. An order's external id is its post id, as in webhooks; a file that has
    only order numbers gives those, which are the same unless a plug-in renumbers.
    """
    groups = group_rows(reading, rows, "order_id")
    return build_orders(reading, groups, "order_id", _order)


def _order(reading: Reading, rows: Sequence[Row]) -> OrderFact | None:
    refuse_two_people(reading, rows, "order_id")
    order_id = needed(reading, rows[0], "order_id").lstrip("#")
    moments = {column: first_moment(reading, rows, column) for column in MOMENTS}
    who = person(reading, first_with(rows, "email"))
    currency = optional(reading, first_with(rows, "currency"), "currency", people.currency)
    total = amount(reading, first_with(rows, "total"), "total", currency)
    lines = [line for row in rows for line in _lines(reading, row, currency)]
    if moments["ordered_at"] is None:
        refuse_blank(reading, rows[0], "ordered_at")
        return None
    status = _status(reading, first_with(rows, "status"))
    return OrderFact(
        external_id=order_id,
        source=Source.WOOCOMMERCE,
        person=who,
        status=furthest(status, None, moments["delivered_at"]),
        ordered_at=moments["ordered_at"],
        fulfilled_at=moments["fulfilled_at"],
        delivered_at=moments["delivered_at"],
        country=who.country,
        currency=currency,
        total=total,
        lines=tuple(lines),
        number=first_with(rows, "number").get("number")[:ID_LENGTH] or order_id,
    )


def _status(reading: Reading, row: Row) -> OrderStatus:
    told = row.get("status")
    status = woocommerce_status(told) if told else OrderStatus.PLACED
    if status is None:
        remark(reading, row, "status_taken_as_placed", "status")
    return status or OrderStatus.PLACED


def _lines(reading: Reading, row: Row, currency: str | None) -> Iterator[LineFact]:
    """Yield the line of a row per line, or the packed lines of a row per order."""
    packed = row.every("line_items")
    for cell in packed:
        line = _packed_line(_unpack(cell), currency)
        if line:
            yield line
        else:
            remark(reading, row, "cells_left_empty", "line_items")
    if not packed and (line := _line(reading, row, currency)):
        yield line


def _line(reading: Reading, row: Row, currency: str | None) -> LineFact | None:
    title = people.name(row.get("product"))
    sku = text(reading, row, "sku", ID_LENGTH)
    ref = reference(row.get("product_id"), sku, title)
    if not ref:
        return None
    count = quantity(reading, row, "quantity")
    back = quantity(reading, row, "refunded") if row.get("refunded") else 0
    price = amount(reading, row, "price", currency)
    if price is None:
        price = _each(amount(reading, row, "line_total", currency), count)
    variant = text(reading, row, "variant", ID_LENGTH)
    product = ProductFact(ref, title or ref, variant, sku=sku)
    return LineFact(row.get("line_id") or None, product, count, price, back >= count)


def _unpack(cell: str) -> dict[str, str]:
    """`name:Hoodie|product_id:12|quantity:2|total:90.00` as a dict."""
    pairs = (part.partition(":") for part in cell.split("|"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _packed_line(parts: Mapping[str, str], currency: str | None) -> LineFact | None:
    title = people.name(parts.get("name"))
    sku = parts.get("sku") or None
    ref = reference(identifier(parts.get("product_id", "")), sku, title)
    if not ref:
        return None
    try:
        count = plain_quantity(parts.get("quantity") or "1")
        total = plain_amount(parts["total"], currency=currency) if parts.get("total") else None
    except CellError:
        return None
    product = ProductFact(ref[:ID_LENGTH], title or ref, sku=sku)
    return LineFact(None, product, count, _each(total, count), count == 0)


def _each(total: Decimal | None, count: int) -> Decimal | None:
    """Return the price of one, in cents, of a line's total."""
    return (total / count).quantize(_CENT) if total is not None and count else None
