"""An author contests a refusal; somebody else decides, and everybody is told once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.factory import create_app
from collection.operations.erasing import erase_words
from core import events as e
from core.doors import Doors
from core.mail import read_outbox
from core.models import Contest, Decision, Letter, Outcome, Store, Submission
from core.signing import mint_link
from core.states import Ground, LetterKind, LinkPurpose, Role, SubmissionState
from moderation import handlers
from moderation.jobs import release_letters
from moderation.operations.deciding import refuse
from moderation.policy import Actor
from moderation.queries.log import verify_log
from tests.desks import desk_of, join, make_desk, send
from tests.factories import NOW
from tests.houses import clock_of
from tests.integration.moderation.given_desk import text
from tests.integration.moderation.test_screening import waiting
from widgets.queries.transparency import figures_of

WORDS = "Ce n'est pas de la publicité : j'ai acheté ce bol.\n\nRegardez ma commande."


def refused(doors: Doors, by: Actor, language: str = "en") -> tuple[Store, int, str]:
    """A refused review of the store `make_desk` made, and its author's page."""
    with doors.database.reading() as session:
        store = session.scalars(select(Store)).one()
    one = waiting(doors, store, "lea@client.example")
    with doors.database.transaction() as session:
        row = session.get_one(Submission, one)
        row.customer.language = language
        refuse(session, row, Ground.SPAM, "Sells something.", by, NOW)
        token = mint_link(
            session,
            LinkPurpose.STATUS,
            store_id=store.id,
            customer_id=row.customer_id,
            submission_id=one,
            now=NOW,
        )
        return store, one, f"/s/{token}/contest?what={row.ref}"


def contests(doors: Doors) -> list[Contest]:
    with doors.database.reading() as rows:
        return list(rows.scalars(select(Contest).order_by(Contest.id)))


def letters(doors: Doors, *kinds: LetterKind) -> list[Letter]:
    with doors.database.reading() as rows:
        return list(rows.scalars(select(Letter).where(Letter.kind.in_(kinds)).order_by(Letter.id)))


def test_an_author_contests_once_and_gets_a_receipt_once(doors: Doors) -> None:
    _, owner = make_desk(doors)
    store, _, page = refused(doors, Actor(f"member:{owner.id}", owner.name))
    client = create_app(doors).test_client()
    shown = client.get(page).text
    assert "Sells something." in shown
    assert "Contest it" in client.get(page.split("/contest")[0]).text
    for words in (WORDS.replace("\n", "\r\n"), "Again."):
        assert client.post(page, data={"words": words}).status_code == 303
    (row,) = contests(doors)
    assert (row.words, row.due_at) == (WORDS, NOW + timedelta(days=14))
    for _ in range(2):
        handlers.write_receipt(doors, e.RefusalContested(store.id, row.id))
    assert len(letters(doors, LetterKind.CONTESTED)) == 1
    status = client.get(page.split("/contest")[0]).text
    assert "You contested this on" in status
    assert "Contest it" not in status


@pytest.mark.parametrize(
    ("words", "late", "status", "said"),
    [
        (" ", 0, 422, "Say why, in a sentence or two."),
        ("x" * 2001, 0, 422, "2,000 characters at most"),
        ("Wrong.", 200, 409, "six months; these are over"),
    ],
)
def test_what_cannot_be_contested_is_said_and_nothing_typed_is_lost(
    sqlite_doors: Doors, words: str, late: int, status: int, said: str
) -> None:
    _, owner = make_desk(sqlite_doors)
    _, _, page = refused(sqlite_doors, Actor(f"member:{owner.id}"))
    clock_of(sqlite_doors).move(timedelta(days=late))
    answer = create_app(sqlite_doors).test_client().post(page, data={"words": words})
    assert answer.status_code == status
    assert said in answer.text
    assert words.strip() in answer.text
    assert contests(sqlite_doors) == []


def contested(doors: Doors, by: Actor) -> tuple[Store, int, int]:
    store, one, page = refused(doors, by)
    create_app(doors).test_client().post(page, data={"words": WORDS})
    return store, one, contests(doors)[0].id


