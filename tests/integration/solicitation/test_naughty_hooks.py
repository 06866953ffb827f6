"""Whatever is thrown at an address of ours, no answer is a 5xx, and nothing unread is lost."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json

from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.clock import tick
from app.factory import create_app
from core.doors import Doors
from core.models import Customer, HookSecret, Occasion, Reaction, WebhookReceipt
from solicitation.hooks import LARGEST
from solicitation.inbound.systems import SYSTEMS
from tests.factories import NOW, make_store
from tests.helpdesks import TRIGGER
from tests.ticketing import eventbrite_news, pretix_news

SECRET = "naughty-secret-0123456789"
IN_ADDRESS = ("eventbrite", "pretix")
SURROGATE = b'"\\ud800"'
BODIES: dict[str, bytes] = {
    "nothing": b"",
    "not JSON": b"<html>",
    "a list": b"[]",
    "a number": b"1",
    "null": b"null",
    "an empty object": b"{}",
    "not UTF-8": b"\xff\xfe{}",
    "cut off": b'{"id": "1',
    "nested deep": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "a list nested deep": b"[" * 100_000,
    "a huge number": b'{"id": ' + b"9" * 5_000 + b', "ticket_id": 1e400, "code": 1e308}',
    "not a number": b'{"id": NaN, "ticket_id": Infinity}',
    "NUL in every text": json.dumps(dict.fromkeys(TRIGGER, "\x00")).encode(),
    "half a character": b'{"ticket_id":' + SURROGATE + b',"type":' + SURROGATE
    + b',"topic":' + SURROGATE + b',"action":' + SURROGATE + b',"status":' + SURROGATE
    + b',"id":' + SURROGATE + b',"notification_id":' + SURROGATE
    + b',"config":{"action":' + SURROGATE + b"}}",
    "lists for texts": json.dumps({key: [] for key in [*TRIGGER, *pretix_news()]}).encode(),
    "objects for texts": json.dumps({key: {} for key in [*TRIGGER, *pretix_news()]}).encode(),
    "truth for texts": json.dumps(dict.fromkeys([*TRIGGER, *pretix_news()], True)).encode(),
    "an address elsewhere": json.dumps(
        eventbrite_news() | {"api_url": "http://169.254.169.254/latest/meta-data/"}
    ).encode(),
    "a place that climbs": json.dumps(pretix_news() | {"event": "../../.."}).encode(),
}  # fmt: skip


def proven(system: str, body: bytes, secret: str = SECRET) -> dict[str, str]:
    """Headers that prove a body as that system does; the address proves where none does."""
    key = secret.encode()
    sha256 = base64.b64encode(hmac.digest(key, body, "sha256")).decode()
    sha1 = hmac.digest(key, body, hashlib.sha1)
    stamp = NOW.isoformat()
    timed = base64.b64encode(hmac.digest(key, stamp.encode() + body, "sha256")).decode()
    return {
        "shopify": {"X-Shopify-Hmac-SHA256": sha256, "X-Shopify-Topic": "orders/updated"},
        "woocommerce": {"X-WC-Webhook-Signature": sha256, "X-WC-Webhook-Topic": "order.updated"},
        "zendesk": {
            "X-Zendesk-Webhook-Signature": timed,
            "X-Zendesk-Webhook-Signature-Timestamp": stamp,
        },
        "helpscout": {
            "X-HelpScout-Signature": base64.b64encode(sha1).decode(),
            "X-HelpScout-Event": "convo.status",
        },
        "intercom": {"X-Hub-Signature": f"sha1={sha1.hex()}"},
        "gorgias": {"X-Vivavoce-Secret": secret},
        "freshdesk": {"X-Vivavoce-Secret": secret},
    }.get(system, {})


def throw(client: FlaskClient, system: str, body: bytes, secret: str = SECRET) -> int:
    place = {"secret": secret} if system in IN_ADDRESS else {}
    headers = proven(system, body, secret)
    return client.post(
        f"/hooks/{system}/maison", query_string=place, data=body, headers=headers
    ).status_code


def test_no_body_brings_any_system_down(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store = make_store(session, key="maison")
        for system in SYSTEMS:
            session.add(HookSecret(store_id=store.id, system=system, secret=SECRET, created_at=NOW))
    client = create_app(doors).test_client()
    for system in SYSTEMS:
        for name, body in BODIES.items():
            assert throw(client, system, body) == 200, (system, name)
        again = BODIES["lists for texts"]
        assert throw(client, system, again) == 200, (system, "a replay")
        assert throw(client, system, again, "somebody-elses-0123456789") == 401, system
        assert throw(client, system, b"x" * (5 * 1024 * 1024)) == 413, system
    with doors.database.reading() as session:
        kept = session.scalar(select(func.count(WebhookReceipt.id))) or 0
    assert kept <= len(SYSTEMS) * len(BODIES), "a replay is kept once"
    tick(doors)
    with doors.database.reading() as session:
        errors = session.scalars(select(Reaction.error).where(Reaction.error != "")).all()
        unread = session.scalars(
            select(WebhookReceipt.system).where(WebhookReceipt.processed_at.is_(None))
        ).all()
        silent = session.scalars(
            select(WebhookReceipt.system).where(WebhookReceipt.outcome == "")
        ).all()
        assert (errors, unread, silent) == ([], [], [])
        assert session.scalars(select(Occasion)).all() == []
        assert session.scalars(select(Customer)).all() == []


def test_a_body_that_does_not_say_its_length_is_not_read_for_ever(sqlite_doors: Doors) -> None:
    client = create_app(sqlite_doors).test_client()
    for size, status in ((LARGEST, 401), (LARGEST + 1, 413)):
        answer = client.post(
            "/hooks/pretix/maison",
            input_stream=io.BytesIO(b"x" * size),
            environ_overrides={"CONTENT_LENGTH": "", "wsgi.input_terminated": True},
        )
        assert answer.status_code == status
