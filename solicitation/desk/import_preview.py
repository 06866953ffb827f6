"""What the desk shows of a file before it is taken: how it was read, its dates, its first rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from flask_babel import format_date
from flask_babel import gettext as _

from solicitation.inbound.dates import DateOrder, moment
from solicitation.inbound.detect import Look
from solicitation.inbound.facts import AttendeeFact, BadRow, Notice, OrderFact, Read, TicketFact
from solicitation.inbound.layouts import Layout
from solicitation.inbound.sentences import SENTENCES

SHOWN = 3
_Told = OrderFact | TicketFact | AttendeeFact
ORDERS = {"dmy": DateOrder.DAY_FIRST, "mdy": DateOrder.MONTH_FIRST}
"""What the form says, as the command line does, and what it means."""


@dataclass(frozen=True, slots=True)
class Understood:
    """One fact in a reader's words; `what` is an order's or ticket's number, or an event."""

    what: str
    who: str
    days: tuple[str, ...]
    goods: str


@dataclass(frozen=True, slots=True)
class DateChoice:
    """One way to read the file's open dates, with what becomes of the example."""

    value: str
    label: str
    is_chosen: bool


def layout_name(layout: Layout | None) -> str:
    """Whose columns the file has."""
    names = {
        Layout.SHOPIFY_ORDERS: "Shopify",
        Layout.WOOCOMMERCE_ORDERS: "WooCommerce",
        Layout.OWN_ORDERS: _("Vivavoce, orders"),
        Layout.OWN_TICKETS: _("Vivavoce, tickets"),
        Layout.OWN_ATTENDEES: _("Vivavoce, attendees"),
    }
    return str(names[layout]) if layout else "–"


def remarks(read: Read, choices: Sequence[DateChoice]) -> list[Notice]:
    """What is to be said of the whole file; not once more what `choices` ask about."""
    return [told for told in read.notices if not (choices and told.code == "date_order_assumed")]


def say_remark(told: BadRow | Notice) -> str:
    """A row's fault, or a notice, in the reader's language."""
    orders = {"day/month": _("day/month"), "month/day": _("month/day")}
    values = {name: orders.get(value, value) for name, value in dict(told.values).items()}
    return str(_(SENTENCES[told.code], **values))


def how_read(seen: Look) -> str:
    """Separator, encoding and number of rows, in one line."""
    names = {",": _("a comma"), ";": _("a semicolon"), "\t": _("a tab"), "|": _("a bar")}
    return str(
        _(
            "Separated by %(delimiter)s, written in %(encoding)s. Rows: %(rows)s.",
            delimiter=names.get(seen.delimiter, seen.delimiter),
            encoding=seen.encoding,
            rows=seen.rows,
        )
    )


def first_rows(read: Read, zone: tzinfo) -> list[Understood]:
    """The first facts as they would be taken; days are those of `zone`, the store's."""
    told: list[_Told] = [*read.orders, *read.tickets, *read.attendees]
    return [_understood(fact, zone) for fact in told[:SHOWN]]


def date_choices(unsettled: Read, chosen: str, zone: tzinfo) -> list[DateChoice]:
    """Both ways to read the dates that the file leaves open; none where it leaves none.

    `unsettled` is the file as read without a choice.
    """
    found = next(_open_dates(unsettled), None)
    if found is None:
        return []
    value, assumed = found
    labels = {
        "dmy": _("Day first: %(value)s is %(day)s", value=value, day=_day_of(value, "dmy", zone)),
        "mdy": _("Month first: %(value)s is %(day)s", value=value, day=_day_of(value, "mdy", zone)),
    }
    return [
        DateChoice(key, str(label), chosen == key or (not chosen and assumed == ORDERS[key]))
        for key, label in labels.items()
    ]


def _open_dates(read: Read) -> Iterator[tuple[str, str]]:
    """Examples that read two ways, each with the order assumed, "" where none was."""
    remarks: list[Notice | BadRow] = [*read.notices, *read.bad]
    for told in remarks:
        if told.code in ("date_order_assumed", "date_ambiguous"):
            values = dict(told.values)
            yield values["value"], values.get("order", "")


def _day_of(value: str, order: str, zone: tzinfo) -> str:
    found = moment(value, zone, ORDERS[order])
    return _day(found, zone) if found else value


def _understood(fact: _Told, zone: tzinfo) -> Understood:
    days = tuple(f"{label} {_day(at, zone)}" for label, at in _moments(fact) if at)
    goods = (
        ", ".join(line.product.name for line in fact.lines) if isinstance(fact, OrderFact) else ""
    )
    what = fact.event if isinstance(fact, AttendeeFact) else fact.external_id
    return Understood(what, fact.person.email, days, goods)


def _moments(fact: _Told) -> list[tuple[str, datetime | None]]:
    if isinstance(fact, OrderFact):
        return [(_("Ordered:"), fact.ordered_at), (_("Delivered:"), fact.delivered_at)]
    if isinstance(fact, AttendeeFact):
        return [(_("Came:"), fact.checked_in_at)]
    return [(_("Resolved:"), fact.resolved_at)]


def _day(at: datetime, zone: tzinfo) -> str:
    return str(format_date(at.astimezone(zone).date(), "long"))
