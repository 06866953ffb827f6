"""Objecting is one click, works for everybody, and no link that is only followed does anything."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.factory import create_app
from core.doors import Doors
from core.models import Customer, Solicitation, Suppression
from core.signing import mint_link
from core.states import LinkPurpose, Reason
from tests.factories import NOW, make_customer, make_occasion, make_solicitation, make_store
from tests.houses import clock_of


@pytest.fixture
def client(doors: Doors) -> FlaskClient:
    return create_app(doors).test_client()


@pytest.fixture
def tokens(doors: Doors) -> dict[LinkPurpose, str]:
    """One customer with a planned request and the links of their mail."""
    with doors.database.transaction() as session:
        customer = make_customer(session, make_store(session), language="en")
        make_solicitation(session, make_occasion(session, customer))
        return {
            purpose: mint_link(
                session, purpose, store_id=customer.store_id, customer_id=customer.id, now=NOW
            )
            for purpose in LinkPurpose
        }


def customer_of(doors: Doors) -> Customer:
    with doors.database.reading() as session:
        return session.scalars(select(Customer)).one()


@pytest.mark.parametrize("body", [{"List-Unsubscribe": "One-Click"}, {}])
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_one_click_objects_without_redirect_or_cookie(
    doors: Doors,
    client: FlaskClient,
    tokens: dict[LinkPurpose, str],
    body: dict[str, str],
    kind: str,
) -> None:
    """RFC 8058 section 3.2: a POST, 200, no redirect, no cookie; twice is as good as once."""
    for _ in range(2):
        answer = client.post(f"/u/{tokens[LinkPurpose.UNSUBSCRIBE]}", data=body, content_type=kind)
        assert answer.status_code == 200
        assert "Location" not in answer.headers
        assert "Set-Cookie" not in answer.headers
    assert customer_of(doors).objected_at == NOW
    with doors.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Suppression)) == 1
        assert session.scalars(select(Solicitation)).one().reason is Reason.OBJECTED


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("path", "purpose"), [("u", LinkPurpose.UNSUBSCRIBE), ("p", LinkPurpose.PREFERENCES)]
)
def test_following_a_link_changes_nothing(
    doors: Doors,
    client: FlaskClient,
    tokens: dict[LinkPurpose, str],
    method: str,
    path: str,
    purpose: LinkPurpose,
) -> None:
    """Mail scanners follow links (requirement M3)."""
    for _ in range(3):
        answer = client.open(f"/{path}/{tokens[purpose]}", method=method)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in answer.headers
    person = customer_of(doors)
    assert (person.objected_at, person.paused_until) == (None, None)


@pytest.mark.parametrize(
    ("choice", "status"),
    [
        ("usual", 303),
        ("fewer", 303),
        ("pause-30", 303),
        ("pause-365", 303),
        ("never", 303),
        ("pause-3", 422),
        ("", 422),
        ("<script>", 422),
    ],
)
def test_preferences_take_the_choices_of_the_page_alone(
    client: FlaskClient, tokens: dict[LinkPurpose, str], choice: str, status: int
) -> None:
    path = f"/p/{tokens[LinkPurpose.PREFERENCES]}"
    answer = client.post(path, data={"choice": choice})
    assert answer.status_code == status
    if status == 422:
        assert "Choose one of the answers." in answer.text


def test_a_person_who_objected_may_come_back(
    doors: Doors, client: FlaskClient, tokens: dict[LinkPurpose, str]
) -> None:
    path = f"/p/{tokens[LinkPurpose.PREFERENCES]}"
    client.post(path, data={"choice": "never"})
    client.post(path, data={"choice": "pause-30"})
    person = customer_of(doors)
    assert person.objected_at is None
    assert person.paused_until is not None
    with doors.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Suppression)) == 0


@pytest.mark.parametrize(
    ("token", "status"),
    [("unknown", 404), ("A" * 43, 404), ("%00", 404), ("x" * 3000, 404)],
)
def test_unknown_links_say_what_to_do(client: FlaskClient, token: str, status: int) -> None:
    answer = client.get(f"/u/{token}", headers={"Accept-Language": "en"})
    assert answer.status_code == status
    assert "open it again from the mail" in answer.text


def test_a_link_is_good_for_its_own_purpose_only(
    client: FlaskClient, tokens: dict[LinkPurpose, str]
) -> None:
    assert client.get(f"/u/{tokens[LinkPurpose.STATUS]}").status_code == 404


def test_a_link_past_its_life_is_gone(
    doors: Doors, client: FlaskClient, tokens: dict[LinkPurpose, str]
) -> None:
    clock_of(doors).move(NOW - NOW.replace(year=2010))
    assert client.get(f"/p/{tokens[LinkPurpose.PREFERENCES]}").status_code == 410
