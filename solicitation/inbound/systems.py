"""The outside systems that send messages here: how each proves itself and names what it sends."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from solicitation.inbound import (
    eventbrite,
    freshdesk,
    gorgias,
    helpscout,
    intercom,
    pretix,
    shopify,
    tickets,
    woocommerce,
    zendesk,
)
from solicitation.inbound.facts import Ignored
from solicitation.inbound.messages import (
    Message,
    Tell,
    Verify,
    digest_of,
    digest_of_hour,
    header,
    in_body,
    in_header,
)
from solicitation.inbound.payloads import Payload
from solicitation.inbound.ticketing import Visit


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
    "zendesk": System(zendesk.verify, in_body("type")),
    "gorgias": System(gorgias.verify, in_body("status"), digest_of_hour),
    "freshdesk": System(freshdesk.verify, in_body("status"), digest_of_hour),
    "helpscout": System(helpscout.verify, in_header("X-HelpScout-Event")),
    "intercom": System(intercom.verify, in_body("topic"), in_body("id")),
    "eventbrite": System(eventbrite.verify, eventbrite.topic, digest_of_hour),
    "pretix": System(pretix.verify, in_body("action"), in_body("notification_id")),
})  # fmt: skip

Translate = Callable[[str, Payload, datetime], tickets.Translation]
"""From a topic, a payload and the moment it came to what it says; raises `UnreadablePayload`."""


def _whatever_topic(translate: Callable[[Payload, datetime], tickets.Translation]) -> Translate:
    return lambda _topic, payload, received_at: translate(payload, received_at)


HELPDESKS: Mapping[str, Translate] = MappingProxyType({
    "zendesk": _whatever_topic(zendesk.translate),
    "gorgias": _whatever_topic(gorgias.translate),
    "freshdesk": _whatever_topic(freshdesk.translate),
    "helpscout": helpscout.translate,
    "intercom": intercom.translate,
})  # fmt: skip

TICKETING: Mapping[str, Callable[[Payload, datetime], Visit | Ignored]] = MappingProxyType({
    "eventbrite": eventbrite.translate,
    "pretix": pretix.translate,
})  # fmt: skip
"""Their messages only name a ticket, and are not signed: what holds is what they answer."""
