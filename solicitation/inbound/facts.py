"""The facts that every outside system is translated into, whatever it calls them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from core.states import Demand, OrderStatus


class Source(StrEnum):
    """Who numbered the order: an external id is only unique within its source."""

    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"
    PRESTASHOP = "prestashop"
    MAGENTO = "magento"
    OWN = "own"


ENDED = frozenset({OrderStatus.CANCELLED, OrderStatus.REFUNDED, OrderStatus.RETURNED})


@dataclass(frozen=True, slots=True)
class PersonFact:
    """Who it happened to. `language` is BCP 47 ("fr", "pt-BR"), `country` ISO 3166-1 alpha-2.

    `region` is the part of the country as ISO 3166-2 or the shop's own list writes it ("CA").
    """

    email: str
    name: str
    language: str | None = None
    country: str | None = None
    timezone: str | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class ProductFact:
    """What was bought. `ref` is the shop's product id, else its SKU, else its name as a slug."""

    ref: str
    name: str
    variant: str | None = None
    url: str | None = None
    image_url: str | None = None
    gtin: str | None = None
    sku: str | None = None


@dataclass(frozen=True, slots=True)
class LineFact:
    """One line of an order. `refunded` is true once nothing of it is left with the customer."""

    external_id: str | None
    product: ProductFact
    quantity: int
    price: Decimal | None = None
    refunded: bool = False


@dataclass(frozen=True, slots=True)
class OrderFact:
    """One order as far as its source knows it; every moment is aware and in UTC.

    `number` is what people call the order ("#1001"). Where a file has no id column, `external_id`
    equals `number`, so an order known under either can still be found.
    """

    external_id: str
    source: str
    person: PersonFact
    status: OrderStatus
    ordered_at: datetime
    fulfilled_at: datetime | None = None
    delivered_at: datetime | None = None
    cancelled_at: datetime | None = None
    refunded_at: datetime | None = None
    country: str | None = None
    currency: str | None = None
    total: Decimal | None = None
    lines: tuple[LineFact, ...] = ()
    number: str | None = None


@dataclass(frozen=True, slots=True)
class ShipmentFact:
    """A parcel of an order left, or arrived: news about an order already known.

    `line_ids` are the order lines in the parcel. `is_cancelled` means that the parcel never left.
    """

    order_id: str
    source: str
    fulfilled_at: datetime | None
    delivered_at: datetime | None
    line_ids: tuple[str, ...] = ()
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True)
class RefundFact:
    """Money given back for some lines; `lines` pairs a line's id with the quantity refunded.

    A refund of an amount alone (a goodwill gesture, the postage) has no lines.
    """

    order_id: str
    source: str
    refunded_at: datetime
    lines: tuple[tuple[str, int], ...] = ()
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StopFact:
    """An order ended and its source no longer says whose it was: what was planned must stop."""

    order_id: str
    source: str
    status: OrderStatus


@dataclass(frozen=True, slots=True)
class PrivacyFact:
    """A demand under data-protection law, relayed by the platform.

    `customer_id` is the platform's, `request_id` its number for the demand, if it gave one.
    """

    request: Demand
    source: str
    shop: str | None
    email: str | None = None
    customer_id: str | None = None
    order_ids: tuple[str, ...] = ()
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something that asks for nothing, with the reason a member can read."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class TicketFact:
    """One support ticket. `score` counts from 0 or 1 up to `score_max`.

    `is_news` marks what a helpdesk tells the moment it happens: what it leaves out stays as known,
    and the person may come without an address when the ticket is known by its number.
    """

    external_id: str
    person: PersonFact
    opened_at: datetime | None = None
    resolved_at: datetime | None = None
    reopened_at: datetime | None = None
    score: float | None = None
    score_max: float = 5.0
    comment: str | None = None
    order_id: str | None = None
    is_news: bool = False


@dataclass(frozen=True, slots=True)
class HappeningFact:
    """An event as a ticketing system knows it; `ref` is the system's name and its own number.

    Only the `ref` is sure: where nothing more was asked for, all else is empty.
    """

    ref: str
    name: str = ""
    place: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class AttendeeFact:
    """One person at one event; without `checked_in_at` they had a ticket and were not seen.

    A ticketing system tells of the event itself in `happening`, and by `is_taken_back` that a
    ticket is not, or no longer, one of somebody who came: scanned by mistake, refunded, cancelled.
    """

    event: str
    person: PersonFact
    checked_in_at: datetime | None = None
    external_id: str | None = None
    happening: HappeningFact | None = None
    is_taken_back: bool = False


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was refused. `line` is the line of the file on which the row begins, from 1.

    `sentence` is English; `code` and `values` give the same sentence in another language.
    """

    line: int
    column: str | None
    code: str
    sentence: str
    raw: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the file that a member should know although the rows were taken."""

    code: str
    sentence: str
    line: int | None = None
    column: str | None = None
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """All that a file said: the facts, the rows refused, and what to know about the reading."""

    layout: str = ""
    orders: tuple[OrderFact, ...] = ()
    tickets: tuple[TicketFact, ...] = ()
    attendees: tuple[AttendeeFact, ...] = ()
    bad: tuple[BadRow, ...] = ()
    notices: tuple[Notice, ...] = ()
