"""SendGrid's side of the Event Webhook: a key pair, bodies as it writes them, its signature."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.deliveries import MailEventKind
from core.doors import Doors
from core.models import HookSecret, MailEvent, Store
from tests.factories import NOW

PATH = "/hooks/sendgrid/maison/events"


@cache
def private_key(name: str = "first") -> ec.EllipticCurvePrivateKey:
    """A key of its own for each name."""
    return ec.generate_private_key(ec.SECP256R1())


def public_key(name: str = "first") -> str:
    """What SendGrid shows as its verification key."""
    der = (
        private_key(name).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )
    return base64.b64encode(der).decode()


def mail_event(ref: str, event: str, at: datetime = NOW, **more: Any) -> dict[str, Any]:
    """One event about the mail that left as `ref`."""
    told = {
        "email": "lea@example.com",
        "event": event,
        "send_ref": ref,
        "sg_event_id": "changes-when-told-again",
        "sg_message_id": f"message-of-{ref}.filter",
        "timestamp": int(at.timestamp()),
    }
    return told | more


def body_of(events: Sequence[Mapping[str, Any]]) -> bytes:
    """The body as SendGrid writes it, with the CRLF that its signature covers."""
    return json.dumps(events).encode() + b"\r\n"


def signed(body: bytes, at: datetime = NOW, key: str = "first") -> dict[str, str]:
    """The headers of a genuine message."""
    moment = str(int(at.timestamp()))
    signature = private_key(key).sign(moment.encode() + body, ec.ECDSA(SHA256()))
    return {
        "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
        "X-Twilio-Email-Event-Webhook-Timestamp": moment,
    }


def tell(client: FlaskClient, *events: Mapping[str, Any], at: datetime = NOW) -> TestResponse:
    """SendGrid posts these events."""
    body = body_of(events)
    return client.post(PATH, data=body, headers=signed(body, at))


def hold_keys(doors: Doors, store: Store) -> None:
    """Both of SendGrid's keys hold for this store."""
    with doors.database.transaction() as session:
        for name in ("first", "second"):
            session.add(
                HookSecret(
                    store_id=store.id, system="sendgrid", secret=public_key(name), created_at=NOW
                )
            )


def add_events(doors: Doors, store: Store, kind: MailEventKind, count: int) -> None:
    """So many events of a kind an hour ago, about mails of nobody in particular."""
    with doors.database.transaction() as session:
        session.add_all(
            MailEvent(
                store_id=store.id,
                kind=kind,
                fingerprint=f"{kind} {number}".encode(),
                happened_at=NOW - timedelta(hours=1),
                received_at=NOW,
                settled_at=NOW,
            )
            for number in range(count)
        )
