"""The transparency page and the hosted reviews, as readers get them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.factory import create_app
from core.doors import Doors
from core.models import MomentSetting, PublicationRule, Store
from core.states import Label, Moment, SubjectKind, SubmissionKind, SubmissionState
from tests.factories import (
    NOW,
    make_customer,
    make_occasion,
    make_order,
    make_product,
    make_store_event,
)
from tests.integration.widgets.rows import add_label, approved, days_ago, make_shelf


def page(doors: Doors, path: str, status: int = 200) -> str:
    response = create_app(doors).test_client().get(path)
    assert response.status_code == status
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")
    return response.text


def test_the_transparency_page_follows_the_settings(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, _product = make_shelf(session)
    before = page(doors, "/t/luce?lang=en")
    for said in ("10 days at most", "36 months at most", "Nothing", "3 days after delivery"):
        assert said in before
    assert "2 hours after the event" in before
    assert "without a person" not in before
    with doors.database.transaction() as session:
        row = session.get_one(Store, store.id)
        row.publication_days, row.retention_months, row.is_testimonial_asked = 7, 1, False
        for moment in session.scalars(select(MomentSetting)):
            moment.delay_hours = moment.delay_hours_abroad = 36
            moment.is_on = moment.moment is not Moment.EVENT
            moment.reminders = 0
        session.add(PublicationRule(store_id=store.id, name="Clean", changed_at=NOW))
    after = page(doors, "/t/luce?lang=en")
    for said in ("7 days at most", "1 month at most", "36 hours after delivery", "No reminder."):
        assert said in after
    assert "Not asked at this moment." in after
    assert "a rule of the store may publish at once, without a person" in after
    assert "Maison Luce does not ask for testimonials." in after


def test_the_transparency_page_counts_what_is_shown_and_what_was_refused(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        customer = make_customer(session, store)
        order = make_order(session, customer, [product])
        occasion = make_occasion(session, customer, order=order)
        asked = {"customer": customer, "occasion_id": occasion.id, "moment": Moment.ONE_MONTH}
        approved(session, store, product, order_line_id=order.lines[0].id, **asked)
        add_label(session, approved(session, store, product), Label.IMPORTED)
        approved(session, store, product, rating=1, state=SubmissionState.REFUSED)
        approved(session, store, product, rating=1, state=SubmissionState.WITHDRAWN)
        approved(session, store, kind=SubmissionKind.TESTIMONIAL, rating=None)
    html = page(doors, "/t/luce?lang=en")
    words = " ".join(html.split())
    assert "1 of the 2 reviews shown today are verified." in words
    assert "1 testimonial is published." in words
    one_star = words.split('<th scope="row">1 star</th>')[1]
    assert one_star.startswith(
        '<td class="num">0</td><td class="num">1</td> <td class="num">0%</td>'
    )
    assert 'After one month of use</th><td class="num">1</td>' in words
    assert 'Collected by another service</th><td class="num">1</td>' in words


def test_all_reviews_stand_on_one_page_with_what_they_are_about(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        event = make_store_event(session, store)
        approved(session, store, product, words="Du produit.")
        approved(session, store, words="De la maison.")
        approved(
            session,
            store,
            words="De la soirée.",
            subject=SubjectKind.EVENT,
            store_event_id=event.id,
        )
        approved(session, store, words="Choisi.", kind=SubmissionKind.TESTIMONIAL, rating=None)
    html = page(doors, "/t/luce/reviews")
    for words in ("Du produit.", "De la maison.", "De la soirée.", "Atelier ouvert"):
        assert words in html
    assert "Choisi." not in html
    assert 'href="/t/luce/products/SKU-1"' in html


@pytest.mark.parametrize("ref", ["SKU 9/é", "a/2", "100%?x"])
def test_a_product_page_is_reached_by_any_reference(sqlite_doors: Doors, ref: str) -> None:
    with sqlite_doors.database.transaction() as session:
        store, _product = make_shelf(session)
        product = make_product(session, store, ref=ref, name="")
        review = approved(session, store, product, words="Trouvé.")
    client = create_app(sqlite_doors).test_client()
    there = client.get(f"/t/luce/reviews/{review.ref}")
    assert there.status_code == 302
    target, _, anchor = there.headers["Location"].partition("#")
    assert anchor == f"vv-{review.ref}"
    assert "Trouvé." in client.get(target).text


def test_a_link_from_a_mail_finds_the_page_of_its_review(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        for number in range(12):
            approved(session, store, product, submitted_at=days_ago(number))
        customer = make_customer(session, store)
        older = {"customer": customer, "submitted_at": days_ago(200)}
        former = approved(session, store, product, state=SubmissionState.SUPERSEDED, **older)
        last = approved(
            session,
            store,
            product,
            customer=customer,
            submitted_at=days_ago(30),
            amends_id=former.id,
        )
        gone = approved(session, store, product, state=SubmissionState.WITHDRAWN)
    client = create_app(doors).test_client()
    for ref in (former.ref, last.ref):
        place = client.get(f"/t/luce/reviews/{ref}?lang=en").headers["Location"]
        assert place == f"/t/luce/products/SKU-1?lang=en&page=2#vv-{last.ref}"
    assert client.get(f"/t/luce/reviews/{gone.ref}").status_code == 404


@pytest.mark.parametrize(
    ("query", "first", "_why"),
    [
        ("", "vv-b", "newest first is the default (D111-17 1°c)"),
        ("?sort=lowest", "vv-a", "an order of ours"),
        ("?sort=price", "vv-b", "no order of ours"),
        ("?sort=stars-1", "vv-a", "one rating alone"),
        ("?page=999", "vv-b", "beyond the end is the last page"),
        ("?page=-1", "vv-b", "before the beginning is the first"),
        ("?page=x", "vv-b", "no number"),
    ],
)
def test_the_order_is_the_readers_choice(
    sqlite_doors: Doors, query: str, first: str, _why: str
) -> None:
    with sqlite_doors.database.transaction() as session:
        store, product = make_shelf(session)
        approved(session, store, product, ref="a", rating=1, submitted_at=days_ago(2))
        approved(session, store, product, ref="b", rating=5, submitted_at=days_ago(1))
    html = page(sqlite_doors, f"/t/luce/products/SKU-1{query}")
    assert html.split('class="voice" id="')[1].startswith(first)


def test_words_are_text_on_our_pages_too(sqlite_doors: Doors) -> None:
    evil = '</script><img src=x onerror="alert(1)">{{ 7 * 7 }}'
    with sqlite_doors.database.transaction() as session:
        store, product = make_shelf(session, name=evil[:40])
        product.name = evil
        review = approved(session, store, product, words=evil, title=evil, display_name=evil)
        assert review.submitted_at < days_ago(0) + timedelta(1)
    for path in ("/t/luce", "/t/luce/reviews", "/t/luce/products/SKU-1"):
        html = page(sqlite_doors, path)
        assert "<img src=x" not in html
        assert "{{ 7 * 7 }}" in html or path == "/t/luce"


@pytest.mark.parametrize(
    "path",
    [
        "/t/nobody",
        "/t/nobody/reviews",
        "/t/luce/products/none",
        "/t/luce/products/%00",
        "/t/luce/reviews/none",
        "/t/%00",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(sqlite_doors: Doors, path: str) -> None:
    with sqlite_doors.database.transaction() as session:
        make_shelf(session)
    page(sqlite_doors, path, 404)


def test_a_product_nobody_reviewed_says_so(sqlite_doors: Doors) -> None:
    with sqlite_doors.database.transaction() as session:
        make_shelf(session)
    assert "No reviews yet" in page(sqlite_doors, "/t/luce/products/SKU-1?lang=en")
    assert "No reviews yet" in page(sqlite_doors, "/t/luce/reviews?lang=en")
