"""Reads the cells of a file by kind, and remembers what was refused and what was assumed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from solicitation.inbound import amounts, dates, people
from solicitation.inbound.columns import Row, Table
from solicitation.inbound.errors import CellError
from solicitation.inbound.facts import BadRow, Notice, PersonFact
from solicitation.inbound.sentences import say

ID_LENGTH = 200
TEXT_LENGTH = 5_000

Value = TypeVar("Value")

# A spreadsheet program writes 450789469001 as 4.50789E+11: many ids become one.
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Reading:
    """How one file is read, and what has happened so far.

    `orders` and `marks` give the order of day and month, and the decimal mark, by field.
    `remarks` counts what was passed over, by sentence and field: [first line, rows].
    """

    zone: ZoneInfo
    orders: Mapping[str, dates.DateOrder]
    marks: Mapping[str, str | None]
    assumed: tuple[Notice, ...] = ()
    bad: list[BadRow] = field(default_factory=list)
    remarks: dict[tuple[str, str | None], list[int]] = field(default_factory=dict)


def reading_of(
    table: Table,
    rows: Sequence[Row],
    *,
    zone: ZoneInfo,
    country: str | None,
    moments: Iterable[str],
    amounts_in: Iterable[str] = (),
    chosen: dates.DateOrder | None = None,
) -> Reading:
    """Look over whole columns first: what one cell leaves open, another proves.

    `chosen` is the order of day and month that a member knows the file to have.
    """
    cells = {name: [row.get(name) for row in rows] for name in moments if name in table.places}
    orders = _date_orders(cells, dates.usual_order(country))
    notices = () if chosen else tuple(_assumptions(table, cells, orders))
    orders = dict.fromkeys(orders, chosen) if chosen else orders
    marks = {name: amounts.decimal_mark(row.get(name) for row in rows) for name in amounts_in}
    return Reading(zone, orders, marks, notices)


def refuse(reading: Reading, row: Row, column: str | None, code: str, **values: object) -> None:
    """Note that `row` cannot be taken, and why."""
    header = row.table.header(column) if column else None
    named = {"column": header, **values}
    told = tuple((key, str(value)) for key, value in named.items() if value is not None)
    bad = BadRow(row.line, header, code, say(code, **named), row.raw(), told)
    reading.bad.append(bad)


def remark(reading: Reading, row: Row, code: str, column: str | None = None) -> None:
    """Count one more row of which `code` is true."""
    header = row.table.header(column) if column else None
    first_and_count = reading.remarks.setdefault((code, header), [row.line, 0])
    first_and_count[1] += 1


def notices(reading: Reading) -> tuple[Notice, ...]:
    """Return what a member should know about the reading of this file."""
    return reading.assumed + tuple(_counted(reading.remarks))


def moment(reading: Reading, row: Row, column: str) -> datetime | None:
    """Return the cell's moment in UTC, None when it is blank or was refused."""
    order = reading.orders.get(column, dates.DateOrder.DAY_FIRST)
    return _read(reading, row, column, lambda text: dates.moment(text, reading.zone, order))


def amount(reading: Reading, row: Row, column: str, currency: str | None) -> Decimal | None:
    """Return the cell's amount, None when it is blank or was refused."""
    mark = reading.marks.get(column)
    return _read(
        reading, row, column, lambda text: amounts.amount(text, mark=mark, currency=currency)
    )


def quantity(reading: Reading, row: Row, column: str) -> int:
    """Return the cell's quantity; a blank one is 1."""
    found = _read(reading, row, column, amounts.quantity)
    return 1 if found is None else found


def score(reading: Reading, row: Row) -> tuple[float | None, float]:
    """Return the row's score and the highest there is: 5 unless the row says otherwise."""
    found = _read(reading, row, "score", amounts.score)
    highest = _read(reading, row, "score_max", amounts.score)
    top = (highest and highest[0]) or (found and found[1]) or 5.0
    if found is None:
        return None, top
    if found[0] > top:
        refuse(reading, row, "score", "score_out_of_range", value=found[0], highest=top)
    return found[0], top


