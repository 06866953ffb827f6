"""Before a file is taken, a person sees how it is read, and can say which way its dates go."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from app.cli.previewing import preview
from solicitation.inbound.dates import DateOrder
from solicitation.inbound.detect import look, read_file
from solicitation.inbound.facts import Read

PARIS = ZoneInfo("Europe/Paris")
ORDERS = (
    "\ufefforder_id;ordered_at;delivered_at;email;product_name;colour\n"
    "1;03/05/2026;04/05/2026;Ada@example.com;Bol\x1b[31m;blue\n"
    "2;05/05/2026;;ada@example.com;Plat;red\n"
    "3;06/05/2026;;not-an-address;Plat;red\n"
).encode()


def read(dates: DateOrder | None = None) -> Read:
    return read_file(ORDERS, zone=PARIS, country="FR", dates=dates)


def test_a_preview_names_each_column_and_shows_the_first_as_understood() -> None:
    lines = list(preview(look(ORDERS), read(), PARIS))
    assert lines[0] == "layout orders, utf-8, separated by semicolon, 3 rows"
    shown = "\n".join(lines)
    assert "ordered_at                   ordered_at       03/05/2026" in shown
    assert "colour                       (not used)       blue" in shown
    assert (
        "1: ada@example.com, delivered, ordered 2026-05-03, delivered 2026-05-04" in shown.lower()
    )
    assert lines[-1] == "1 people, by their addresses"
    assert "\x1b" not in shown, "a file must not command the terminal"


def test_a_chosen_order_of_day_and_month_holds_and_is_no_assumption() -> None:
    assumed, chosen = read(), read(DateOrder.MONTH_FIRST)
    assert [told.code for told in assumed.notices] == ["date_order_assumed"] * 2
    assert not chosen.notices
    months = [read.orders[0].ordered_at.astimezone(PARIS).month for read in (assumed, chosen)]
    assert months == [5, 3]
