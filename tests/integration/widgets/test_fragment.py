"""The fragment and its structured data: what a shop prints in its own page."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest

from core.doors import Doors
from core.models import Reply
from core.states import Label
from tests.factories import NOW, make_customer
from tests.integration.widgets.rows import (
    add_label,
    add_photo,
    approved,
    days_ago,
    make_shelf,
    show,
)
from widgets.feeds.fragment import day_said
from widgets.operations.rebuilding import rebuild_product

EVIL = "</script><script>alert(1)</script><!-- \"'&\u2028 {{ 7*7 }}"


def fragment(doors: Doors, name: str = "SKU-1/en") -> str:
    return doors.storage.get(f"feeds/v1/luce/{name}.html").decode()


def linked(html: str) -> dict[str, Any]:
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    found: dict[str, Any] = json.loads(text)
    return found


class Read(HTMLParser):
    """The elements a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("br", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_structured_data_says_what_is_on_the_page_and_counts(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        product.image_url, product.gtin = "https://luce.example/bol.jpg", "3012345678900"
        product.brand = "Luce"
        reviews = [
            approved(session, store, product, rating=3 + at % 2, submitted_at=days_ago(at))
            for at in range(12)
        ]
        add_label(session, reviews[0], Label.REWARDED)
        add_photo(session, reviews[1])
    rebuild_product(doors, store.id, product.id)
    html = fragment(doors)
    data = linked(html)
    assert (data["@type"], data["name"], data["sku"]) == ("Product", "Bol en grès", "SKU-1")
    assert data["brand"] == {"@type": "Brand", "name": "Luce"}
    assert data["gtin"] == "3012345678900"
    assert data["aggregateRating"]["reviewCount"] == 11
    assert re.fullmatch(r"[1-5]\.[0-9]{2}", data["aggregateRating"]["ratingValue"])
    assert len(data["review"]) == 9, "ten are on the page, one of them was rewarded"
    assert all(len(one["author"]["name"]) < 100 for one in data["review"])
    assert {"Organization", "LocalBusiness"}.isdisjoint(re.findall(r'"@type":"(\w+)"', html))
    assert "Read all reviews" in html
    assert "3.55 out of 5, 11 reviews" in html


def test_a_feed_of_the_store_has_no_structured_data(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, _product = make_shelf(session)
        review = approved(session, store)
    show(doors, review)
    assert "ld+json" not in fragment(doors, "_store/en")
    assert str(review.words) in fragment(doors, "_store/en")


def test_a_product_without_counted_reviews_has_no_structured_data(sqlite_doors: Doors) -> None:
    with sqlite_doors.database.transaction() as session:
        store, product = make_shelf(session)
        add_label(session, approved(session, store, product), Label.INSIDER)
    rebuild_product(sqlite_doors, store.id, product.id)
    html = fragment(sqlite_doors)
    assert "ld+json" not in html
    assert "Has a link with Maison Luce" in html
    assert "not counted in the average" in html


@pytest.mark.parametrize("field", ["words", "title", "display_name", "answers", "reply", "name"])
def test_what_a_customer_typed_is_text(sqlite_doors: Doors, field: str) -> None:
    with sqlite_doors.database.transaction() as session:
        store, product = make_shelf(session)
        given: dict[str, Any] = {field: EVIL} if field in ("words", "title", "display_name") else {}
        given |= {"answers": {EVIL: EVIL, "pros": EVIL}} if field == "answers" else {}
        review = approved(session, store, product, **given)
        product.name = EVIL if field == "name" else product.name
        if field == "reply":
            session.add(
                Reply(
                    store_id=store.id,
                    submission_id=review.id,
                    words=EVIL,
                    author=EVIL,
                    created_at=NOW,
                )
            )
    rebuild_product(sqlite_doors, store.id, product.id)
    for lang in ("en", "fr"):
        html = fragment(sqlite_doors, f"SKU-1/{lang}")
        read = Read(html)
        assert read.open == []
        assert [attrs for tag, attrs in read.tags if tag == "script"] == [
            {"type": "application/ld+json"}
        ]
        assert "49" not in html.replace(review.ref, "")
    data = linked(html)
    assert field != "words" or data["review"][0]["reviewBody"] == EVIL
    assert field != "name" or data["name"] == EVIL


def test_a_living_review_keeps_what_was_written_before(sqlite_doors: Doors) -> None:
    with sqlite_doors.database.transaction() as session:
        store, product = make_shelf(session)
        customer = make_customer(session, store)
        former = approved(
            session, store, product, customer=customer, rating=5, words="Avant.\nEt puis."
        )
        approved(
            session,
            store,
            product,
            customer=customer,
            rating=4,
            amends_id=former.id,
            experience_day=184,
            submitted_at=NOW,
        )
    rebuild_product(sqlite_doors, store.id, product.id)
    html = fragment(sqlite_doors)
    assert "Avant.<br>Et puis." in html
    assert "day 12 · 5 out of 5" in html
    assert linked(html)["aggregateRating"]["ratingValue"] == "4.00"


def test_the_fragment_needs_no_script_and_no_style(sqlite_doors: Doors) -> None:
    with sqlite_doors.database.transaction() as session:
        store, product = make_shelf(session)
        add_photo(session, approved(session, store, product))
    rebuild_product(sqlite_doors, store.id, product.id)
    for _tag, attrs in Read(fragment(sqlite_doors)).tags:
        assert not {name for name in attrs if name == "style" or name.startswith("on")}


@pytest.mark.parametrize(
    ("iso", "language", "expected"),
    [
        ("2026-03-01", "fr", "1er mars 2026"),
        ("2026-03-12", "fr", "12 mars 2026"),
        ("2026-03-01", "en", "1 March 2026"),
    ],
)
def test_a_day_is_said_as_people_say_it(iso: str, language: str, expected: str) -> None:
    assert date.fromisoformat(iso)
    assert day_said(iso, language) == expected
