"""What waits is looked through, what is seen is marked, and nothing of it outlives the words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from collection.operations.erasing import erase_words
from core import events as e
from core.doors import Doors
from core.models import LikenessBand, Media, SeenSignal, Store, Submission
from core.signals import Signal
from core.states import MediaKind, MediaState, Role, SubmissionState
from moderation import handlers, jobs
from tests.desks import desk_of, join, make_desk, send
from tests.factories import NOW, make_customer, make_product, make_submission
from tests.houses import clock_of
from tests.integration.moderation.given_desk import text

LONG = (
    "Ce bol est arrivé bien emballé, la couleur est celle de la photo et il tient bien dans la"
    " main ; nous le prenons tous les matins pour le petit déjeuner."
)


def waiting(doors: Doors, store: Store, email: str = "lea@example.com", **values: Any) -> int:
    with doors.database.transaction() as session:
        session.add(store)
        customer = make_customer(session, store, email=email)
        product = make_product(session, store)
        return make_submission(session, customer, product=product, **values).id


def look_through(doors: Doors, store: Store, submission_id: int) -> set[Signal]:
    """As the relay does, twice."""
    for _ in range(2):
        handlers.screen(doors, e.SubmissionReady(store.id, submission_id))
    return set(seen(doors, submission_id))


def seen(doors: Doors, submission_id: int) -> list[Signal]:
    with doors.database.reading() as rows:
        wanted = select(SeenSignal.signal).where(SeenSignal.submission_id == submission_id)
        return list(rows.scalars(wanted))


def test_the_handler_looks_once_however_often_it_runs(doors: Doors) -> None:
    store, _ = make_desk(doors)
    one = waiting(doors, store, words="Écrivez à lea@example.com ou au 06 12 34 56 78")
    assert look_through(doors, store, one) == {Signal.EMAIL, Signal.PHONE}
    assert len(seen(doors, one)) == 2
    with doors.database.reading() as rows:
        row = rows.get_one(Submission, one)
        assert (row.screened_at, row.version) == (NOW, 1)


def test_a_text_and_a_picture_of_somebody_else_are_found_again(doors: Doors) -> None:
    store, _ = make_desk(doors)
    other_store, _ = make_desk(doors, key="autre", email="a@autre.example")
    first = waiting(doors, store, words=LONG)
    again = waiting(doors, store, "max@example.com", words=LONG + " Merci.")
    abroad = waiting(doors, other_store, "zoe@example.com", words=LONG)
    with doors.database.transaction() as session:
        for number in (first, again, abroad):
            row = session.get_one(Submission, number)
            session.add(
                Media(
                    store_id=row.store_id,
                    customer_id=row.customer_id,
                    submission_id=number,
                    ref=f"picture-{number}",
                    kind=MediaKind.PHOTO,
                    state=MediaState.READY,
                    content_type="image/jpeg",
                    quarantine_key="",
                    phash="ffff0000ffff0000",
                    created_at=NOW,
                )
            )
    assert look_through(doors, store, first) == set()
    assert look_through(doors, other_store, abroad) == set()
    assert look_through(doors, store, again) == {Signal.LIKE_ANOTHER, Signal.SAME_PICTURE}


def test_many_authors_from_one_network_are_seen_and_the_network_is_forgotten(doors: Doors) -> None:
    store, _ = make_desk(doors)
    ids = [
        waiting(doors, store, f"p{number}@example.com", range_hmac="a" * 32) for number in range(6)
    ]
    assert look_through(doors, store, ids[0]) == {Signal.BURST}
    assert jobs.forget_origins(doors) == 0
    clock_of(doors).move(timedelta(days=3))
    assert jobs.forget_origins(doors) == 6
    with doors.database.reading() as rows:
        assert rows.scalars(select(Submission.range_hmac)).all() == [None] * 6


def test_erased_words_leave_nothing_behind(doors: Doors) -> None:
    store, _ = make_desk(doors)
    one = waiting(doors, store, words=LONG + " lea@example.com")
    look_through(doors, store, one)
    with doors.database.transaction() as session:
        row = session.get_one(Submission, one)
        erase_words(session, store.id, row.customer_id, NOW)
    for _ in range(2):
        handlers.forget_screening(doors, e.SubmissionWithdrawn(store.id, one))
    with doors.database.reading() as rows:
        assert rows.scalar(select(func.count(SeenSignal.id))) == 0
        assert rows.scalar(select(func.count(LikenessBand.id))) == 0


def test_new_lists_are_kept_and_what_waits_is_looked_through_again(doors: Doors) -> None:
    store, owner = make_desk(doors)
    one = waiting(doors, store, words="Moins bien que chez Bolia, merci Rose")
    assert look_through(doors, store, one) == set()
    desk = desk_of(doors, owner)
    form = {"other_shops": "Bolia\r\n\r\n bolia \nBolia", "staff": " Rose ", "harmless": ""}
    assert send(desk, "/desk/screening", form, "/desk/screening").status_code == 302
    assert "Bolia\nbolia</textarea>" in text(desk.get("/desk/screening"))
    assert jobs.screen_unscreened(doors) == 1
    assert jobs.screen_unscreened(doors) == 0
    assert set(seen(doors, one)) == {Signal.OTHER_SHOP, Signal.STAFF_NAME}


@pytest.mark.parametrize("entry", ["x" * 81, "!!!"])
def test_an_entry_that_cannot_be_looked_for_is_named_and_nothing_is_lost(
    sqlite_doors: Doors, entry: str
) -> None:
    _, owner = make_desk(sqlite_doors)
    desk = desk_of(sqlite_doors, owner)
    answer = send(desk, "/desk/screening", {"staff": "Rose", "profanity": entry}, "/desk/screening")
    assert answer.status_code == 422
    assert entry[:40] in text(answer)
    assert "Rose</textarea>" in text(answer)


def test_who_only_reads_changes_no_list(sqlite_doors: Doors) -> None:
    store, _ = make_desk(sqlite_doors)
    for role, status in ((Role.AUDITOR, 200), (Role.ANALYST, 403)):
        desk = desk_of(sqlite_doors, join(sqlite_doors, store, role, email=f"{role}@x.example"))
        assert desk.get("/desk/screening").status_code == status
        assert send(desk, "/desk/screening", {"staff": "Rose"}).status_code == 403


def test_the_desk_marks_what_was_seen_and_keeps_every_letter(sqlite_doors: Doors) -> None:
    store, owner = make_desk(sqlite_doors)
    words = "<b>Quelle merde</b>, écrivez à lea@example.com\nou www.exemple.fr"
    one = waiting(sqlite_doors, store, words=words, answers={"pros": "06 12 34 56 78"})
    look_through(sqlite_doors, store, one)
    page = text(desk_of(sqlite_doors, owner).get(f"/desk/queue/{one}"))
    assert '&lt;b&gt;Quelle <mark class="seen"' in page
    assert "<b>Quelle" not in page
    for found in ("merde", "lea@example.com", "www.exemple.fr", "06 12 34 56 78"):
        assert f">{found}</mark>" in page


@pytest.mark.parametrize(
    ("signal", "places"), [("email", [0]), ("some", [0, 1]), ("none", [2]), ("", [0, 1, 2])]
)
def test_the_queue_is_narrowed_to_what_was_seen(
    sqlite_doors: Doors, signal: str, places: list[int]
) -> None:
    store, owner = make_desk(sqlite_doors)
    said = ("lea@example.com", "Quelle merde", "Très beau bol")
    ids = [
        waiting(sqlite_doors, store, f"{n}@example.com", words=one) for n, one in enumerate(said)
    ]
    for one in ids:
        look_through(sqlite_doors, store, one)
    page = text(desk_of(sqlite_doors, owner).get(f"/desk/queue?signal={signal}"))
    assert [n for n, one in enumerate(ids) if f'id="item-{one}"' in page] == places


def test_what_was_decided_meanwhile_is_not_looked_through(sqlite_doors: Doors) -> None:
    store, _ = make_desk(sqlite_doors)
    one = waiting(sqlite_doors, store, words="lea@example.com")
    with sqlite_doors.database.transaction() as session:
        session.execute(update(Submission).values(state=SubmissionState.APPROVED))
    assert look_through(sqlite_doors, store, one) == set()
