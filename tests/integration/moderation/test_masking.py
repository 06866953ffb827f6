"""Personal data is hidden from all but those who decide; the words stay, the author is told."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core import events as e
from core.doors import Doors
from core.models import Decision, Letter, Mask, Submission
from core.states import Ground, LetterKind, LetterState, Role
from moderation import handlers
from moderation.operations.deciding import approve
from moderation.policy import Actor
from tests.desks import desk_of, join, make_desk, send
from tests.factories import NOW
from tests.integration.moderation.given_desk import FRAGMENT, text
from tests.integration.moderation.test_screening import look_through, waiting
from widgets.queries.given import given_about

WORDS = "Écrivez à lea@example.com 👍 ou à Léa Martin."
MEMBER = Actor("member:7", "Camille")


def shown(doors: Doors, submission_id: int) -> tuple[str, str]:
    """The words as kept, and as shoppers read them."""
    with doors.database.reading() as session:
        row = session.get_one(Submission, submission_id)
        public = given_about(session, row.store_id, row.product_id)
        return row.words or "", public[0].words


def masks(doors: Doors) -> list[tuple[str, int, int]]:
    with doors.database.reading() as rows:
        return [(one.field, one.start, one.end) for one in rows.scalars(select(Mask))]


def test_what_screening_saw_is_masked_by_one_key_and_shown_again(doors: Doors) -> None:
    store, owner = make_desk(doors)
    one = waiting(doors, store, words=WORDS)
    look_through(doors, store, one)
    desk = desk_of(doors, owner)
    page = f"/desk/queue/{one}"
    assert send(desk, f"{page}/mask", {"version": 1}, page).status_code == 303
    assert masks(doors) == [("words", 10, 25)]
    assert shown(doors, one) == (WORDS, "Écrivez à [masqué] 👍 ou à Léa Martin.")
    assert '<mark class="masked" title="Readers see a mask here">lea@example.com' in text(
        desk.get(page)
    )
    with doors.database.reading() as rows:
        line = rows.scalars(select(Decision)).one()
        assert (line.action, line.ground) == ("masked", Ground.PERSONAL_DATA)
        assert line.note == "words 10–25"
    assert send(desk, f"{page}/mask", {"version": 1, "is_off": 1}, page).status_code == 303
    assert masks(doors) == []
    assert shown(doors, one) == (WORDS, WORDS)


def test_a_selected_part_is_masked_and_joins_what_it_touches(sqlite_doors: Doors) -> None:
    store, owner = make_desk(sqlite_doors)
    one = waiting(sqlite_doors, store, words=WORDS, answers={"pros": "Marc, au magasin"})
    desk, page = desk_of(sqlite_doors, owner), f"/desk/queue/{one}"
    for field, start, end in (("words", 33, 43), ("words", 30, 34), ("answers.pros", 0, 4)):
        form = {"version": 1, "field": field, "start": start, "end": end}
        assert send(desk, f"{page}/mask", form, page).status_code == 303
    assert sorted(masks(sqlite_doors)) == [("answers.pros", 0, 4), ("words", 30, 43)]
    with sqlite_doors.database.reading() as session:
        row = session.get_one(Submission, one)
        (public,) = given_about(session, store.id, row.product_id)
    assert public.answers == {"pros": "[masqué], au magasin"}


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        ({}, 409, "There is nothing to mask here"),
        ({"is_off": 1}, 409, "Nothing is masked here"),
        ({"field": "words", "start": 0, "end": 999}, 422, "not in the words"),
        ({"field": "words", "start": -4, "end": 3}, 422, "not in the words"),
        ({"field": "words", "start": "x", "end": ""}, 422, "not in the words"),
        ({"field": "rating", "start": 0, "end": 1}, 422, "not in the words"),
        ({"field": "words", "start": 0, "end": 201}, 422, "200 characters at most"),
        ({"version": 9}, 409, "changed in the meantime"),
    ],
)
def test_what_cannot_be_masked_is_said(
    sqlite_doors: Doors, form: dict[str, object], status: int, said: str
) -> None:
    store, owner = make_desk(sqlite_doors)
    one = waiting(sqlite_doors, store, words="Très beau bol. " * 30)
    desk, page = desk_of(sqlite_doors, owner), f"/desk/queue/{one}"
    answer = send(desk, f"{page}/mask", {"version": 1} | form, page)
    assert answer.status_code == status
    assert said in text(answer)
    assert masks(sqlite_doors) == []


def test_who_does_not_decide_masks_nothing(sqlite_doors: Doors) -> None:
    store, _ = make_desk(sqlite_doors)
    one = waiting(sqlite_doors, store, words=WORDS)
    desk = desk_of(sqlite_doors, join(sqlite_doors, store, Role.ANALYST, email="a@x.example"))
    assert send(desk, f"/desk/queue/{one}/mask", {"version": 1}).status_code == 403
    assert "data-masking" not in text(desk.get(f"/desk/queue/{one}", headers=FRAGMENT))


def test_the_author_is_told_once_what_is_masked_and_why(doors: Doors) -> None:
    store, owner = make_desk(doors)
    one = waiting(doors, store, words=WORDS)
    look_through(doors, store, one)
    desk = desk_of(doors, owner)
    send(desk, f"/desk/queue/{one}/mask", {"version": 1}, f"/desk/queue/{one}")
    with doors.database.transaction() as session:
        line = session.scalars(select(Decision)).one()
        approve(session, session.get_one(Submission, one), MEMBER, NOW)
    for _ in range(2):
        handlers.write_masking(doors, e.SubmissionMasked(store.id, one, line.id))
    with doors.database.reading() as rows:
        letter = rows.scalars(select(Letter).where(Letter.kind == LetterKind.MASKED)).one()
        assert letter.state is LetterState.WAITING
