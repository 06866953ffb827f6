"""`POST /api/v1/occasions`: recorded once, refused with every field named, opened by a key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.clock import tick
from core.doors import Doors
from core.models import ApiKey, Attendee, Occasion, Solicitation, StoreEvent
from core.states import OccasionKind, Reason, SolicitationState
from tests.factories import NOW


def post_occasion(client: FlaskClient, payload: Any, key: str = "vv_abc_secret") -> Any:
    return client.post(
        "/api/v1/occasions", json=payload, headers={"Authorization": f"Bearer {key}"}
    )


TICKET = {
    "kind": "support",
    "external_id": "T-77",
    "happened_at": "2026-06-08T10:00:00Z",
    "person": {"email": "tom@example.com", "name": "Tom", "language": "en", "country": "GB"},
    "ticket": {"score": 5, "score_max": 5},
}


def test_a_posted_ticket_is_recorded_once(doors: Doors, client: FlaskClient) -> None:
    assert post_occasion(client, TICKET).status_code == 201
    post_occasion(client, TICKET)
    tick(doors)
    with doors.database.reading() as session:
        occasion = session.scalars(select(Occasion)).one()
    assert (occasion.kind, occasion.satisfaction) == (OccasionKind.SUPPORT, 1.0)


def test_a_reopened_ticket_stops_and_resolves_again(doors: Doors, client: FlaskClient) -> None:
    post_occasion(client, TICKET)
    tick(doors)
    reopened = TICKET | {"ticket": {"reopened_at": "2026-06-09T08:00:00Z"}}
    post_occasion(client, reopened)
    tick(doors)
    with doors.database.reading() as session:
        assert {a.reason for a in session.scalars(select(Solicitation))} == {Reason.REOPENED}
    again = TICKET | {"happened_at": (NOW + timedelta(hours=1)).isoformat()}
    post_occasion(client, again)
    tick(doors)
    with doors.database.reading() as session:
        ask = session.scalars(select(Solicitation)).first()
        assert ask is not None
        assert ask.state is SolicitationState.PLANNED


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ({}, "kind"),
        (TICKET | {"kind": "birthday"}, "kind"),
        (TICKET | {"person": {"email": "nobody"}}, "person.email"),
        (TICKET | {"happened_at": "yesterday"}, "happened_at"),
    ],
)
def test_a_bad_occasion_names_its_field(
    client: FlaskClient, payload: dict[str, Any], field: str
) -> None:
    answer = post_occasion(client, payload)
    assert answer.status_code == 422
    assert field in [problem["field"] for problem in answer.get_json()["problems"]]


@pytest.mark.parametrize("key", ["", "vv_abc_wrong", "vv_zzz_secret", "secret"])
def test_a_wrong_key_opens_nothing(client: FlaskClient, key: str) -> None:
    assert post_occasion(client, TICKET, key).status_code == 401


def test_the_use_of_a_key_is_noted(doors: Doors, client: FlaskClient) -> None:
    post_occasion(client, TICKET)
    with doors.database.reading() as session:
        assert session.scalars(select(ApiKey)).one().used_at == NOW


CHECK_IN = {
    "kind": "event",
    "external_id": "ticket-31",
    "happened_at": "2026-06-08T10:00:00Z",
    "person": {"email": "tom@example.com", "name": "Tom"},
    "event": {"name": "Open day"},
}


def test_a_posted_check_in_is_recorded_once(doors: Doors, client: FlaskClient) -> None:
    listed = CHECK_IN | {"event": {"name": "Open day", "checked_in": False}}
    for payload in (listed, CHECK_IN, CHECK_IN, listed):
        assert post_occasion(client, payload).status_code in (200, 201)
    post_occasion(client, CHECK_IN | {"external_id": "ticket-32"})
    with doors.database.reading() as session:
        attendee = session.scalars(select(Attendee)).one()
        occasion = session.scalars(select(Occasion)).one()
        assert session.scalars(select(StoreEvent)).one().name == "Open day"
    assert (attendee.external_id, attendee.checked_in_at) == ("ticket-31", occasion.happened_at)
    assert occasion.kind is OccasionKind.EVENT
