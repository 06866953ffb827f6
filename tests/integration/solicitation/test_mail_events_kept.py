"""Whose word about mails is kept, and how often."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from core.doors import Doors
from core.models import HookSecret, Store, WebhookReceipt
from tests.factories import NOW
from tests.mailing import PATH, body_of, hold_keys, mail_event, signed

REF = "f" * 32


@pytest.fixture(autouse=True)
def keys(doors: Doors, store: Store) -> None:
    """Two keys hold: SendGrid's is being changed."""
    hold_keys(doors, store)


def test_either_key_is_believed_until_the_former_is_retired(
    doors: Doors, store: Store, client: FlaskClient
) -> None:
    bodies = [body_of([mail_event(REF, name)]) for name in ("delivered", "click")]
    answers = [
        client.post(PATH, data=body, headers=signed(body, key=key)).status_code
        for body, key in zip(bodies, ("first", "second"), strict=True)
    ]
    assert answers == [200, 200]
    with doors.database.transaction() as session:
        former = session.scalars(select(HookSecret).where(HookSecret.system == "sendgrid")).first()
        assert former
        former.retired_at = NOW
    assert client.post(PATH, data=bodies[0], headers=signed(bodies[0])).status_code == 401


def post(client: FlaskClient, body: bytes, at: datetime = NOW, signature: str = "") -> int:
    headers = signed(body, at)
    if signature:
        headers["X-Twilio-Email-Event-Webhook-Signature"] = signature
    return client.post(PATH, data=body, headers=headers).status_code


def test_a_replay_is_answered_200_and_changes_nothing(doors: Doors, client: FlaskClient) -> None:
    body = body_of([mail_event(REF, "delivered")])
    assert [post(client, body), post(client, body)] == [200, 200]
    with doors.database.reading() as rows:
        assert [row.body for row in rows.scalars(select(WebhookReceipt))] == [body]


def test_what_is_forged_stale_or_malformed_is_refused_and_not_kept(
    doors: Doors, client: FlaskClient
) -> None:
    body = body_of([mail_event(REF, "delivered")])
    assert post(client, body, NOW - timedelta(minutes=6)) == 401
    assert post(client, body, NOW + timedelta(minutes=6)) == 401
    assert post(client, body, signature="garbage") == 401
    assert client.post(PATH, data=body).status_code == 401
    assert (
        client.post(PATH.replace("maison", "nobody"), data=body, headers=signed(body)).status_code
        == 401
    )
    assert post(client, b"{") == 400
    assert post(client, b'{"event": "delivered"}') == 400
    assert post(client, b"[]" + b" " * 3_000_000) == 413
    with doors.database.reading() as rows:
        assert rows.scalars(select(WebhookReceipt)).all() == []
