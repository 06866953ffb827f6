"""Reads Shopify's orders by its Admin REST API, to find what webhooks lost.

Shopify calls this API a legacy, kept for custom apps (shopify.dev, Admin REST 2026-10, Order).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from solicitation.inbound import shopify
from solicitation.inbound.dialogue import Dialogue, Get, Page, Reading, facts_in, query, rows
from solicitation.inbound.payloads import Payload

VERSION = "2026-10"
_PATH = f"/admin/api/{VERSION}/orders.json"
_NEXT = re.compile(r"<[^>]*[?&]page_info=([\w=%.-]{1,2000})[^>]*>\s*;\s*rel=\"?next\"?")
SIZE = 100
"""Of the 250 that Shopify would give: an order with its lines and refunds is long."""


def headers(token: str) -> Mapping[str, str]:
    """What proves who we are: the token of a custom app."""
    return {"X-Shopify-Access-Token": token}


def read(reading: Reading) -> Dialogue:
    """Every order changed since; `page_info` alone is taken of the address of the next page."""
    since = reading.since["orders"].strftime("%Y-%m-%dT%H:%M:%SZ")
    first = query(_PATH, {"status": "any", "limit": SIZE, "updated_at_min": since})
    path = reading.resume or first
    while path:
        answer = yield Get(path)
        following = _NEXT.search(answer.headers.get("link", ""))
        path = f"{_PATH}?limit={SIZE}&page_info={following[1]}" if following else ""
        found = tuple(facts_in(rows(answer, "orders"), _order))
        yield Page("orders", found, resume=path)


def _order(order: Payload) -> object:
    return shopify.translate("orders/updated", order)
