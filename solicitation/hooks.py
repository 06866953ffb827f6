"""Signed messages of outside systems, kept raw and answered at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, request
from sqlalchemy import select

from core.auth import webhook
from core.errors import N_, NotFound, NotSignedIn, TooLarge
from core.models import HookSecret, Store
from core.web import doors
from solicitation.inbound import shopify, woocommerce
from solicitation.operations.receiving import keep_receipt

blueprint = Blueprint("hooks", __name__, url_prefix="/hooks")
LARGEST = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class System:
    """How one system signs: the headers it uses and the check of its signature."""

    signature: str
    topic: str
    delivery: str
    verify: Callable[[bytes, str, Sequence[str]], bool]


SYSTEMS: Mapping[str, System] = {
    "shopify": System(
        "X-Shopify-Hmac-SHA256", "X-Shopify-Topic", "X-Shopify-Webhook-Id", shopify.verify
    ),
    "woocommerce": System(
        "X-WC-Webhook-Signature",
        "X-WC-Webhook-Topic",
        "X-WC-Webhook-Delivery-ID",
        woocommerce.verify,
    ),
}


@blueprint.post("/<system>/<store_key>")
@webhook
def receive(system: str, store_key: str) -> Response:
    """Keep one message. 200 also for a replay and for WooCommerce's unsigned ping."""
    signs = SYSTEMS.get(system)
    if signs is None:
        raise NotFound(N_("There is no such system here."))
    body = _body()
    if system == "woocommerce" and woocommerce.is_ping(body):
        return Response(status=200)
    store_id = _verified_store(system, signs, store_key, body)
    headers = {
        "topic": request.headers.get(signs.topic, ""),
        "delivery": _delivery(signs, body),
    }
    with doors().database.transaction() as session:
        keep_receipt(session, store_id, system, headers, body, doors().now())
    return Response(status=200)


def _body() -> bytes:
    if (request.content_length or 0) > LARGEST:
        raise TooLarge(N_("A message may be at most 2 MB."))
    return request.get_data(cache=False)


def _verified_store(system: str, signs: System, store_key: str, body: bytes) -> int:
    """The store whose secret signed the body; an unknown store and a bad signature look alike."""
    with doors().database.reading() as rows:
        secrets = rows.execute(
            select(HookSecret.store_id, HookSecret.secret)
            .join(Store, Store.id == HookSecret.store_id)
            .where(
                Store.key == store_key,
                HookSecret.system == system,
                HookSecret.retired_at.is_(None),
            )
        ).all()
    signature = request.headers.get(signs.signature, "")
    if not signs.verify(body, signature, [row.secret for row in secrets] or [""]) or not secrets:
        raise NotSignedIn(N_("The signature does not fit the body. Check the webhook's secret."))
    return int(secrets[0].store_id)


def _delivery(signs: System, body: bytes) -> str:
    """What makes a message the same again: the sender's id, else what it says."""
    told = request.headers.get(signs.delivery, "")[:120]
    return told or hashlib.sha256(body).hexdigest()
