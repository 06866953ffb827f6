"""The outside systems that send messages here: how each proves itself and names what it sends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from solicitation.inbound import shopify, woocommerce
from solicitation.inbound.messages import (
    Message,
    Tell,
    Verify,
    digest_of,
    header,
    in_header,
)


@dataclass(frozen=True, slots=True)
class System:
    """One system. `verify` gets everything that came with a message and the secrets that hold;
    `topic` says what kind of news it is, `delivery` what makes it the same message again."""

    verify: Verify
    topic: Tell
    delivery: Tell = digest_of


def _shopify(message: Message, secrets: Sequence[str]) -> bool:
    return shopify.verify(message.body, header(message, "X-Shopify-Hmac-SHA256"), secrets)


def _woocommerce(message: Message, secrets: Sequence[str]) -> bool:
    told = header(message, "X-WC-Webhook-Signature")
    return woocommerce.verify(message.body, told, secrets)


SYSTEMS: Mapping[str, System] = MappingProxyType({
    "shopify": System(
        _shopify, in_header("X-Shopify-Topic"), in_header("X-Shopify-Webhook-Id")
    ),
    "woocommerce": System(
        _woocommerce, in_header("X-WC-Webhook-Topic"), in_header("X-WC-Webhook-Delivery-ID")
    ),
})  # fmt: skip
