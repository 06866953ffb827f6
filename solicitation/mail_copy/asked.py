"""What a request says of one person and of what they are asked about. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AskedProduct:
    """A product asked about; its stars lead to `answer_url` with `stars=N` added."""

    name: str
    image_url: str
    answer_url: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the person wrote at an earlier moment, shown again at six months (rule 8)."""

    words: str
    written_on: date


@dataclass(frozen=True, slots=True)
class Asked:
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
