"""What the feeds' and the elements' addresses answer, and with which headers."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.factory import create_app
from core.doors import Doors
from tests.factories import make_product
from tests.integration.widgets.rows import approved, make_shelf, show
from widgets.feeds import feed_path
from widgets.operations.rebuilding import rebuild_product
from widgets.policy import Sort


def client_of(doors: Doors) -> FlaskClient:
    return create_app(doors).test_client()


def is_cookieless(response: TestResponse) -> bool:
    return "Set-Cookie" not in response.headers and "Cookie" not in response.headers.get("Vary", "")


def test_a_feed_may_be_read_by_any_page_and_kept_for_a_minute(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        review = approved(session, store, product)
    show(doors, review)
    response = client_of(doors).get("/feeds/v1/luce/SKU-1.json?utm_source=x&callback=alert")
    assert response.content_type == "application/json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cache-Control"].startswith("public, max-age=60, stale-while-reval")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert is_cookieless(response)
    assert response.data == doors.storage.get("feeds/v1/luce/SKU-1.json")
    again = client_of(doors).get(
        "/feeds/v1/luce/SKU-1.json", headers={"If-None-Match": response.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_a_product_nobody_reviewed_answers_an_empty_feed(doors: Doors) -> None:
    with doors.database.transaction() as session:
        make_shelf(session)
    client = client_of(doors)
    for path in ("/feeds/v1/luce/SKU-1.json", "/feeds/v1/luce/_store.json"):
        response = client.get(path)
        assert response.json is not None
        assert response.json["summary"]["count"] == 0
        tag = response.headers["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert list(doors.storage.list("feeds/")) == [], "a GET writes nothing"


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/v1/luce/SKU-2.json",
        "/feeds/v1/luce/SKU-1/2.json",
        "/feeds/v1/luce/SKU-1/best/1.json",
        "/feeds/v1/luce/SKU-1%00.json",
        "/feeds/v1/nobody/SKU-1.json",
        "/feeds/v1/nobody/_store.json",
        "/feeds/v1/..%2f..%2foriginals%2fluce/x.json",
        "/feeds/v1/luce/SKU-2.html",
        "/feeds/v1/luce/%FF.json",
    ],
)
def test_what_is_not_there_is_a_problem_no_cache_keeps(sqlite_doors: Doors, path: str) -> None:
    with sqlite_doors.database.transaction() as session:
        make_shelf(session)
    response = client_of(sqlite_doors).get(path)
    assert response.status_code == 404
    assert response.content_type == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "ref", ["a/b", "a//b", "../../etc", "été 1/2", "100%", "a?b#c", "x" * 200, "日本", "+", "a/2"]
)
def test_any_reference_is_reached_by_its_address(sqlite_doors: Doors, ref: str) -> None:
    with sqlite_doors.database.transaction() as session:
        store, _product = make_shelf(session)
        product = make_product(session, store, ref=ref)
        for _number in range(11):
            approved(session, store, product)
    rebuild_product(sqlite_doors, store.id, product.id)
    client = client_of(sqlite_doors)
    for sort, page in ((Sort.NEWEST, 1), (Sort.NEWEST, 2), (Sort.LOWEST, 2)):
        response = client.get(feed_path("luce", ref, sort, page))
        assert response.json is not None
        assert response.json["product"]["key"] == ref
        assert (response.json["sort"], response.json["page"]) == (sort, page)


def test_the_fragment_speaks_the_asked_language_or_the_stores(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session, language="en")
        review = approved(session, store, product)
    show(doors, review)
    client = client_of(doors)
    for query, lang in (("", "en"), ("?lang=fr", "fr"), ("?lang=xx", "en")):
        response = client.get(f"/feeds/v1/luce/SKU-1.html{query}")
        assert response.content_type == "text/html; charset=utf-8"
        assert f'<section class="vv-fragment" lang="{lang}"' in response.text
        assert str(review.words) in response.text
        assert is_cookieless(response)


def test_the_schema_is_public(sqlite_doors: Doors) -> None:
    response = client_of(sqlite_doors).get("/feeds/v1/schema.json")
    assert json.loads(response.data)["$id"] == "urn:vivavoce:feed:1"
    assert response.content_type == "application/schema+json"


def test_the_elements_are_served_to_any_page(sqlite_doors: Doors) -> None:
    client = client_of(sqlite_doors)
    entry = client.get("/embed/v1/vivavoce.js")
    assert entry.content_type == "text/javascript; charset=utf-8"
    assert entry.headers["Access-Control-Allow-Origin"] == "*"
    assert entry.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert entry.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" not in entry.headers["Cache-Control"]
    assert is_cookieless(entry)
    same = client.get("/embed/v1/vivavoce.js", headers={"If-None-Match": entry.headers["ETag"]})
    assert same.status_code == 304
    chunk = entry.text.split("lightbox-")[1].split(".js")[0]
    kept = client.get(f"/embed/v1/lightbox-{chunk}.js")
    assert "immutable" in kept.headers["Cache-Control"]
    assert client.get("/embed/v1/..%2fmanifest.json").status_code == 404
