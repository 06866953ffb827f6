"""Signed messages of outside systems, kept raw and answered at once."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from flask import Blueprint, Response, request
from sqlalchemy import select
from werkzeug.exceptions import RequestEntityTooLarge

from core.auth import webhook
from core.errors import N_, NotFound, NotSignedIn, TooLarge, Unreadable
from core.models import HookSecret, Store
from core.sealing import SealedShut, secret_of
from core.web import doors
from solicitation.inbound import sendgrid, woocommerce
from solicitation.inbound.messages import Message, Verify, digest_of
from solicitation.inbound.systems import SYSTEMS, System
from solicitation.operations.receiving import keep_receipt

blueprint = Blueprint("hooks", __name__, url_prefix="/hooks")
log = logging.getLogger("vivavoce.hooks")
LARGEST = 2 * 1024 * 1024
_TOO_LARGE = N_("A message may be at most 2 MB.")


@blueprint.post("/<system>/<store_key>")
@webhook
def receive(system: str, store_key: str) -> Response:
    """Keep one message. 200 also for a replay and for WooCommerce's unsigned ping."""
    signs = SYSTEMS.get(system)
    if signs is None:
        raise NotFound(N_("There is no such system here."))
    message = message_of_request()
    if system == "woocommerce" and woocommerce.is_ping(message.body):
        return Response(status=200)
    store_id = verified_store(system, signs.verify, store_key, message)
    headers = {"topic": signs.topic(message), "delivery": _delivery(signs, message)}
    with doors().database.transaction() as session:
        keep_receipt(session, store_id, system, headers, message.body, message.now)
    return Response(status=200)


@blueprint.post("/sendgrid/<store_key>/events")
@webhook
def receive_mail_events(store_key: str) -> Response:
    """Keep what SendGrid tells of mails, once the signature fits and it can be read at all."""
    message = message_of_request()
    store_id = verified_store("sendgrid", sendgrid.verify, store_key, message)
    if not sendgrid.is_readable(message.body):
        raise Unreadable(N_("This is not a list of events in JSON."))
    headers = {"topic": "events", "delivery": digest_of(message)}
    with doors().database.transaction() as session:
        keep_receipt(session, store_id, "sendgrid", headers, message.body, message.now)
    return Response(status=200)


@blueprint.route("/<system>/<_store>", methods=["HEAD"])
@webhook
def answer_probe(system: str, _store: str) -> Response:
    """Intercom asks whether anybody answers before it takes an address; no store is told apart."""
    if system not in SYSTEMS:
        raise NotFound(N_("There is no such system here."))
    return Response(status=200)


def message_of_request() -> Message:
    """All that came with the request; a body over `LARGEST` bytes is refused unread."""
    request.max_content_length = LARGEST + 1  # a length that is not told counts as well
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise TooLarge(_TOO_LARGE) from error
    if len(body) > LARGEST:
        raise TooLarge(_TOO_LARGE)
    return Message(
        body=body,
        headers={name.lower(): value for name, value in request.headers.items()},
        query=request.args,
        now=doors().now(),
    )


def verified_store(system: str, verify: Verify, store_key: str, message: Message) -> int:
    """The store whose secret proves the message; an unknown store and a forgery look alike."""
    with doors().database.reading() as rows:
        kept = rows.scalars(
            select(HookSecret)
            .join(Store, Store.id == HookSecret.store_id)
            .where(
                Store.key == store_key,
                HookSecret.system == system,
                HookSecret.retired_at.is_(None),
            )
        ).all()
    secrets, shut = _opened(kept)
    if verify(message, secrets or [""]) and secrets:
        return kept[0].store_id
    if shut is not None:
        raise shut
    raise NotSignedIn(N_("The signature does not fit the body. Check the webhook's secret."))


def _opened(kept: Iterable[HookSecret]) -> tuple[list[str], SealedShut | None]:
    """The secrets that can be read, and why another cannot: its sender is told to come back."""
    found: list[str] = []
    shut = None
    for row in kept:
        try:
            found.append(secret_of(doors().seals(), row))
        except SealedShut as error:
            shut = error
            log.error("a webhook secret of store %s: %s", row.store_id, error)
    return found, shut


def _delivery(signs: System, message: Message) -> str:
    """What makes a message the same again: the sender's id, else what it says."""
    return signs.delivery(message)[:120] or digest_of(message)
