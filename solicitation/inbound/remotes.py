"""The systems that we read by ourselves: what they need, and who reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from core.errors import N_
from solicitation.inbound import (
    eventbrite_rest,
    freshdesk_rest,
    gorgias_rest,
    magento_rest,
    prestashop_rest,
    pretix_rest,
    shopify_rest,
    woocommerce_rest,
)
from solicitation.inbound.dialogue import Dialogue, Reading
from solicitation.inbound.ticketing import Visit

OVERLAP = timedelta(minutes=10)
"""Read again before the cursor: a change may become visible after a later one did."""
RECONCILED = timedelta(days=3)
"""How far back a nightly reading looks for what webhooks lost."""


@dataclass(frozen=True, slots=True)
class Remote:
    """One system. `wants` tells a member what to enter as its key; where `has_two` is true that
    is a name and a secret with a colon between. Where `is_nightly` is true webhooks bring the news
    and one reading a night finds what they lost; others are polled from their streams' cursors.
    Where moments are local time, `overlap` covers the hour that clocks go back. `home` is the
    address of a system that has but one; `look` asks about one ticket that a webhook named.
    """

    name: str
    wants: str
    headers: Callable[[str], Mapping[str, str]]
    read: Callable[[Reading], Dialogue]
    streams: tuple[str, ...] = ("orders",)
    is_nightly: bool = False
    has_two: bool = False
    overlap: timedelta = OVERLAP
    home: str = ""
    look: Callable[[Visit], Dialogue] | None = None


REMOTES: Mapping[str, Remote] = MappingProxyType({
    "shopify": Remote(
        "Shopify",
        N_("Shopify: the Admin API access token of a custom app that may read orders."),
        shopify_rest.headers,
        shopify_rest.read,
        is_nightly=True,
    ),
    "woocommerce": Remote(
        "WooCommerce",
        N_("WooCommerce: key and secret of a REST key that may read, as ck_…:cs_…"),
        woocommerce_rest.headers,
        woocommerce_rest.read,
        is_nightly=True,
        has_two=True,
    ),
    "prestashop": Remote(
        "PrestaShop",
        N_(
            "PrestaShop: a webservice key that may view orders, order states, customers,"
            " addresses, countries, states and languages."
        ),
        prestashop_rest.headers,
        prestashop_rest.read,
        overlap=timedelta(minutes=70),
    ),
    "magento": Remote(
        "Magento",
        N_("Magento: the access token of an integration that may read sales."),
        magento_rest.headers,
        magento_rest.read,
    ),
    "freshdesk": Remote(
        "Freshdesk",
        N_("Freshdesk: the API key of an agent who sees all tickets."),
        freshdesk_rest.headers,
        freshdesk_rest.read,
        streams=("tickets", "ratings"),
    ),
    "gorgias": Remote(
        "Gorgias",
        N_("Gorgias: e-mail address and API key, as name@example.com:key"),
        gorgias_rest.headers,
        gorgias_rest.read,
        streams=("tickets", "ratings"),
        has_two=True,
    ),
    "eventbrite": Remote(
        "Eventbrite",
        N_("Eventbrite: a private token; its address is https://www.eventbriteapi.com"),
        eventbrite_rest.headers,
        eventbrite_rest.read,
        streams=(eventbrite_rest.STREAM,),
        home=eventbrite_rest.HOME,
        look=eventbrite_rest.look,
    ),
    "pretix": Remote(
        "pretix",
        N_("pretix: the API token of a team that may view orders; the address is your pretix."),
        pretix_rest.headers,
        pretix_rest.read,
        streams=(pretix_rest.STREAM,),
        look=pretix_rest.look,
    ),
})  # fmt: skip
