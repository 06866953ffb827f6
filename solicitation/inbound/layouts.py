"""The layouts that are known: the columns of each, and the function that reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from solicitation.inbound import own_columns, own_csv, shopify_csv, woocommerce_csv
from solicitation.inbound.columns import Columns, Row
from solicitation.inbound.facts import OrderFact, Read
from solicitation.inbound.reading import Reading

Gather = Callable[[Reading, Sequence[Row]], Read]


class Kind(StrEnum):
    """What a file is about."""

    ORDERS = "orders"
    TICKETS = "tickets"
    ATTENDEES = "attendees"


class Layout(StrEnum):
    """Whose columns a file has; the value is what `--format` takes."""

    SHOPIFY_ORDERS = "shopify"
    WOOCOMMERCE_ORDERS = "woocommerce"
    OWN_ORDERS = "orders"
    OWN_TICKETS = "tickets"
    OWN_ATTENDEES = "attendees"


@dataclass(frozen=True, slots=True)
class Reader:
    """How a layout is read: its columns, those it cannot do without, and the function."""

    kind: Kind
    columns: Columns
    needed: tuple[str, ...]
    moments: tuple[str, ...]
    amounts: tuple[str, ...]
    gather: Gather


def _orders(read: Callable[[Reading, Sequence[Row]], tuple[OrderFact, ...]]) -> Gather:
    return lambda reading, rows: Read(orders=read(reading, rows))


READERS: Mapping[Layout, Reader] = MappingProxyType({
    Layout.SHOPIFY_ORDERS: Reader(
        Kind.ORDERS,
        shopify_csv.COLUMNS,
        needed=("name", "email", "ordered_at"),
        moments=shopify_csv.MOMENTS,
        amounts=shopify_csv.AMOUNTS,
        gather=_orders(shopify_csv.read_orders),
    ),
    Layout.WOOCOMMERCE_ORDERS: Reader(
        Kind.ORDERS,
        woocommerce_csv.COLUMNS,
        needed=("order_id", "email", "ordered_at"),
        moments=woocommerce_csv.MOMENTS,
        amounts=woocommerce_csv.AMOUNTS,
        gather=_orders(woocommerce_csv.read_orders),
    ),
    Layout.OWN_ORDERS: Reader(
        Kind.ORDERS,
        own_columns.ORDERS,
        needed=("order_id", "email", "ordered_at"),
        moments=own_columns.ORDER_MOMENTS,
        amounts=own_columns.ORDER_AMOUNTS,
        gather=_orders(own_csv.read_orders),
    ),
    Layout.OWN_TICKETS: Reader(
        Kind.TICKETS,
        own_columns.TICKETS,
        needed=("ticket_id", "email"),
        moments=own_columns.TICKET_MOMENTS,
        amounts=(),
        gather=lambda reading, rows: Read(tickets=own_csv.read_tickets(reading, rows)),
    ),
    Layout.OWN_ATTENDEES: Reader(
        Kind.ATTENDEES,
        own_columns.ATTENDEES,
        needed=("event", "email"),
        moments=own_columns.ATTENDEE_MOMENTS,
        amounts=(),
        gather=lambda reading, rows: Read(attendees=own_csv.read_attendees(reading, rows)),
    ),
})  # fmt: skip
