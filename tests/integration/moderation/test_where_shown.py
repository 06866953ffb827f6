"""The reading pane says what was agreed to, and where a submission is, was, or never was shown."""

from __future__ import annotations

import pytest

from core.doors import Doors
from core.models import Consent, Publication
from core.states import SubmissionState, Use
from tests.desks import desk_of, make_desk
from tests.factories import NOW, make_customer, make_product, make_submission

SHOWN = {"published_at": NOW}
TAKEN_OFF = {"published_at": NOW, "unpublished_at": NOW}


@pytest.mark.parametrize(
    ("publication", "told"),
    [(None, "Nowhere."), (SHOWN, "since "), (TAKEN_OFF, "Nowhere any more: with Bol en grès from")],
)
def test_the_pane_says_where_it_is_shown_and_what_was_agreed(
    sqlite_doors: Doors, publication: dict[str, object] | None, told: str
) -> None:
    store, owner = make_desk(sqlite_doors)
    with sqlite_doors.database.transaction() as session:
        product = make_product(session, store)
        person = make_customer(session, store)
        said = make_submission(session, person, product=product, state=SubmissionState.APPROVED)
        session.add(
            Consent(
                store_id=store.id,
                submission_id=said.id,
                customer_id=person.id,
                use=Use.PRINT,
                text_version="2026-11",
                text="In the winter catalogue, too.",
                language="en",
                granted_at=NOW,
            )
        )
        if publication:
            about = {"subject": said.subject, "product_id": product.id}
            session.add(
                Publication(store_id=store.id, submission_id=said.id, **about, **publication)
            )
    page = desk_of(sqlite_doors, owner).get(f"/desk/queue/{said.id}?state=approved&lang=en").text
    shown = page.partition("Where it is shown")[2]
    assert told in shown
    assert "In the winter catalogue, too." in page
    assert "Text 2026-11" in page
