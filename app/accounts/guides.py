"""Where each outside system wants our address and its secret, in words for a member."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from core.errors import N_
from solicitation.inbound import freshdesk, gorgias, zendesk
from solicitation.inbound.messages import SHOWN_IN_HEADER, SHOWN_IN_QUERY


class Chooser(StrEnum):
    """Who makes the secret: the system shows its own, or we make one to enter there."""

    THEM = "them"
    US = "us"


@dataclass(frozen=True, slots=True)
class Guide:
    """How one system is connected; every sentence is English source for the catalogue.

    `body` is pasted as it stands, `header` is the header that carries the secret; a system that
    can neither sign nor send a header has the secret `in_address`.
    """

    label: str
    chooser: Chooser
    where: str
    secret: str
    body: str = ""
    header: str = ""
    path: str = ""
    in_address: bool = False


_SHOWN = N_(
    "Enter the secret as the value of the custom header X-Vivavoce-Secret, and nothing else."
)
_ADDRESSED = N_(
    "It cannot sign what it sends, so the secret is the end of the address, and nothing it tells is"
    " believed: who came is looked up there, with the key that you enter under Connections."
)
GUIDES: Mapping[str, Guide] = MappingProxyType({
    "shopify": Guide(
        "Shopify",
        Chooser.THEM,
        N_("In Shopify: Settings, Notifications, Webhooks. Make one webhook for each topic, JSON."),
        N_("Shopify shows its signing secret below the list of webhooks. Paste it here."),
    ),
    "woocommerce": Guide(
        "WooCommerce",
        Chooser.US,
        N_("In WooCommerce: Settings, Advanced, Webhooks. Make one each for “Order created”, “Order"
           " updated” and “Order deleted”."),
        N_("Enter the secret in each webhook's field “Secret”."),
    ),
    "zendesk": Guide(
        "Zendesk",
        Chooser.THEM,
        N_("In Zendesk's Admin Center: Apps and integrations, Webhooks. Make one that is connected"
           " to a trigger (POST, JSON). Then make a trigger for “Ticket status changed” and"
           " “Satisfaction changed” whose action “Notify active webhook” sends the body below."),
        N_("Zendesk shows the webhook's signing secret on its page. Paste it here."),
        zendesk.BODY,
    ),
    "gorgias": Guide(
        "Gorgias",
        Chooser.US,
        N_("In Gorgias: Settings, Integrations, HTTP. Choose “Ticket updated”, the method POST and"
           " JSON, and paste the body below."),
        _SHOWN,
        gorgias.BODY,
        SHOWN_IN_HEADER,
    ),
    "freshdesk": Guide(
        "Freshdesk",
        Chooser.US,
        N_("In Freshdesk: Admin, Automations, Ticket updates. Make a rule for “Status is changed”"
           " with the action “Trigger webhook”: POST, JSON, and the body below as advanced"
           " content."),
        _SHOWN,
        freshdesk.BODY,
        SHOWN_IN_HEADER,
    ),
    "helpscout": Guide(
        "Help Scout",
        Chooser.US,
        N_("In Help Scout: Manage, Apps, Webhooks. Choose the events “Conversation status updated”,"
           " “Customer reply” and “Rating received”."),
        N_("Enter the secret in the field “Secret Key”."),
    ),
    "intercom": Guide(
        "Intercom",
        Chooser.THEM,
        N_("In Intercom's Developer Hub: your app, Configure, Webhooks. Choose the topics"
           " conversation.admin.closed, conversation.admin.opened, conversation.user.replied and"
           " conversation.rating.added."),
        N_("Paste the app's client secret here; Intercom shows it under Basic information."),
    ),
    "eventbrite": Guide(
        "Eventbrite",
        Chooser.US,
        N_("In Eventbrite: Account settings, Developer links, Webhooks. Add one for all events with"
           " the actions “barcode.checked_in” and “barcode.un_checked_in”, and this address as its"
           " payload URL."),
        _ADDRESSED,
        in_address=True,
    ),
    "pretix": Guide(
        "pretix",
        Chooser.US,
        N_("In pretix: your organizer, Webhooks, Create webhook. Enter this address and choose"
           " “Ticket checked in”, “Ticket check-in reverted” and “Order canceled”."),
        _ADDRESSED,
        in_address=True,
    ),
    "sendgrid": Guide(
        "SendGrid",
        Chooser.THEM,
        N_("In SendGrid: Settings, Mail Settings, Event Webhooks. Choose the delivery events,"
           " unsubscribes and spam reports, and turn the signature on."),
        N_("Paste the verification key that SendGrid shows beside its signed event webhook:"
           " it begins with MFkw."),
        path="/events",
    ),
})  # fmt: skip


def address_of(public_url: str, system: str, store_key: str, secret: str = "") -> str:
    """The address to paste there, with the secret where it belongs there and is known."""
    guide = GUIDES[system]
    plain = f"{public_url}/hooks/{system}/{store_key}{guide.path}"
    return f"{plain}?{SHOWN_IN_QUERY}={secret}" if guide.in_address and secret else plain
