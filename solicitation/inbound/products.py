"""Reads what identifies a product: its reference, its GTIN, its addresses."""

from __future__ import annotations

import re

from solicitation.inbound.people import slug

_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"\\]{3,990}", re.IGNORECASE)
_GTIN = re.compile(r"[0-9]{8}|[0-9]{12,14}", re.ASCII)
_GLOBAL_ID = re.compile(r"gid://shopify/[A-Za-z]+/([0-9]+)(?:\?.*)?", re.ASCII)


def reference(product_id: object, sku: str | None, title: str) -> str:
    """Return the shop's product id, else the SKU, else the name as a slug; "" for none."""
    return identifier(product_id) or (sku or "").strip() or slug(title)


def identifier(value: object) -> str:
    """Return an id as text: 0, "0", null and nothing are none, `gid://…/123` is 123."""
    plain = str(value).strip() if isinstance(value, int | str) and value is not True else ""
    match = _GLOBAL_ID.fullmatch(plain)
    plain = match[1] if match else plain
    return "" if plain in {"0", "False"} else plain[:200]


def web_address(text: str) -> str | None:
    """Return an http(s) address, None for anything else ("javascript:…" is not one)."""
    return text if _WEB_ADDRESS.fullmatch(text) else None


def gtin(text: str) -> str | None:
    """Return the digits of a GTIN whose check digit is right (GS1 General Specifications 7.9)."""
    digits = re.sub(r"[\s-]", "", text)
    if not _GTIN.fullmatch(digits):
        return None
    weighted = sum(
        int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(digits))
    )
    return None if weighted % 10 else digits
