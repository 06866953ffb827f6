"""From a decision to what shoppers see, and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from sqlalchemy import select

from core import events as e
from core.doors import Doors
from core.models import Consent, Feed, Publication, Submission
from core.models import Store as StoreRow
from core.states import Label, MediaKind, SubmissionKind, SubmissionState
from tests.factories import NOW, make_customer
from tests.integration.widgets.rows import (
    add_label,
    add_photo,
    approved,
    days_ago,
    film,
    make_shelf,
    show,
)
from widgets import handlers
from widgets.operations.rebuilding import rebuild_product, rebuild_store

SCHEMA = Draft202012Validator(
    json.loads(Path("widgets/schema/feed.json").read_text(encoding="utf-8")),
    format_checker=FormatChecker(),
)
FIRST = "feeds/v1/luce/SKU-1.json"


def stored(doors: Doors, key: str = FIRST) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(doors.storage.get(key))
    SCHEMA.validate(document)
    return document


def keys(doors: Doors, prefix: str = "feeds/") -> list[str]:
    return [info.key for info in doors.storage.list(prefix)]


def test_an_approved_review_is_shown_with_all_it_must_carry(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        review = approved(session, store, product)
        add_photo(session, review)
        add_photo(
            session,
            review,
            ref="f" * 32,
            kind=MediaKind.VIDEO,
            duration_s=4.5,
            renditions=film("media/luce/film"),
        )
    show(doors, review)
    feed = stored(doors)
    (shown,) = feed["reviews"]
    assert feed["summary"] == {
        "count": 1,
        "average": 4.0,
        "histogram": {"1": 0, "2": 0, "3": 0, "4": 1, "5": 0},
        "outside": 0,
        "media": 1,
    }
    assert shown["words"] == review.words
    assert (shown["submitted_on"], shown["experience_on"]) == ("2026-06-10", "2026-06-05")
    assert [answer["key"] for answer in shown["answers"]] == ["fit", "pros"]
    photo, video = shown["media"]
    assert (photo["kind"], video["kind"], len(video["captions"])) == ("photo", "video", 1)
    assert [one["type"] for one in photo["sources"]] == ["image/webp"] * 2 + ["image/jpeg"] * 2
    assert photo["sources"][0]["url"].startswith("http://vivavoce.test/media/luce/")
    assert feed["store"]["transparency_url"] == "http://vivavoce.test/t/luce"


def test_every_page_of_every_order_is_stored_and_valid(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        for number in range(23):
            approved(session, store, product, rating=number % 5 + 1, submitted_at=days_ago(number))
    assert rebuild_product(doors, store.id, product.id)
    pages = {key for key in keys(doors) if key.endswith(".json")}
    for key in pages:
        stored(doors, key)
    assert len(pages) == 4 * 3 + 5
    assert "feeds/v1/luce/SKU-1/highest/3.json" in pages
    ratings = [
        one["rating"] for one in stored(doors, "feeds/v1/luce/SKU-1/lowest/1.json")["reviews"]
    ]
    assert ratings == sorted(ratings)
    assert stored(doors, "feeds/v1/luce/SKU-1/3.json")["page"] == 3


def test_publishing_twice_leaves_one_row_and_the_same_bytes(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        review = approved(session, store, product)
    show(doors, review)
    before = doors.storage.get(FIRST)
    show(doors, review, review)
    assert doors.storage.get(FIRST) == before
    with doors.database.reading() as session:
        assert len(session.scalars(select(Publication)).all()) == 1


Change = Callable[[Any, Submission], None]


def _withdraw(_session: Any, review: Submission) -> None:
    review.state = SubmissionState.WITHDRAWN


def _refuse(_session: Any, review: Submission) -> None:
    review.state = SubmissionState.REFUSED


def _unconsent(session: Any, review: Submission) -> None:
    for consent in session.scalars(select(Consent).where(Consent.submission_id == review.id)):
        consent.withdrawn_at = NOW


@pytest.mark.parametrize(
    ("change", "react", "are_pictures_left", "_why"),
    [
        (
            _withdraw,
            lambda r: (handlers.unpublish, e.SubmissionWithdrawn(r.store_id, r.id)),
            False,
            "the author took it back",
        ),
        (
            _refuse,
            lambda r: (handlers.unpublish, e.SubmissionRefused(r.store_id, r.id, 1)),
            True,
            "a refusal can be contested, so the pictures stay in the bucket, shown nowhere",
        ),
        (
            _unconsent,
            lambda r: (handlers.rebuild_of_submission, e.ConsentWithdrawn(r.store_id, r.id)),
            False,
            "withdrawal reaches every rendition (rule 13)",
        ),
    ],
)
def test_what_is_taken_away_leaves_feed_fragment_and_bucket(
    doors: Doors, change: Change, react: Any, are_pictures_left: bool, _why: str
) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        review = approved(session, store, product, words="Un mot qui doit partir.")
        media = add_photo(session, review)
    for one in media.renditions:
        doors.storage.put(one["key"], b"a picture", content_type=one["type"])
    show(doors, review)
    assert "Un mot qui doit partir." in doors.storage.get("feeds/v1/luce/SKU-1.html").decode()
    with doors.database.transaction() as session:
        change(session, session.get_one(Submission, review.id))
    handler, event = react(review)
    handler(doors, event)
    handler(doors, event)
    assert stored(doors)["reviews"] == []
    for key in keys(doors):
        assert "Un mot qui doit partir." not in doors.storage.get(key).decode()
    assert bool(keys(doors, "media/")) is are_pictures_left
    with doors.database.reading() as session:
        assert session.scalars(select(Publication)).one().unpublished_at == NOW


def test_an_approval_heard_after_the_withdrawal_shows_nothing(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        review = approved(session, store, product, state=SubmissionState.WITHDRAWN)
    show(doors, review)
    assert stored(doors)["reviews"] == []
    with doors.database.reading() as session:
        assert session.scalars(select(Publication)).all() == []


def test_a_living_review_shows_the_latest_over_what_came_before(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        customer = make_customer(session, store)
        former = approved(
            session,
            store,
            product,
            customer=customer,
            rating=5,
            state=SubmissionState.SUPERSEDED,
            submitted_at=days_ago(150),
        )
        latest = approved(
            session,
            store,
            product,
            customer=customer,
            rating=4,
            amends_id=former.id,
            experience_day=184,
        )
    show(doors, former, latest)
    (shown,) = stored(doors)["reviews"]
    assert (shown["rating"], shown["day"]) == (4, 184)
    assert [(one["rating"], one["day"]) for one in shown["earlier"]] == [(5, 12)]
    assert shown["updated_on"] == "2026-06-10"


def test_a_thousand_testimonials_change_no_review_feed(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, _product = make_shelf(session)
        review = approved(session, store)
        customer = make_customer(session, store)
    show(doors, review)
    before = doors.storage.get("feeds/v1/luce/_store.json")
    with doors.database.transaction() as session:
        session.add_all(
            Submission(
                store_id=store.id,
                customer_id=customer.id,
                ref=f"t{number}",
                kind=SubmissionKind.TESTIMONIAL,
                subject=review.subject,
                moment=review.moment,
                state=SubmissionState.APPROVED,
                words="Merci !",
                language="fr",
                display_name="A.",
                experience_on=review.experience_on,
                submitted_at=NOW,
                decided_at=NOW,
            )
            for number in range(1000)
        )
    assert not rebuild_product(doors, store.id, None)
    assert doors.storage.get("feeds/v1/luce/_store.json") == before


def test_labels_are_shown_and_stay_outside_the_average(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        plain = approved(session, store, product, rating=2)
        rewarded = approved(session, store, product, rating=5)
        add_label(session, rewarded, Label.REWARDED)
    show(doors, plain, rewarded)
    feed = stored(doors)
    assert (feed["summary"]["average"], feed["summary"]["outside"]) == (2.0, 1)
    assert [one["labels"] for one in feed["reviews"] if not one["counted"]] == [["rewarded"]]


def test_a_changed_name_reaches_every_feed_of_the_store(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        review = approved(session, store, product)
    show(doors, review)
    with doors.database.transaction() as session:
        session.get_one(StoreRow, store.id).name = "Maison Lumière"
    handlers.rebuild(doors, e.PresentationChanged(store.id, None))
    handlers.rebuild(doors, e.PresentationChanged(store.id, product.id))
    assert stored(doors)["store"]["name"] == "Maison Lumière"
    assert stored(doors, "feeds/v1/luce/_store.json")["product"]["name"] == "Maison Lumière"


def test_pages_that_no_longer_are_leave_the_bucket(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        reviews = [approved(session, store, product) for _number in range(11)]
    rebuild_product(doors, store.id, product.id)
    assert "feeds/v1/luce/SKU-1/2.json" in keys(doors)
    with doors.database.transaction() as session:
        session.get_one(Submission, reviews[0].id).state = SubmissionState.REFUSED
    rebuild_product(doors, store.id, product.id)
    assert "feeds/v1/luce/SKU-1/2.json" not in keys(doors)


def test_an_unchanged_store_is_read_and_not_written(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        approved(session, store, product)
    steps: list[tuple[int, int]] = []
    assert rebuild_store(doors, store.id, lambda at, of: steps.append((at, of))) == 2
    assert steps == [(1, 2), (2, 2)]
    assert rebuild_store(doors, store.id) == 0


def test_the_rows_of_another_store_are_out_of_reach(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        other, _theirs = make_shelf(session, key="other")
        review = approved(session, store, product)
    handlers.publish(doors, e.SubmissionApproved(other.id, review.id))
    handlers.rebuild(doors, e.PresentationChanged(other.id, product.id))
    assert keys(doors) == []
    with doors.database.reading() as session:
        assert session.scalars(select(Feed)).all() == []
