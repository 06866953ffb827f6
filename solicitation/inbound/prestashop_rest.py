"""Reads PrestaShop's orders by its webservice, with what an order alone does not say.

An order names its customer, address, language and state by number
(https://devdocs.prestashop-project.org/9/webservice/). Its moments are the shop's local time.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from datetime import datetime, tzinfo

from solicitation.inbound.credentials import basic
from solicitation.inbound.dialogue import (
    Answer,
    Dialogue,
    Get,
    Lookup,
    Page,
    Reading,
    facts_in,
    query,
    rows,
    walk,
)
from solicitation.inbound.payloads import Payload, id_at, moment_at
from solicitation.inbound.prestashop import Known, translate

SIZE = 50
_FAR = "2100-01-01 00:00:00"
_JSON = {"output_format": "JSON"}
Table = Mapping[str, Payload]
Asking = Generator[Get | Page, Answer, Table]


def headers(token: str) -> Mapping[str, str]:
    """What proves who we are: a webservice key, with no password."""
    return basic(f"{token}:")


def read(reading: Reading) -> Dialogue:
    """Every order changed since."""
    zone = reading.zone
    return walk(
        "orders",
        reading.since["orders"],
        _asking(zone),
        _orders,
        _changing(zone),
        _facts(zone),
        SIZE,
    )


def _asking(zone: tzinfo) -> Callable[[datetime, int], str]:
    def path(since: datetime, number: int) -> str:
        here = since.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
        options = {
            "display": "full",
            "date": "1",
            "filter[date_upd]": f"[{here},{_FAR}]",
            "sort": "[date_upd_ASC]",
            "limit": f"{(number - 1) * SIZE},{SIZE}",
        }
        return query("/api/orders", _JSON | options)

    return path


def _changing(zone: tzinfo) -> Callable[[Payload], datetime | None]:
    def changed_at(order: Payload) -> datetime | None:
        return moment_at(order, "date_upd", zone)

    return changed_at


def _facts(zone: tzinfo) -> Callable[[tuple[Payload, ...]], Lookup]:
    def facts_of(orders: tuple[Payload, ...]) -> Lookup:
        customers = yield from _named("customers", orders, "id_customer")
        addresses = yield from _named("addresses", orders, "id_address_delivery")
        homes = tuple(addresses.values())
        countries = yield from _named("countries", homes, "id_country")
        regions = yield from _named("states", homes, "id_state", may_miss=True)
        states = yield from _named("order_states", orders, "current_state")
        languages = yield from _named("languages", orders, "id_lang")
        known = Known(customers, addresses, countries, regions, states, languages, zone)

        def read_one(order: Payload) -> object:
            return translate(order, known)

        return tuple(facts_in(orders, read_one))

    return facts_of


def _named(table: str, told: tuple[Payload, ...], key: str, *, may_miss: bool = False) -> Asking:
    """The rows of `table` that those name at `key`, by their number, in one question.

    `may_miss` is for what a shop's older key may not view: the orders are read without it.
    """
    wanted = sorted({number for row in told if (number := id_at(row, key))} - {"0"})
    if not wanted:
        return {}
    options = {"display": "full", "filter[id]": f"[{'|'.join(wanted)}]"}
    answer = yield Get(query(f"/api/{table}", _JSON | options), may_miss)
    found = rows(answer, table)
    return {id_at(row, "id"): row for row in found}


def _orders(answer: Answer) -> tuple[Payload, ...]:
    return rows(answer, "orders")
