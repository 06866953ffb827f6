"""Signing in and out: who gets in, who does not, and what each is told."""

from __future__ import annotations

import pytest
from argon2 import extract_parameters
from sqlalchemy import update

from core.doors import Doors
from core.models import Member
from tests.desks import desk_of, make_desk, send, sign_in, token_of, visitor

WRONG = "do not go together"


def test_a_member_signs_in_and_reaches_the_desk(doors: Doors) -> None:
    _, member = make_desk(doors)
    answer = sign_in(visitor(doors), member.email.upper())
    assert answer.status_code == 302
    assert answer.location == "/desk/"
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "SameSite=Lax" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize(
    ("email", "password", "why"),
    [
        (None, "not the password", "a wrong password"),
        ("nobody@example.com", "sept cailloux blancs", "an unknown address"),
        ("not an address", "sept cailloux blancs", "no address at all"),
        (None, "", "no password"),
        (None, "x" * 5000, "a password too long to be one"),
    ],
)
def test_every_refusal_is_told_in_the_same_words(
    doors: Doors, email: str | None, password: str, why: str
) -> None:
    _, member = make_desk(doors)
    page = sign_in(visitor(doors), email or member.email, password).get_data(as_text=True)
    assert page.count(WRONG) == 1, why


def test_a_member_switched_off_is_refused_like_a_stranger(sqlite_doors: Doors) -> None:
    _, member = make_desk(sqlite_doors)
    with sqlite_doors.database.transaction() as rows:
        rows.execute(update(Member).values(active=False))
    assert WRONG in sign_in(visitor(sqlite_doors), member.email).get_data(as_text=True)


def test_a_member_switched_off_is_out_at_once(sqlite_doors: Doors) -> None:
    _, member = make_desk(sqlite_doors)
    client = desk_of(sqlite_doors, member)
    with sqlite_doors.database.transaction() as rows:
        rows.execute(update(Member).values(active=False))
    assert client.get("/desk/members").status_code == 302


@pytest.mark.parametrize(
    ("following", "where"),
    [
        ("/desk/members?", "/desk/members"),
        ("/desk/queue?state=approved", "/desk/queue?state=approved"),
        ("https://evil.example/", "/desk/"),
        ("//evil.example", "/desk/"),
        ("/\\evil.example", "/desk/"),
        ("\\\\evil.example", "/desk/"),
        ("///evil.example", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
        ("/\t/evil.example", "/desk/"),
        ("http:evil.example", "/desk/"),
    ],
)
def test_signing_in_leads_nowhere_else(sqlite_doors: Doors, following: str, where: str) -> None:
    _, member = make_desk(sqlite_doors)
    assert sign_in(visitor(sqlite_doors), member.email, next=following).location == where


def test_a_form_without_its_token_is_refused_with_a_page(sqlite_doors: Doors) -> None:
    _, member = make_desk(sqlite_doors)
    client = visitor(sqlite_doors)
    answer = client.post("/desk/sign-in", data={"email": member.email, "password": "x"})
    assert answer.status_code == 400
    assert "reload the page" in answer.get_data(as_text=True)


def test_the_eleventh_attempt_in_a_minute_waits(sqlite_doors: Doors) -> None:
    _, member = make_desk(sqlite_doors)
    client = visitor(sqlite_doors)
    form = {"csrf_token": token_of(client.get("/desk/sign-in")), "email": member.email}
    said = [
        client.post("/desk/sign-in", data=form | {"password": f"guess {n}"}).status_code
        for n in range(11)
    ]
    assert said == [200] * 10 + [429]


def test_guesses_at_one_account_are_counted_over_all_addresses(sqlite_doors: Doors) -> None:
    _, member = make_desk(sqlite_doors)
    client = visitor(sqlite_doors)
    form = {"csrf_token": token_of(client.get("/desk/sign-in")), "email": member.email}
    said = [
        client.post(
            "/desk/sign-in",
            data=form | {"password": f"guess {n}"},
            environ_base={"REMOTE_ADDR": f"192.0.2.{n}"},
        ).status_code
        for n in range(11)
    ]
    assert said == [200] * 10 + [429]


def test_a_session_planted_before_sign_in_is_worth_nothing(sqlite_doors: Doors) -> None:
    _, member = make_desk(sqlite_doors)
    client = visitor(sqlite_doors)
    client.get("/desk/sign-in")
    planted = client.get_cookie("vivavoce")
    assert planted is not None
    sign_in(client, member.email)
    client.set_cookie("vivavoce", planted.value)
    assert client.get("/desk/members").status_code == 302


def test_signing_out_takes_a_post_and_ends_the_session(sqlite_doors: Doors) -> None:
    _, member = make_desk(sqlite_doors)
    client = desk_of(sqlite_doors, member)
    assert client.get("/desk/sign-out").status_code == 405
    assert send(client, "/desk/sign-out", {}).location == "/desk/sign-in"
    assert client.get("/desk/members").status_code == 302


def test_passwords_are_kept_as_argon2id(sqlite_doors: Doors) -> None:
    _, member = make_desk(sqlite_doors)
    kept = extract_parameters(member.password or "")
    assert kept.type.name == "ID"
    assert (kept.memory_cost, kept.time_cost) == (19_456, 2)
