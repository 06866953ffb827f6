"""Reads WooCommerce's orders by its REST API v3, to find what webhooks lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from solicitation.inbound import woocommerce
from solicitation.inbound.credentials import basic
from solicitation.inbound.dialogue import Dialogue, Get, Page, Reading, facts_in, query, rows
from solicitation.inbound.payloads import Payload

SIZE = 50


def headers(token: str) -> Mapping[str, str]:
    """What proves who we are: `ck_…:cs_…`, a REST key that may read."""
    return basic(token)


def read(reading: Reading) -> Dialogue:
    """Every order changed since, by its number: what changes meanwhile keeps its place.

    `dates_are_gmt` makes `modified_after` mean UTC (WooCommerce 5.8 or newer).
    """

    def read_one(row: Payload) -> object:
        return woocommerce.translate("order.updated", row, reading.zone)

    path = reading.resume or _path(reading.since["orders"], 1)
    while path:
        found = rows((yield Get(path)))
        path = _following(path) if len(found) >= SIZE else ""
        yield Page("orders", tuple(facts_in(found, read_one)), resume=path)


def _path(since: datetime, number: int) -> str:
    options = {
        "modified_after": since.strftime("%Y-%m-%dT%H:%M:%S"),
        "dates_are_gmt": "true",
        "per_page": SIZE,
        "orderby": "id",
        "order": "asc",
        "page": number,
    }
    return query("/wp-json/wc/v3/orders", options)


def _following(path: str) -> str:
    before, _, number = path.rpartition("=")
    return f"{before}={int(number) + 1}"
