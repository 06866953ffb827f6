"""Gathers the rows of one order, wherever they stand in the file, and takes all or none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from solicitation.inbound.columns import Row
from solicitation.inbound.facts import OrderFact
from solicitation.inbound.reading import Reading, moment, refuse, remark

Build = Callable[[Reading, Sequence[Row]], OrderFact | None]


def group_rows(reading: Reading, rows: Iterable[Row], field: str) -> list[list[Row]]:
    """Return the rows by order, in the file's sequence; rows that say the same twice once."""
    groups: dict[str, dict[tuple[str, ...], Row]] = {}
    for row in rows:
        key = row.get(field)
        if not key:
            refuse(reading, row, field, "value_missing")
            continue
        group = groups.setdefault(key, {})
        if row.cells in group:
            remark(reading, row, "row_repeated")
        group.setdefault(row.cells, row)
    return [list(group.values()) for group in groups.values()]


def build_orders(
    reading: Reading, groups: Iterable[Sequence[Row]], field: str, build: Build
) -> tuple[OrderFact, ...]:
    """Build each order. One bad row refuses the whole order, so that mending the rows in the
    report and importing them again gives the order complete.
    """
    orders = []
    for rows in groups:
        before = len(reading.bad)
        order = build(reading, rows)
        if len(reading.bad) > before:
            _refuse_rest(reading, rows, field, before)
        elif order:
            orders.append(order)
    return tuple(orders)


def first_with(rows: Sequence[Row], field: str) -> Row:
    """Return the first row in which `field` is not blank, else the first row."""
    return next((row for row in rows if row.get(field)), rows[0])


def first_moment(reading: Reading, rows: Sequence[Row], column: str) -> datetime | None:
    """Return the moment of the first row that has one."""
    return moment(reading, first_with(rows, column), column)


def refuse_two_people(reading: Reading, rows: Sequence[Row], field: str) -> None:
    """Refuse an order whose rows name two addresses: nobody can tell whose it is."""
    first = first_with(rows, "email")
    for row in rows:
        if row.get("email").lower() not in {"", first.get("email").lower()}:
            refuse(reading, row, "email", "order_disagrees", order=row.get(field)[:60])
            return


def _refuse_rest(reading: Reading, rows: Sequence[Row], field: str, before: int) -> None:
    cause = reading.bad[before]
    told = {bad.line for bad in reading.bad[before:]}
    for row in rows:
        if row.line not in told:
            order = row.get(field)[:60]
            refuse(reading, row, None, "order_refused", order=order, line=cause.line)
