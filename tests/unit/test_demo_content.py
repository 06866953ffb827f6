"""The demo shop's content is complete, believable and safe to show."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest
from PIL import Image

from app.demo import content
from app.demo.content import DemoSubmission, Standing
from core.states import Moment, SubjectKind, SubmissionKind

ADDRESS = re.compile(r"[\w.+-]+@([\w.-]+\w)")
SUBMISSIONS = content.submissions()
PUBLISHED = [one for one in SUBMISSIONS if one.state is Standing.PUBLISHED]
REVIEWS = [one for one in PUBLISHED if one.kind is SubmissionKind.REVIEW]


def of(moment: Moment) -> list[DemoSubmission]:
    return [one for one in PUBLISHED if one.moment is moment]


@pytest.mark.parametrize(
    ("rating", "share"), [(5, 0.55), (4, 0.22), (3, 0.10), (2, 0.07), (1, 0.06)]
)
def test_ratings_are_spread_as_in_a_real_shop(rating: int, share: float) -> None:
    found = sum(one.rating == rating for one in REVIEWS) / len(REVIEWS)
    assert found == pytest.approx(share, abs=0.015)


@pytest.mark.parametrize(
    ("subject", "kind", "least"),
    [
        pytest.param(SubjectKind.PRODUCT, SubmissionKind.REVIEW, 125, id="most are of products"),
        pytest.param(SubjectKind.STORE, SubmissionKind.REVIEW, 10, id="support gives store stars"),
        pytest.param(SubjectKind.STORE, SubmissionKind.TESTIMONIAL, 5, id="and testimonials"),
        pytest.param(SubjectKind.EVENT, SubmissionKind.REVIEW, 12, id="one event"),
    ],
)
def test_every_subject_has_its_share(
    subject: SubjectKind, kind: SubmissionKind, least: int
) -> None:
    assert sum(one.subject is subject and one.kind is kind for one in PUBLISHED) >= least


def test_every_moment_brings_words() -> None:
    assert {moment for moment in Moment if of(moment)} == set(Moment)


def test_products_are_reviewed_unevenly() -> None:
    counts = Counter(one.product for one in PUBLISHED if one.product)
    assert counts["bols-gres"] == 35
    assert counts["lampe-noyer"] == 2
    assert counts["tablier-toile"] == 0


def test_living_reviews_keep_what_came_before_and_sometimes_change_their_mind() -> None:
    living = [one for one in of(Moment.SIX_MONTHS) if one.earlier]
    assert len(living) >= 12
    assert all(one.earlier and one.earlier.days_after < one.days_after for one in living)
    assert sum(one.earlier is not None and one.earlier.rating != one.rating for one in living) >= 5


def test_most_earlier_words_are_themselves_published() -> None:
    said = {(one.customer, one.product, one.words) for one in PUBLISHED}
    living = [one for one in of(Moment.SIX_MONTHS) if one.earlier]
    found = [
        one
        for one in living
        if one.earlier and (one.customer, one.product, one.earlier.words) in said
    ]
    assert len(found) >= 12


@pytest.mark.parametrize(
    ("moment", "keys"),
    [
        (Moment.ONE_MONTH, {"fit", "quality", "ease"}),
        (Moment.SIX_MONTHS, {"before", "since", "changed", "again"}),
    ],
)
def test_guided_moments_are_answered(moment: Moment, keys: set[str]) -> None:
    assert all(keys <= set(one.answers) for one in of(moment))


def test_scales_go_from_one_to_five() -> None:
    scales = [one.answers.get(key) for one in SUBMISSIONS for key in ("fit", "quality", "ease")]
    assert {value for value in scales if value is not None} <= {1, 2, 3, 4, 5}


def test_three_reviews_fill_the_box_and_none_overflows() -> None:
    lengths = [len(one.words) for one in SUBMISSIONS]
    assert sum(length >= 2500 for length in lengths) >= 3
    assert max(lengths) <= 3000


def test_both_languages_speak() -> None:
    french = sum(one.language == "fr" for one in PUBLISHED) / len(PUBLISHED)
    assert 0.55 <= french <= 0.70


def test_french_is_written_with_its_accents_and_its_apostrophes() -> None:
    french = " ".join(one.words for one in SUBMISSIONS if one.language == "fr")
    assert len(re.findall(r"[éèêàçùôîœ]", french)) > len(french) / 40
    assert len(re.findall(r"\b[cdjlmnqs]’", french, re.IGNORECASE)) > 150
    assert not re.search(r"\b(etait|deja|tres|apres|francais)\b", french)


def test_the_shop_writes_french_with_thin_spaces() -> None:
    texts = [text.fr for one in content.products() for text in (*one.description, *one.details)]
    assert not [text for text in texts if re.search(r"(?<!\u202f)[;:!?](\s|$)|'", text)]


def test_the_queue_holds_what_a_moderator_must_judge() -> None:
    waiting = [one for one in SUBMISSIONS if one.state is Standing.WAITING]
    assert len(waiting) == 30
    assert len({one.expected for one in waiting if one.expected}) >= 6
    assert sum(one.expected is None for one in waiting) >= 15


def test_a_ground_is_given_exactly_when_refused() -> None:
    assert all((one.ground is not None) == (one.state is Standing.REFUSED) for one in SUBMISSIONS)


def test_testimonials_have_no_stars_and_reviews_have_them() -> None:
    for one in SUBMISSIONS:
        assert (one.rating is None) == (one.kind is SubmissionKind.TESTIMONIAL)


def test_the_store_replies_to_some() -> None:
    assert 8 <= sum(one.reply is not None for one in PUBLISHED) <= 20


def test_every_given_file_exists_and_none_is_left_over() -> None:
    named = {name for one in SUBMISSIONS for name in one.media}
    assert named == {path.name for path in content.GIVEN.iterdir()}
    assert sum(name.endswith(".mp4") for name in named) == 2


def test_customers_photos_carry_what_must_be_taken_off() -> None:
    photos = list(content.GIVEN.glob("*.jpg"))
    assert len(photos) >= 24
    for path in photos:
        with Image.open(path) as photo:
            assert photo.getexif().get(0x0110), path.name
            assert 900 <= max(photo.size) <= 1400


def test_every_picture_of_the_shop_has_the_size_it_says() -> None:
    shown = [one for product in content.products() for one in product.pictures]
    for picture in (*shown, content.store().hero):
        with Image.open(content.PICTURES / picture.large) as image:
            assert image.size == (picture.width, picture.height)
        assert (content.PICTURES / picture.small).is_file()


def test_the_pictures_stay_light() -> None:
    total = sum(path.stat().st_size for path in content.PICTURES.rglob("*") if path.is_file())
    assert total <= 6 * 1024 * 1024
    assert all(path.stat().st_size <= 700_000 for path in content.GIVEN.glob("*.mp4"))


def test_no_address_leads_to_a_real_person() -> None:
    for path in content.CONTENT.iterdir():
        found = set(ADDRESS.findall(path.read_text(encoding="utf-8")))
        assert found <= {"example.com", "example.org", "sorbier.example"}, path.name


def test_everybody_named_is_a_customer() -> None:
    known = {one.email for one in content.customers()}
    assert len(known) == len(content.customers()) == 300
    assert {one.customer for one in SUBMISSIONS} <= known
    assert {one.email for one in content.tickets()} <= known
    assert {one.email for one in content.event().attendees} <= known


def test_event_words_come_from_people_who_were_there() -> None:
    present = {one.email for one in content.event().attendees}
    assert {one.customer for one in of(Moment.EVENT)} <= present


def test_support_words_come_from_people_who_had_a_ticket() -> None:
    helped = {one.email for one in content.tickets() if one.resolved_days_ago is not None}
    assert {one.customer for one in of(Moment.SUPPORT_RESOLVED)} <= helped


def test_products_are_named_once_with_a_valid_gtin() -> None:
    products = content.products()
    assert len({one.ref for one in products}) == len({one.handle for one in products}) == 8
    for one in products:
        weights = [3 if place % 2 else 1 for place in range(13)]
        assert sum(int(d) * w for d, w in zip(one.gtin, weights, strict=True)) % 10 == 0
        assert 2 <= len(one.description) <= 4
        assert len(one.details) == 3


def test_the_shopify_file_holds_thirty_orders_of_known_products() -> None:
    with content.ORDERS_FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    per_order = Counter(row["Name"] for row in rows)
    assert len(per_order) == 30
    assert sum(count > 1 for count in per_order.values()) >= 8
    assert {row["Lineitem sku"] for row in rows} <= {one.ref for one in content.products()}
