"""What a request says of one person and of what they are asked about. Pure."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class AskedProduct(NamedTuple):
    """A product asked about; its stars lead to `answer_url` with `stars=N` added."""

    name: str
    image_url: str
    answer_url: str


class Earlier(NamedTuple):
    """What the person wrote at an earlier moment, shown again at six months (rule 8)."""

    words: str
    written_on: date


class Asked(NamedTuple):
    """One person and what they are asked about; `happened_on` is the day in their own zone."""

    customer_name: str
    store_name: str
    store_address: str
    happened_on: date
    answer_url: str
    unsubscribe_url: str
    preferences_url: str
    transparency_url: str
    privacy_url: str
    products: tuple[AskedProduct, ...] = ()
    event_name: str = ""
    earlier: Earlier | None = None
    store_country: str = ""
