"""What an open page takes, what it refuses, and what it lets a browser keep."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from collection.public.traps import stamp
from core.doors import Doors
from core.models import StoreEvent
from tests.factories import NOW
from tests.houses import SECRET
from tests.integration.collection.leaving import PAGE, form, leave, left, make_open_event


@pytest.fixture
def doors(sqlite_doors: Doors) -> Doors:
    """Nothing here depends on the database."""
    return sqlite_doors


@pytest.fixture
def event(doors: Doors) -> StoreEvent:
    return make_open_event(doors)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"rating": ""}, "Choose how many stars you give."),
        ({"rating": "6"}, "Choose how many stars you give."),
        ({"own_name": ""}, "Write the name to be shown."),
        ({"email": ""}, "Without an address you could not confirm it."),
        ({"email": "lucie@"}, "This is not a mail address."),
        ({"site": ""}, "Without this we cannot publish it"),
        ({"words": "a" * 1001}, "1001 characters"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    doors: Doors, client: FlaskClient, event: StoreEvent, values: dict[str, str], said: str
) -> None:
    page = client.post(f"{PAGE}?lang=en", data=form(**({"own_name": "Lucette"} | values)))
    assert page.status_code == 422
    assert said in page.text
    assert "Lucette" in page.text or "own_name" in values
    assert left(doors) == []


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(
    doors: Doors, client: FlaskClient, event: StoreEvent
) -> None:
    assert leave(client, website="http://spam.example").headers["Location"] == f"{PAGE}/thanks"
    assert left(doors) == []


@pytest.mark.parametrize(
    ("opened", "why"),
    [
        (stamp(SECRET, NOW), "nobody writes within a second"),
        (stamp(SECRET, NOW - timedelta(days=2)), "a stamp is worth a day"),
        (stamp("another-key", NOW - timedelta(minutes=1)), "somebody else's signature"),
        ("9999999999999999999999.é", "not a stamp at all"),
        ("", "no stamp"),
    ],
)
def test_a_form_sent_too_fast_or_too_late_asks_for_one_more_press(
    doors: Doors, client: FlaskClient, event: StoreEvent, opened: str, why: str
) -> None:
    page = client.post(f"{PAGE}?lang=en", data=form(opened=opened))
    assert page.status_code == 422, why
    assert "press the button once more" in page.text
    assert "On a tourné un bol" in page.text
    assert left(doors) == []


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"starts_at": NOW + timedelta(days=2), "ends_at": NOW + timedelta(days=3)}, "This begins"),
        ({"ends_at": NOW - timedelta(days=15)}, "This page is closed."),
        ({"is_collecting": False}, "This page is not open."),
        ({"starts_at": None, "ends_at": None}, "This page is not open."),
    ],
)
def test_words_are_taken_only_while_the_page_is_open(
    doors: Doors, client: FlaskClient, event: StoreEvent, values: dict[str, object], said: str
) -> None:
    with doors.database.transaction() as session:
        row = session.get_one(StoreEvent, event.id)
        for name, value in values.items():
            setattr(row, name, value)
    for path in (PAGE, f"{PAGE}/kiosk"):
        assert said in client.get(f"{path}?lang=en").text
        assert leave(client, path).status_code == 409
    assert left(doors) == []


def test_an_unknown_event_or_store_is_not_found(client: FlaskClient, event: StoreEvent) -> None:
    for path in ("/c/maison/none", "/c/none/atelier", "/c/maison/none.svg", "/c/maison/x/kiosk"):
        assert client.get(path).status_code == 404


def test_the_pages_set_no_cookie_and_are_not_kept(client: FlaskClient, event: StoreEvent) -> None:
    for path in (PAGE, f"{PAGE}/kiosk", f"{PAGE}/thanks", f"{PAGE}/kiosk/thanks"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_code_is_a_picture_that_may_be_kept(client: FlaskClient, event: StoreEvent) -> None:
    answer = client.get(f"{PAGE}.svg")
    assert answer.content_type == "image/svg+xml"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert answer.data.startswith(b"<svg")