def test_somebody_else_decides_and_the_author_is_told_why(doors: Doors) -> None:
    store, owner = make_desk(doors)
    _, one, number = contested(doors, Actor(f"member:{owner.id}", owner.name))
    other = join(doors, store, Role.MODERATOR, email="max@maison.example", name="Max")
    form = {"outcome": "reversed", "note": ""}
    mine = desk_of(doors, owner)
    assert "somebody else decides" in text(send(mine, f"/desk/contests/{number}", form))
    theirs = desk_of(doors, other)
    assert "j&#39;ai acheté ce bol" in text(theirs.get("/desk/contests"))
    assert "It was wrong: publish" in text(theirs.get(f"/desk/queue/{one}?state=all"))
    assert send(theirs, f"/desk/contests/{number}", form).status_code == 303
    assert send(theirs, f"/desk/contests/{number}", form).status_code == 409
    (row,) = contests(doors)
    assert (row.outcome, row.settled_by, row.is_same_person) == (Outcome.REVERSED, "Max", False)
    with doors.database.reading() as session:
        assert session.get_one(Submission, one).state is SubmissionState.APPROVED
        lines = session.scalars(select(Decision.action).order_by(Decision.number)).all()
        assert lines == ["refused", "reversed", "approved"]
        assert verify_log(session, store.id) is None
        figures = figures_of(session, store.id, NOW).contests
        assert (figures.received, figures.upheld, figures.reversed, figures.late) == (1, 0, 1, 0)
    for _ in range(2):
        handlers.write_outcome(doors, e.ContestSettled(store.id, number))
        handlers.write_published(doors, e.SubmissionApproved(store.id, one))
    clock_of(doors).move(timedelta(minutes=5))
    release_letters(doors)
    for letter in letters(doors, LetterKind.SETTLED, LetterKind.PUBLISHED):
        handlers.send_letter(doors, e.LetterWritten(store.id, letter.id))
    (mail,) = read_outbox(Path(doors.settings.mail_url.removeprefix("outbox://")))
    assert "published after all" in mail.subject


def test_a_refusal_that_stands_needs_a_reason_and_the_only_member_may_decide(
    doors: Doors,
) -> None:
    _, owner = make_desk(doors)
    _, one, number = contested(doors, Actor(f"member:{owner.id}", owner.name))
    desk = desk_of(doors, owner)
    form = {"outcome": "upheld", "note": " "}
    refused_ = send(desk, f"/desk/contests/{number}", form)
    assert refused_.status_code == 422
    assert "Say in a sentence why it stands" in text(refused_)
    assert send(desk, f"/desk/contests/{number}", {"outcome": "maybe"}).status_code == 422
    form["note"] = "It names a shop and a price, and nothing of the bowl."
    assert send(desk, f"/desk/contests/{number}", form).status_code == 303
    (row,) = contests(doors)
    assert (row.outcome, row.is_same_person) == (Outcome.UPHELD, True)
    with doors.database.reading() as session:
        assert session.get_one(Submission, one).state is SubmissionState.REFUSED


def test_who_does_not_decide_settles_nothing(sqlite_doors: Doors) -> None:
    store, owner = make_desk(sqlite_doors)
    _, _, number = contested(sqlite_doors, Actor(f"member:{owner.id}", owner.name))
    for role, status in ((Role.AUDITOR, 200), (Role.ANALYST, 403)):
        desk = desk_of(sqlite_doors, join(sqlite_doors, store, role, email=f"{role}@x.example"))
        assert desk.get("/desk/contests").status_code == status
        assert send(desk, f"/desk/contests/{number}", {"outcome": "upheld"}).status_code == 403


def test_what_an_erased_author_said_against_a_refusal_goes_too(doors: Doors) -> None:
    store, owner = make_desk(doors)
    _, one, _ = contested(doors, Actor(f"member:{owner.id}", owner.name))
    with doors.database.transaction() as session:
        row = session.get_one(Submission, one)
        erase_words(session, store.id, row.customer_id, NOW)
    (left,) = contests(doors)
    assert left.words == ""
    assert "Nobody contests anything." in text(desk_of(doors, owner).get("/desk/contests"))
