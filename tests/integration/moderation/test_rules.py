"""Rules publish what is clean, once, whatever its stars, and never what a person took back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core import events as e
from core.doors import Doors
from core.models import Decision, PublicationRule, Store, Submission
from core.states import Role, SubmissionState
from moderation import handlers, jobs
from moderation.operations.deciding import refuse, reopen
from moderation.operations.ruling import Written, write_rule
from moderation.policy import Actor
from moderation.queries.rules import rule_of, rules_of, tried
from tests.desks import desk_of, join, make_desk, send
from tests.factories import NOW, make_customer, make_product, make_submission
from tests.integration.moderation.given_desk import text

RULE = Written("Clean", needs_verified=False, moments=(), pictures="any", ignored=())
MEMBER = Actor("member:7", "Camille")


def given(doors: Doors, *said: tuple[int, str]) -> tuple[Store, list[int]]:
    store, _ = make_desk(doors)
    with doors.database.transaction() as session:
        session.add(store)
        write_rule(session, store.id, RULE, None, NOW)
        customer, product = make_customer(session, store), make_product(session, store)
        rows = [
            make_submission(session, customer, product=product, rating=rating, words=words)
            for rating, words in said
        ]
        return store, [row.id for row in rows]


def states(doors: Doors) -> list[SubmissionState]:
    with doors.database.reading() as rows:
        return list(rows.scalars(select(Submission.state).order_by(Submission.id)))


def test_what_is_clean_is_published_whatever_its_stars_and_the_log_names_the_rule(
    doors: Doors,
) -> None:
    store, ids = given(doors, (5, "Beau bol"), (1, "Vilain bol"), (5, "Voir www.exemple.fr"))
    for one in ids * 2:
        handlers.screen(doors, e.SubmissionReady(store.id, one))
    assert jobs.screen_unscreened(doors) == 0
    assert states(doors) == [*[SubmissionState.APPROVED] * 2, SubmissionState.WAITING]
    with doors.database.reading() as rows:
        lines = rows.scalars(select(Decision).order_by(Decision.number)).all()
        assert [(one.submission_id, one.actor_name) for one in lines] == [
            (ids[0], "Clean"),
            (ids[1], "Clean"),
        ]
        assert {one.actor.partition(":")[0] for one in lines} == {"rule"}
        assert lines[0].note.startswith("Clean (verified: not needed; moments: any;")


def test_what_a_person_put_back_is_no_rules_to_publish(doors: Doors) -> None:
    _, ids = given(doors, (5, "Beau bol"))
    with doors.database.transaction() as session:
        row = session.get_one(Submission, ids[0])
        refuse(session, row, "spam", "Une annonce.", MEMBER, NOW)  # type: ignore[arg-type] # its value
        reopen(session, row, MEMBER, NOW)
    assert jobs.screen_unscreened(doors) == 1
    assert states(doors) == [SubmissionState.WAITING]


def test_a_rule_that_is_off_publishes_nothing(doors: Doors) -> None:
    store, ids = given(doors, (5, "Beau bol"))
    with doors.database.transaction() as session:
        session.scalars(select(PublicationRule)).one().is_on = False
    handlers.screen(doors, e.SubmissionReady(store.id, ids[0]))
    assert states(doors) == [SubmissionState.WAITING]


def test_a_rule_is_tried_on_what_people_decided(doors: Doors) -> None:
    store, ids = given(doors, (5, "Beau bol"), (1, "Vilain bol"), (4, "Voir www.exemple.fr"))
    with doors.database.transaction() as session:
        session.scalars(select(PublicationRule)).one().is_on = False
    jobs.screen_unscreened(doors)
    with doors.database.transaction() as session:
        for one in ids:
            refuse(session, session.get_one(Submission, one), "spam", "Non.", MEMBER, NOW)  # type: ignore[arg-type] # its value
    with doors.database.reading() as session:
        (found,) = tried(session, store.id, [rule_of(row) for row in rules_of(session, store.id)])
    assert (found.published, found.refused, found.of) == (2, 2, 3)


def test_an_owner_writes_switches_and_removes_a_rule(sqlite_doors: Doors) -> None:
    _, owner = make_desk(sqlite_doors)
    desk = desk_of(sqlite_doors, owner)
    form = {"name": "  Clean  ones ", "pictures": "without", "moments": "event", "ignored": "link"}
    assert send(desk, "/desk/rules/new", form).status_code == 302
    with sqlite_doors.database.reading() as rows:
        row = rows.scalars(select(PublicationRule)).one()
    assert (row.name, row.needs_verified, row.moments) == ("Clean ones", False, ["event"])
    assert (row.pictures, row.ignored, row.is_on) == ("without", ["link"], True)
    page = text(desk.get("/desk/rules"))
    assert "Clean ones" in page
    assert "A link" in page
    assert "At an event" in text(desk.get(f"/desk/rules/{row.id}"))
    assert send(desk, f"/desk/rules/{row.id}/switch", {}).status_code == 302
    assert (
        send(desk, f"/desk/rules/{row.id}", {"name": "Two", "pictures": "any"}).status_code == 302
    )
    with sqlite_doors.database.reading() as rows:
        again = rows.scalars(select(PublicationRule)).one()
        assert (again.name, again.is_on, again.moments) == ("Two", False, [])
    assert send(desk, f"/desk/rules/{row.id}/remove", {}).status_code == 302
    assert "There is no rule" in text(desk.get("/desk/rules"))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"rating": "5"}, "cannot look at the stars"),
        ({"min_stars": "4"}, "cannot look at the stars"),
        ({"name": " "}, "Give it a name"),
        ({"moments": "christmas"}, "Choose among what is offered"),
        ({"pictures": "nude"}, "Choose among what is offered"),
        ({"ignored": "stars_and_words"}, "Choose among what is offered"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_and_nothing_typed_is_lost(
    sqlite_doors: Doors, more: dict[str, str], said: str
) -> None:
    _, owner = make_desk(sqlite_doors)
    form = {"name": "Mine", "needs_verified": "y", "pictures": "with"} | more
    answer = send(desk_of(sqlite_doors, owner), "/desk/rules/new", form)
    assert answer.status_code == 422
    assert said in text(answer)
    assert ('value="Mine"' in text(answer)) == ("name" not in more)


def test_only_owners_write_rules(sqlite_doors: Doors) -> None:
    store, _ = make_desk(sqlite_doors)
    for role, status in ((Role.MODERATOR, 200), (Role.AUDITOR, 200), (Role.ANALYST, 403)):
        desk = desk_of(sqlite_doors, join(sqlite_doors, store, role, email=f"{role}@x.example"))
        assert desk.get("/desk/rules").status_code == status
        assert send(desk, "/desk/rules/new", {"name": "x"}).status_code == 403
