"""Support occasions from helpdesks: signed, told once or often, late, and by nobody known."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app.clock import tick
from core.doors import Doors
from core.models import Customer, HookSecret, Occasion, Solicitation, Store, WebhookReceipt
from core.states import Reason, SolicitationState, SubmissionKind
from solicitation.operations.receiving import keep_receipt
from tests.factories import NOW
from tests.helpdesks import (
    SOLVED,
    TRIGGER,
    csat,
    help_scout,
    help_scout_rating,
    intercom_news,
    status_event,
)

SECRETS = ("first-secret-0123456789", "second-secret-0123456789")
HELPDESKS = ("zendesk", "gorgias", "freshdesk", "helpscout", "intercom")
FIRST_BODIES: dict[str, tuple[str, dict[str, Any]]] = {
    "zendesk": ("", TRIGGER),
    "gorgias": ("", TRIGGER),
    "freshdesk": ("", TRIGGER),
    "helpscout": ("convo.status", help_scout()),
    "intercom": ("", intercom_news("conversation.admin.closed")),
}
BOTH = {SubmissionKind.REVIEW, SubmissionKind.TESTIMONIAL}


@pytest.fixture(autouse=True)
def secrets(doors: Doors, store: Store) -> None:
    with doors.database.transaction() as session:
        for system in HELPDESKS:
            for secret in SECRETS:
                session.add(
                    HookSecret(store_id=store.id, system=system, secret=secret, created_at=NOW)
                )


def signed(
    system: str, body: bytes, secret: str, stamp: str = "", topic: str = ""
) -> dict[str, str]:
    """The headers with which that system proves a body."""
    key = secret.encode()
    match system:
        case "zendesk":
            stamp = stamp or NOW.isoformat().replace("+00:00", "Z")
            proof = base64.b64encode(hmac.digest(key, stamp.encode() + body, hashlib.sha256))
            return {
                "X-Zendesk-Webhook-Signature": proof.decode(),
                "X-Zendesk-Webhook-Signature-Timestamp": stamp,
            }
        case "helpscout":
            proof = base64.b64encode(hmac.digest(key, body, hashlib.sha1))
            return {"X-HelpScout-Signature": proof.decode(), "X-HelpScout-Event": topic}
        case "intercom":
            return {"X-Hub-Signature": "sha1=" + hmac.digest(key, body, hashlib.sha1).hex()}
    return {"X-Vivavoce-Secret": secret}


def tell(
    client: FlaskClient,
    system: str,
    payload: Any,
    topic: str = "",
    secret: str = SECRETS[0],
    stamp: str = "",
) -> int:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    headers = signed(system, body, secret, stamp, topic)
    return client.post(f"/hooks/{system}/maison", data=body, headers=headers).status_code


def asks(doors: Doors) -> dict[SubmissionKind, tuple[SolicitationState, Reason]]:
    with doors.database.reading() as session:
        rows = session.scalars(select(Solicitation)).all()
    return {row.kind: (row.state, row.reason) for row in rows}


def outcomes(doors: Doors) -> list[str]:
    with doors.database.reading() as session:
        return list(session.scalars(select(WebhookReceipt.outcome).order_by(WebhookReceipt.id)))


@pytest.mark.parametrize("system", HELPDESKS)
def test_a_resolved_ticket_is_asked_about_once_whatever_is_replayed(
    doors: Doors, client: FlaskClient, system: str
) -> None:
    topic, payload = FIRST_BODIES[system]
    for secret in (SECRETS[0], SECRETS[0], SECRETS[1]):
        assert tell(client, system, payload, topic, secret) == 200
        tick(doors)
    assert outcomes(doors) == ["taken"]
    assert set(asks(doors)) == {SubmissionKind.REVIEW}
    with doors.database.reading() as session:
        occasion = session.scalars(select(Occasion)).one()
        customer = session.scalars(select(Customer)).one()
    assert (occasion.happened_at, customer.email) == (SOLVED, "tom@example.com")
    assert customer.name == "Tom Field"


@pytest.mark.parametrize("system", HELPDESKS)
def test_a_forgery_is_refused_and_not_kept(doors: Doors, client: FlaskClient, system: str) -> None:
    topic, payload = FIRST_BODIES[system]
    body = json.dumps(payload).encode()
    for secret in ("", "somebody-elses-0123456789", SECRETS[0] + "x", "é" * 20):
        assert tell(client, system, payload, topic, secret) == 401, secret
    right = signed(system, body, SECRETS[0], topic=topic)
    assert client.post(f"/hooks/{system}/maison", data=body).status_code == 401
    assert client.post(f"/hooks/{system}/nobody", data=body, headers=right).status_code == 401
    assert outcomes(doors) == []


def test_zendesks_signature_grows_stale_after_five_minutes(client: FlaskClient) -> None:
    for minutes, status in ((-6, 401), (-4, 200), (4, 200), (6, 401)):
        stamp = (NOW + timedelta(minutes=minutes)).isoformat()
        assert tell(client, "zendesk", TRIGGER, stamp=stamp) == status, minutes
    for stamp in ("yesterday", "0000-00-00T00:00:00Z", "9" * 400):
        assert tell(client, "zendesk", TRIGGER, stamp=stamp) == 401, stamp


@pytest.mark.parametrize("system", ["gorgias", "freshdesk"])
def test_a_secret_may_stand_in_the_address_where_no_header_can(
    client: FlaskClient, system: str
) -> None:
    body = json.dumps(TRIGGER)
    for secret, status in ((SECRETS[1], 200), ("wrong", 401), ("", 401)):
        answer = client.post(f"/hooks/{system}/maison", query_string={"secret": secret}, data=body)
        assert answer.status_code == status


def test_a_secret_in_the_address_does_not_replace_a_signature(client: FlaskClient) -> None:
    answer = client.post(
        "/hooks/zendesk/maison", query_string={"secret": SECRETS[0]}, data=json.dumps(TRIGGER)
    )
    assert answer.status_code == 401


@pytest.mark.parametrize("system", HELPDESKS)
def test_a_message_that_cannot_be_read_is_kept_with_its_reason(
    doors: Doors, client: FlaskClient, system: str
) -> None:
    bodies = [b"not json", b"[]", b"{}", b'{"id": {}}', b"\xff\xfe", b"", b"[" * 100_000]
    for body in bodies:
        assert tell(client, system, body, "convo.status") == 200
    tick(doors)
    found = outcomes(doors)
    assert len(found) == len(bodies)
    assert all(outcome.endswith(".") for outcome in found)
    assert asks(doors) == {}


def test_intercom_finds_somebody_before_it_takes_the_address(client: FlaskClient) -> None:
    assert client.head("/hooks/intercom/maison").status_code == 200
    assert client.head("/hooks/intercom/nobody").status_code == 200
    assert client.head("/hooks/fax/maison").status_code == 404


def test_a_ticket_opened_again_stops_and_a_second_resolution_revives_it(
    doors: Doors, client: FlaskClient
) -> None:
    tell(client, "zendesk", TRIGGER)
    tick(doors)
    tell(client, "zendesk", status_event("OPEN", "SOLVED") | {"time": "2026-06-08T11:00:00Z"})
    tick(doors)
    assert asks(doors) == {SubmissionKind.REVIEW: (SolicitationState.STOPPED, Reason.REOPENED)}
    again = status_event("SOLVED", "OPEN") | {"time": "2026-06-08T11:30:00Z"}
    tell(client, "zendesk", again)
    tick(doors)
    assert asks(doors) == {SubmissionKind.REVIEW: (SolicitationState.PLANNED, Reason.REPLANNED)}
    tell(client, "zendesk", TRIGGER | {"name": "told late"})
    tell(client, "zendesk", TRIGGER | {"status": "Closed", "updated_at": "2026-06-12T10:00Z"})
    tick(doors)
    assert outcomes(doors)[-2:] == ["nothing new", "nothing new"]
    with doors.database.reading() as session:
        assert session.scalars(select(Occasion)).one().happened_at == SOLVED + timedelta(hours=1.5)


def test_old_news_that_comes_late_does_not_undo_newer_news(
    doors: Doors, client: FlaskClient
) -> None:
    tell(client, "helpscout", help_scout(), "convo.status")
    tick(doors)
    opened = help_scout("active", userUpdatedAt="2026-06-08T11:00:00Z")
    tell(client, "helpscout", opened, "convo.status")
    tick(doors)
    tell(client, "helpscout", help_scout(closedAt="2026-06-08T10:30:00Z"), "convo.status")
    tick(doors)
    assert asks(doors) == {SubmissionKind.REVIEW: (SolicitationState.STOPPED, Reason.REOPENED)}


@pytest.mark.parametrize(
    ("rating", "kinds"),
    [("Great", BOTH), ("Okay", {SubmissionKind.REVIEW}), ("Bad", {SubmissionKind.REVIEW})],
)
def test_a_score_that_comes_later_adds_a_testimonial_if_it_is_good(
    doors: Doors, client: FlaskClient, rating: str, kinds: set[SubmissionKind]
) -> None:
    tell(client, "helpscout", help_scout(), "convo.status")
    tick(doors)
    assert set(asks(doors)) == {SubmissionKind.REVIEW}
    tell(client, "helpscout", help_scout_rating(rating), "satisfaction.ratings")
    tick(doors)
    tick(doors)
    assert set(asks(doors)) == kinds
    assert {state for state, _ in asks(doors).values()} == {SolicitationState.PLANNED}


def test_a_score_of_a_known_ticket_needs_no_address(doors: Doors, client: FlaskClient) -> None:
    tell(client, "zendesk", TRIGGER)
    tell(client, "zendesk", csat("GOOD"))
    tick(doors)
    assert set(asks(doors)) == BOTH


@pytest.mark.parametrize("where", ["store", "customer"])
def test_no_testimonial_is_asked_for_in_the_united_kingdom(
    doors: Doors, client: FlaskClient, where: str
) -> None:
    tell(client, "zendesk", TRIGGER)
    tick(doors)
    with doors.database.transaction() as session:
        if where == "store":
            session.scalars(select(Store)).one().country = "GB"
        else:
            session.scalars(select(Customer)).one().country = "GB"
    tell(client, "zendesk", csat("GOOD"))
    tick(doors)
    assert set(asks(doors)) == {SubmissionKind.REVIEW}


def test_a_good_score_does_not_revive_a_ticket_that_is_open(
    doors: Doors, client: FlaskClient
) -> None:
    tell(client, "zendesk", TRIGGER)
    tell(client, "zendesk", TRIGGER | {"status": "Open", "updated_at": "2026-06-08T11:00Z"})
    tell(client, "zendesk", csat("GOOD"))
    tick(doors)
    with doors.database.reading() as session:
        occasion = session.scalars(select(Occasion)).one()
    assert (occasion.satisfaction, occasion.stop_reason) == (1.0, Reason.REOPENED)
    assert all(state is not SolicitationState.PLANNED for state, _ in asks(doors).values())


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        (status_event("SOLVED", "OPEN"), "no e-mail address, so nobody can be asked"),
        (csat("GOOD"), "never told to be resolved"),
        (TRIGGER | {"email": "{{ticket.requester.email}}"}, "no e-mail address"),
        (TRIGGER | {"status": "Open"}, "never told to be resolved"),
    ],
)
def test_news_of_nobody_known_ends_in_a_plain_sentence(
    doors: Doors, client: FlaskClient, payload: dict[str, Any], sentence: str
) -> None:
    assert tell(client, "zendesk", payload) == 200
    tick(doors)
    (outcome,) = outcomes(doors)
    assert sentence in outcome
    assert asks(doors) == {}


def test_two_of_the_same_message_at_once_are_one(doors: Doors, store: Store) -> None:
    if doors.database.engine.dialect.name == "sqlite":
        return  # one writer at a time: there is no meanwhile
    told = (store.id, "gorgias", {"topic": "closed", "delivery": "d-1"}, b"{}", NOW)

    def overtake(*_: object) -> None:
        with doors.database.transaction() as other:
            assert keep_receipt(other, *told)

    with doors.database.transaction() as session:
        event.listen(session, "before_flush", overtake, once=True)
        assert not keep_receipt(session, *told)
    assert len(outcomes(doors)) == 1
