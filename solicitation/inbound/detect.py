"""Recognises whose layout a file has, and reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from solicitation.inbound.columns import Table, find_places, rows_of, simplify, table_of
from solicitation.inbound.dates import DateOrder
from solicitation.inbound.errors import UnreadableFile
from solicitation.inbound.facts import Read
from solicitation.inbound.layouts import READERS, Kind, Layout, Reader
from solicitation.inbound.reading import notices, reading_of
from solicitation.inbound.sentences import say
from solicitation.inbound.sheets import MAX_BYTES, open_sheet


@dataclass(frozen=True, slots=True)
class Look:
    """What a file seems to be, before anything is taken from it.

    `columns` pairs each column's name with the field it is read as, None for one not used.
    """

    layout: Layout | None
    columns: tuple[tuple[str, str | None], ...]
    fields: tuple[str, ...]
    encoding: str
    delimiter: str
    rows: int
    sample: tuple[tuple[str, ...], ...]


# Columns that only WooCommerce's plug-ins write.
_WOOCOMMERCE_MARKS = frozenset({
    "billing_email", "email_billing", "billing_first_name", "first_name_billing", "item_name",
    "item_sku", "item_quantity", "order_key", "customer_user", "line_item_1", "completed_date",
    "date_created", "wpml_language", "cart_discount", "e_mail_facturation",
})  # fmt: skip


def read_file(
    data: bytes,
    *,
    zone: ZoneInfo,
    country: str | None = None,
    kind: Kind | None = None,
    layout: Layout | None = None,
    mapping: Mapping[str, str] | None = None,
    dates: DateOrder | None = None,
    limit: int = MAX_BYTES,
) -> Read:
    """Read a file of orders, tickets or attendees. Raises only `UnreadableFile`.

    `zone` and `country` are the store's: they settle what a file leaves open. `layout` overrules
    what the columns look like, `mapping` (column name → field) how each is read, `dates` the order
    of day and month that the file seems to have.
    """
    sheet = open_sheet(data, limit=limit)
    layout = layout or detect(sheet.headers, mapping, kind)
    if layout is None:
        raise UnreadableFile("layout_unknown", found=_shown(sheet.headers))
    reader = READERS[layout]
    if kind and reader.kind is not kind:
        raise UnreadableFile("layout_other_kind", found=say(reader.kind), wanted=say(kind))
    table = table_of(sheet, reader.columns, mapping)
    _refuse_missing(table, reader, layout)
    rows = tuple(rows_of(sheet, table))
    reading = reading_of(
        table,
        rows,
        zone=zone,
        country=country,
        moments=reader.moments,
        amounts_in=reader.amounts,
        chosen=dates,
    )
    found = reader.gather(reading, rows)
    bad = sorted((*sheet.bad, *reading.bad), key=lambda row: row.line)
    told = sheet.notices + notices(reading)
    return replace(found, layout=layout, bad=tuple(bad), notices=told)


def detect(
    headers: tuple[str, ...],
    mapping: Mapping[str, str] | None = None,
    kind: Kind | None = None,
) -> Layout | None:
    """Return the layout whose columns these are, None for none that we know.

    `kind` decides between layouts that would both do.
    """
    fitting = [layout for layout in _by_likelihood(headers) if _fits(headers, layout, mapping)]
    wanted = [layout for layout in fitting if kind is None or READERS[layout].kind is kind]
    return next(iter(wanted or fitting), None)


def look(data: bytes, *, layout: Layout | None = None, limit: int = MAX_BYTES) -> Look:
    """Say what a file seems to be, for a member to correct. Raises only `UnreadableFile`."""
    sheet = open_sheet(data, limit=limit)
    found = layout or detect(sheet.headers)
    columns = READERS[found].columns if found else {}
    fields = {
        place: field
        for field, places in find_places(sheet.headers, columns).items()
        for place in places
    }
    return Look(
        layout=found,
        columns=tuple((name, fields.get(place)) for place, name in enumerate(sheet.headers)),
        fields=tuple(columns),
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        rows=len(sheet.records),
        sample=tuple(cells for _line, cells in sheet.records[:5]),
    )


def _by_likelihood(headers: tuple[str, ...]) -> list[Layout]:
    names = {simplify(header) for header in headers}
    if any(name.startswith("lineitem_") for name in names):
        return [Layout.SHOPIFY_ORDERS]
    own = [Layout.OWN_TICKETS, Layout.OWN_ATTENDEES, Layout.OWN_ORDERS]
    if "event" in names:
        own = [Layout.OWN_ATTENDEES, Layout.OWN_TICKETS, Layout.OWN_ORDERS]
    if names & _WOOCOMMERCE_MARKS:
        return [Layout.WOOCOMMERCE_ORDERS, *own]
    return own


def _fits(headers: tuple[str, ...], layout: Layout, mapping: Mapping[str, str] | None) -> bool:
    fields = set(READERS[layout].columns)
    known = {name: field for name, field in (mapping or {}).items() if field in fields}
    return set(READERS[layout].needed) <= set(find_places(headers, READERS[layout].columns, known))


def _refuse_missing(table: Table, reader: Reader, layout: Layout) -> None:
    missing = ", ".join(field for field in reader.needed if field not in table.places)
    if missing:
        found = _shown(table.headers)
        raise UnreadableFile("columns_missing", layout=layout, missing=missing, found=found)


def _shown(headers: tuple[str, ...]) -> str:
    return ", ".join(headers[:30])[:500]