def text(reading: Reading, row: Row, column: str, limit: int = TEXT_LENGTH) -> str | None:
    """Return the cell's text, None when it is blank; too long a text is refused."""
    found = row.get(column)
    if len(found) > limit:
        refuse(reading, row, column, "value_too_long", limit=limit)
    return found or None


def email(reading: Reading, row: Row, column: str = "email") -> str:
    """Return the cell's address; without one the row is refused and the answer is empty."""
    if not row.get(column):
        refuse(reading, row, column, "email_missing")
    return _read(reading, row, column, people.email) or ""


def is_rounded(text: str) -> bool:
    """Whether an id went through a spreadsheet program that wrote it as a rounded number."""
    return bool(_ROUNDED.fullmatch(text))


def needed(reading: Reading, row: Row, column: str) -> str:
    """Return an id or a name that the row cannot do without; refuse the row that has none."""
    found = text(reading, row, column, ID_LENGTH) or ""
    if not found:
        refuse(reading, row, column, "value_missing")
    elif is_rounded(found):
        refuse(reading, row, column, "id_rounded", value=found)
    return found


def refuse_blank(reading: Reading, row: Row, column: str) -> None:
    """Refuse a row for a blank cell; one that was refused as unreadable is not told twice."""
    if not row.get(column):
        refuse(reading, row, column, "value_missing")


def optional(
    reading: Reading, row: Row, column: str, meaning: Callable[[str], str | None]
) -> str | None:
    """Return what a cell means; one that is not understood is left out and counted."""
    found = row.get(column)
    meant = meaning(found) if found else None
    if found and meant is None:
        remark(reading, row, "cells_left_empty", column)
    return meant


def person(reading: Reading, row: Row) -> PersonFact:
    """Return the person of a row that has their columns under our own names."""
    joined = people.name(row.get("first_name"), row.get("last_name"))
    return PersonFact(
        email=email(reading, row),
        name=joined or people.name(row.get("name")),
        language=optional(reading, row, "language", people.language),
        country=optional(reading, row, "country", people.country),
        timezone=optional(reading, row, "timezone", people.timezone),
        region=people.region(row.get("region")),
    )


def _read(
    reading: Reading, row: Row, column: str, meaning: Callable[[str], Value | None]
) -> Value | None:
    cell = row.get(column)
    if not cell:
        return None
    try:
        return meaning(cell)
    except CellError as error:
        refuse(reading, row, column, error.code, **error.values)
        return None


def _date_orders(
    cells: Mapping[str, Sequence[str]], usual: dates.DateOrder
) -> dict[str, dates.DateOrder]:
    """Return each column's order: its own proof, else the other columns', else the country's."""
    proven = {name: dates.proven_order(values) for name, values in cells.items()}
    elsewhere = {order for order in proven.values() if order}
    fallback = elsewhere.pop() if len(elsewhere) == 1 else usual
    if fallback is dates.DateOrder.MIXED:
        fallback = usual
    return {name: order or fallback for name, order in proven.items()}


def _assumptions(
    table: Table, cells: Mapping[str, Sequence[str]], orders: Mapping[str, dates.DateOrder]
) -> Iterator[Notice]:
    """Say which columns nothing proves; columns that another one settled are certain enough."""
    proven = {dates.proven_order(values) for values in cells.values()} - {None}
    if len(proven) == 1 and dates.DateOrder.MIXED not in proven:
        return
    for name, values in cells.items():
        sample = dates.first_ambiguous(values)
        if sample is None or dates.proven_order(values):
            continue
        told = {"value": sample[:60], "column": table.header(name), "order": str(orders[name])}
        sentence = say("date_order_assumed", **told)
        yield Notice(
            "date_order_assumed", sentence, column=told["column"], values=tuple(told.items())
        )


def _counted(remarks: Mapping[tuple[str, str | None], Sequence[int]]) -> Iterator[Notice]:
    for (code, column), (line, count) in remarks.items():
        told: dict[str, str] = {"count": str(count), "line": str(line)}
        if column:
            told["column"] = column
        yield Notice(code, say(code, **told), line, column, tuple(told.items()))
