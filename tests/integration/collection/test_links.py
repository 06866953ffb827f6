"""Links: what following them shows, what it never changes, and what is said when they fail."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from core.doors import Doors
from core.models import OrderLine, Product
from core.signing import mint_link
from core.states import LinkPurpose
from tests.factories import NOW
from tests.houses import clock_of
from tests.integration.collection.asking import filled, someone_asked
from tests.integration.collection.rows import counts, submissions


def test_an_answered_link_shows_what_was_given_and_leads_to_it(
    doors: Doors, client: FlaskClient
) -> None:
    person = someone_asked(doors)
    client.post(person.path, data=filled())
    before = counts(doors)
    page = client.get(person.path)
    assert page.status_code == 200
    assert "You already answered." in page.text
    assert "It keeps tea warm." in page.text
    assert counts(doors) == before
    status = client.post(f"/r/{person.token}/mine")
    assert re.fullmatch(r"/s/[\w-]{43}", status.headers["Location"])
    assert "It keeps tea warm." in client.get(status.headers["Location"]).text


def test_following_the_links_of_a_mail_changes_no_row(doors: Doors, client: FlaskClient) -> None:
    """Mail scanners follow every link, twice (requirement M3)."""
    person = someone_asked(doors, products=2)
    with doors.database.transaction() as session:
        tokens = {
            purpose: mint_link(
                session,
                purpose,
                store_id=person.store.id,
                customer_id=person.customer.id,
                solicitation_id=person.ask.id,
                now=NOW,
            )
            for purpose in LinkPurpose
        }
    paths = [f"/r/{person.token}?p={one.id}&stars={n}" for one in person.products for n in (1, 5)]
    paths += [f"/r/{person.token}", f"/r/{person.token}/thanks", f"/s/{tokens[LinkPurpose.STATUS]}"]
    before = counts(doors)
    for path in paths:
        for method in ("HEAD", "GET", "GET"):
            answer = client.open(path, method=method)
            assert answer.status_code in {200, 303}
            assert answer.headers["Cache-Control"] == "no-store"
            assert "Set-Cookie" not in answer.headers
    assert counts(doors) == before


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ("999999", "never was"),
        ("0", "no id"),
        ("-1", "no id"),
        ("x", "no number"),
        ("9" * 40, "big"),
    ],
)
def test_a_product_that_is_not_there_names_the_others(
    doors: Doors, client: FlaskClient, wanted: str, why: str
) -> None:
    person = someone_asked(doors, products=2)
    for answer in (
        client.get(f"{person.path}&p={wanted}"),
        client.post(f"{person.path}&p={wanted}", data=filled()),
    ):
        assert answer.status_code == 404, why
        assert "no longer exists" in answer.text
        assert "Bol 1" in answer.text
        assert "Bol 2" in answer.text
    assert submissions(doors) == []


def test_a_product_that_was_sent_back_can_still_be_spoken_of(
    doors: Doors, client: FlaskClient
) -> None:
    """Whoever returned it has met it; but it is not offered again."""
    person = someone_asked(doors, products=2)
    with doors.database.transaction() as session:
        line = session.query(OrderLine).filter_by(product_id=person.products[0].id).one()
        line.refunded_at = NOW
    path = f"{person.path}&p={person.products[0].id}"
    assert client.get(path).status_code == 200
    assert client.post(path, data=filled()).status_code == 303
    assert "Bol 2" in client.get(person.path).text


@pytest.mark.parametrize(
    ("token", "days", "status"),
    [("known", 0, 200), ("known", 89, 200), ("known", 90, 410), ("unknown", 0, 404)],
)
def test_links_that_do_not_hold_get_a_friendly_page(
    doors: Doors, client: FlaskClient, token: str, days: int, status: int
) -> None:
    person = someone_asked(doors)
    clock_of(doors).move(timedelta(days=days))
    held = person.token if token == "known" else person.token[:-1] + "!"
    answer = client.get(f"/r/{held}?lang=en")
    assert answer.status_code == status
    assert "<h1" in answer.text
    if status >= 400:
        assert client.post(f"/r/{held}", data=filled()).status_code == status


def test_the_page_speaks_the_customers_language_until_they_choose_another(
    doors: Doors, client: FlaskClient
) -> None:
    person = someone_asked(doors, customer={"language": "fr"})
    assert '<html lang="fr"' in client.get(f"/r/{person.token}").text
    page = client.get(f"/r/{person.token}?p={person.products[0].id}&stars=3&lang=en").text
    assert '<html lang="en"' in page
    assert f"p={person.products[0].id}&amp;stars=3&amp;lang=fr" in page


def test_a_product_page_elsewhere_is_never_called(doors: Doors, client: FlaskClient) -> None:
    """No third-party request: only a picture of our own origin is shown (rule 14)."""
    person = someone_asked(doors, product={"image_url": "https://cdn.example/bol.jpg"})
    assert "cdn.example" not in client.get(person.path).text
    with doors.database.transaction() as session:
        session.get_one(Product, person.products[0].id).image_url = "/static/demo/bol.webp"
    assert "/static/demo/bol.webp" in client.get(person.path).text
