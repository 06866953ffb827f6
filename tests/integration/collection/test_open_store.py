"""Words about a product, or the store, that nobody asked for: confirmed, dated, proven."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.factory import create_app
from collection.handlers import prove_words, send_confirmation
from core.doors import Doors
from core.events import OccasionRecorded, SubmissionLeft
from core.mail import read_outbox
from core.models import Customer, Letter, Occasion, Product, Store, Submission
from core.signing import mint_link
from core.states import LinkPurpose, OccasionKind, SubjectKind, SubmissionState
from tests.factories import (
    NOW,
    make_customer,
    make_occasion,
    make_order,
    make_product,
    make_store,
)
from tests.integration.collection.leaving import EMAIL, form, left
from widgets.operations.publishing import follow_submission

DAY = (NOW - timedelta(days=20)).date().isoformat()
REF = "BOL/12 é"


@pytest.fixture
def bowl(doors: Doors) -> Product:
    return open_bowl(doors)


def open_bowl(doors: Doors, **store: Any) -> Product:
    switches = {"is_open_for_products": True, "is_open_for_store": True} | store
    with doors.database.transaction() as session:
        made = make_store(session, key="maison", name="Maison Garance", **switches)
        return make_product(session, made, ref=REF, name="Bol en grès")


def leave(client: FlaskClient, product: str = REF, **values: str) -> Any:
    return client.post(address(product), data=form(happened_on=DAY) | values)


def address(product: str) -> str:
    query = {"product": product, "lang": "en"} if product else {"lang": "en"}
    return f"/c/maison?{urlencode(query)}"


def confirm(doors: Doors, client: FlaskClient) -> Submission:
    """Send the mail that asks, and press its link."""
    newest = left(doors)[-1]
    with doors.database.reading() as rows:
        letter = rows.scalars(select(Letter).where(Letter.submission_id == newest.id)).one()
    send_confirmation(doors, SubmissionLeft(newest.store_id, newest.id, letter.id))
    folder = Path(doors.settings.mail_url.removeprefix("outbox://"))
    found = [re.search(r"/v/[\w-]+", one.text) for one in read_outbox(folder)]
    links = {match[0] for match in found if match}
    assert [client.post(link).status_code for link in links] == [303] * len(links)
    return left(doors)[-1]


def buys(doors: Doors, product: Product, email: str = EMAIL.lower()) -> Customer:
    with doors.database.transaction() as session:
        store = session.get_one(Store, product.store_id)
        known = session.scalar(
            select(Customer).where(Customer.store_id == store.id, Customer.email == email)
        )
        person = known or make_customer(session, store, email=email)
        order = make_order(session, person, [session.get_one(Product, product.id)])
        make_occasion(session, person, kind=OccasionKind.PURCHASE, order=order)
        return person


def test_words_about_a_product_are_kept_with_their_day_until_confirmed(
    doors: Doors, client: FlaskClient, bowl: Product
) -> None:
    page = client.get(address(REF))
    assert "Bol en grès" in page.text
    sent = leave(client)
    assert sent.status_code == 303
    assert "One thing is left to do" in client.get(f"{sent.headers['Location']}&lang=en").text
    (kept,) = left(doors)
    assert (kept.state, kept.subject, kept.product_id) == (
        SubmissionState.UNCONFIRMED,
        SubjectKind.PRODUCT,
        bowl.id,
    )
    assert kept.experience_on == date.fromisoformat(DAY)
    read = confirm(doors, client)
    assert (read.state, read.is_verified) == (SubmissionState.RECEIVED, False)


def test_words_about_the_store_are_about_the_store(
    doors: Doors, client: FlaskClient, bowl: Product
) -> None:
    assert leave(client, product="").status_code == 303
    (kept,) = left(doors)
    assert (kept.subject, kept.product_id, kept.store_event_id) == (SubjectKind.STORE, None, None)


def test_who_bought_it_is_verified_by_the_order(
    doors: Doors, client: FlaskClient, bowl: Product
) -> None:
    buys(doors, bowl)
    leave(client)
    assert confirm(doors, client).is_verified


def test_an_order_that_comes_later_verifies_the_words(
    doors: Doors, client: FlaskClient, bowl: Product
) -> None:
    leave(client)
    assert not confirm(doors, client).is_verified
    person = buys(doors, bowl)
    with doors.database.reading() as rows:
        wanted = select(Occasion.id).where(Occasion.customer_id == person.id)
        occasion = rows.scalars(wanted).one()
    for _twice in range(2):
        prove_words(doors, OccasionRecorded(person.store_id, occasion))
    assert left(doors)[-1].is_verified


def test_one_person_counts_once_and_one_product_never_amends_another(
    doors: Doors, client: FlaskClient, bowl: Product
) -> None:
    with doors.database.transaction() as session:
        make_product(session, session.get_one(Store, bowl.store_id), ref="CUP")
    told = [("CUP", None), (REF, None), ("", None), (REF, 1), ("", 2)]
    for product, _before in told:
        leave(client, product=product)
        confirm(doors, client)
    said = left(doors)
    assert [one.amends_id for one in said] == [
        None if before is None else said[before].id for _product, before in told
    ]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("", "Choose a day"),
        ("yesterday", "Choose a day"),
        ("2999-01-01", "today at the latest"),
        ("1999-01-01", "within the last ten years"),
    ],
)
def test_a_day_that_cannot_be_is_said_at_its_field(
    sqlite_doors: Doors, sqlite_client: FlaskClient, day: str, told: str
) -> None:
    open_bowl(sqlite_doors)
    refused = leave(sqlite_client, happened_on=day)
    assert refused.status_code == 422
    assert told in refused.text
    assert 'href="#happened_on"' in refused.text
    assert left(sqlite_doors) == []


@pytest.mark.parametrize(
    ("switches", "product"),
    [({"is_open_for_products": False}, REF), ({"is_open_for_store": False}, "")],
)
def test_a_page_the_store_did_not_open_takes_nothing(
    sqlite_doors: Doors, sqlite_client: FlaskClient, switches: dict[str, bool], product: str
) -> None:
    open_bowl(sqlite_doors, **switches)
    page = sqlite_client.get(address(product))
    assert "This page is not open" in page.text
    assert leave(sqlite_client, product=product).status_code == 409
    assert left(sqlite_doors) == []


@pytest.mark.parametrize("path", ["/c/elsewhere", "/c/maison?product=unknown"])
def test_what_is_not_there_is_not_found(
    sqlite_doors: Doors, sqlite_client: FlaskClient, path: str
) -> None:
    open_bowl(sqlite_doors)
    assert sqlite_client.get(path).status_code == 404


def test_the_code_of_a_product_is_a_picture(
    sqlite_doors: Doors, sqlite_client: FlaskClient
) -> None:
    open_bowl(sqlite_doors)
    code = sqlite_client.get("/c/maison.svg", query_string={"product": REF})
    assert (code.status_code, code.mimetype) == (200, "image/svg+xml")


def test_whoever_came_from_the_wall_goes_back_there(sqlite_doors: Doors) -> None:
    open_bowl(sqlite_doors, is_wall_open=True)
    client = create_app(sqlite_doors).test_client()
    sent = client.post(f"{address('')}&wall=1", data=form(happened_on=DAY))
    thanks = client.get(sent.headers["Location"]).text
    assert "Your words will stand on the wall" in thanks
    assert 'href="/w/maison?lang=en"' in thanks
    assert "/w/maison" not in client.get(f"{address(REF)}&wall=1&done=1").text
    with sqlite_doors.database.transaction() as session:
        one = session.scalars(select(Submission)).one()
        one.state = SubmissionState.APPROVED
        follow_submission(session, one.store_id, one.id, NOW)
        token = mint_link(
            session,
            LinkPurpose.STATUS,
            store_id=one.store_id,
            customer_id=one.customer_id,
            now=NOW,
        )
        ref = one.ref
    assert f'href="/w/maison?start={ref}&amp;lang=en#vv-{ref}"' in (
        client.get(f"/s/{token}?lang=en").text
    )
