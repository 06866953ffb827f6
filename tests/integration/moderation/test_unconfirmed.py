"""Words that nobody confirmed are in no list, no figure and no page but their author's own."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from collection.queries.given import given_by
from core.doors import Doors
from core.errors import NotFound
from core.models import Customer, Link, Product, Submission
from core.signing import find_link, mint_link
from core.states import LinkPurpose, SubmissionState
from moderation.queries import queue
from moderation.queries.acceptance import acceptance_by_stars
from moderation.queries.filters import Filters, Standing
from moderation.queries.reading import opened
from moderation.queries.submissions import held_submission
from tests.factories import NOW, make_customer, make_product, make_store, make_submission
from widgets.operations.publishing import follow_submission
from widgets.policy import voices
from widgets.queries.given import given_about, given_everywhere
from widgets.queries.published import published_after
from widgets.queries.transparency import figures_of


@pytest.fixture
def approved(doors: Doors) -> Submission:
    """An approved review; its author also left words, of another language, never confirmed."""
    with doors.database.transaction() as session:
        store = make_store(session)
        author = make_customer(session, store)
        known, other = make_product(session, store), make_product(session, store, name="Vase")
        told = {"state": SubmissionState.APPROVED, "decided_at": NOW, "product": known}
        first = make_submission(session, author, **told)
        unconfirmed = {"state": SubmissionState.UNCONFIRMED, "rating": 1, "language": "de"}
        for product in (known, other):
            make_submission(session, author, product=product, **unconfirmed)
        make_submission(session, author, amends_id=first.id, product=known, **unconfirmed)
        for one in session.scalars(select(Submission)).all():
            follow_submission(session, store.id, one.id, NOW)
    return first


def test_the_desk_lists_nothing_unconfirmed(doors: Doors, approved: Submission) -> None:
    key = approved.store_id
    with doors.database.reading() as session:
        page, _ = queue.submissions_page(session, key, Filters(state=Standing.ALL))
        assert [one.id for one in page] == [approved.id]
        assert queue.counts(session, key, Filters())[Standing.ALL] == 1
        assert queue.languages(session, key) == ["fr"]
        assert [name for _, name in queue.reviewed_products(session, key)] == ["Bol en grès"]
        read = opened(session, key, approved.id)
        assert (read.newer, list(read.others)) == (None, [])


def test_whoever_types_the_number_of_unconfirmed_words_finds_nothing(
    doors: Doors, approved: Submission
) -> None:
    with doors.database.transaction() as session:
        hidden = session.scalars(
            select(Submission.id).where(Submission.state == SubmissionState.UNCONFIRMED)
        ).all()
        assert hidden
        for key in hidden:
            with pytest.raises(NotFound):
                opened(session, approved.store_id, key)
            with pytest.raises(NotFound):
                held_submission(session, approved.store_id, key)


def test_no_figure_counts_what_is_unconfirmed(doors: Doors, approved: Submission) -> None:
    with doors.database.reading() as session:
        rows = acceptance_by_stars(session, approved.store_id, NOW)
        figures = figures_of(session, approved.store_id, NOW)
    assert [(row.stars, row.decided + row.waiting) for row in rows if row.decided] == [(4, 1)]
    assert sum(row.waiting for row in rows) == 0
    assert figures.shown == 1
    assert sum(row.accepted + row.refused for row in figures.acceptance) == 1


def test_nothing_unconfirmed_is_published(doors: Doors, approved: Submission) -> None:
    key = approved.store_id
    with doors.database.reading() as session:
        products = session.scalars(select(Product)).all()
        shown = [voice for one in products for voice in voices(given_about(session, key, one.id))]
        everything = voices(given_everywhere(session, key))
        publications = published_after(session, key, 0, 100)
    assert [voice.given.ref for voice in shown] == [approved.ref]
    assert [voice.given.ref for voice in everything] == [approved.ref]
    assert [one.id for _, one in publications] == [approved.id]


def test_the_status_page_waits_for_the_confirmation(doors: Doors, approved: Submission) -> None:
    with doors.database.transaction() as session:
        found = given_by(session, status_link(session, approved))
        assert [one.id for given in found for one in given.versions] == [approved.id]


def status_link(session: Session, submission: Submission) -> Link:
    author = session.get_one(Customer, submission.customer_id)
    token = mint_link(
        session, LinkPurpose.STATUS, store_id=author.store_id, customer_id=author.id, now=NOW
    )
    session.flush()
    return find_link(session, token, LinkPurpose.STATUS, NOW)
