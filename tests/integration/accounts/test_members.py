"""Inviting people, changing what they may do, and taking them off a store."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from core.doors import Doors
from core.mail import read_outbox
from core.models import Member, Membership, Store
from core.states import Role
from tests.desks import PASSWORD, desk_of, join, make_desk, send, sign_in, token_of, visitor
from tests.houses import clock_of

NEWCOMER = "noe.lambert@example.com"


def invite(client: FlaskClient, email: str = NEWCOMER, role: str = "moderator") -> TestResponse:
    form = {"email": email, "name": "Noé Lambert", "role": role}
    return send(client, "/desk/members", form)


def link_in(page: TestResponse) -> str:
    found = re.search(r'value="(http://vivavoce\.test/desk/invitation/[^"]+)"', page.text)
    return urlsplit(found[1]).path if found else ""


def choose(client: FlaskClient, link: str, password: str) -> TestResponse:
    token = token_of(client.get(link))
    return client.post(link, data={"csrf_token": token, "password": password})


def membership_of(doors: Doors, store: Store, email: str) -> Membership | None:
    with doors.database.reading() as rows:
        return rows.scalar(
            select(Membership)
            .join(Member)
            .where(Membership.store_id == store.id, Member.email == email)
        )


def test_an_invited_person_chooses_a_password_once_and_is_in(doors: Doors, tmp_path: Path) -> None:
    store, owner = make_desk(doors)
    link = link_in(invite(desk_of(doors, owner)))
    mails = read_outbox(tmp_path / "outbox")
    assert [mail.to for mail in mails] == [NEWCOMER]
    assert link in mails[0].text
    client = visitor(doors)
    assert choose(client, link, "une pluie de mai").status_code == 303
    assert client.get("/desk/account").status_code == 200
    assert visitor(doors).get(link).status_code == 410
    assert sign_in(visitor(doors), NEWCOMER, "une pluie de mai").status_code == 302
    membership = membership_of(doors, store, NEWCOMER)
    assert membership is not None
    assert membership.role is Role.MODERATOR


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("court", "at least 12 characters"),
        ("motdepasse1234", "Too many people"),
        ("aaaaaaaaaaaaaaaa", "Too many people"),
        ("noe.lambert1", "does not hold your address"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(
    sqlite_doors: Doors, password: str, told: str
) -> None:
    _, owner = make_desk(sqlite_doors)
    link = link_in(invite(desk_of(sqlite_doors, owner)))
    answer = choose(visitor(sqlite_doors), link, password)
    assert answer.status_code == 422
    assert told in answer.text


def test_an_invitation_dies_after_a_week_and_when_altered(sqlite_doors: Doors) -> None:
    _, owner = make_desk(sqlite_doors)
    link = link_in(invite(desk_of(sqlite_doors, owner)))
    assert visitor(sqlite_doors).get(link + "x").status_code == 404
    clock_of(sqlite_doors).move(timedelta(days=8))
    assert visitor(sqlite_doors).get(link).status_code == 410


def test_a_new_link_replaces_the_former(sqlite_doors: Doors) -> None:
    store, owner = make_desk(sqlite_doors)
    desk = desk_of(sqlite_doors, owner)
    first = link_in(invite(desk))
    invited = membership_of(sqlite_doors, store, NEWCOMER)
    assert invited is not None
    second = link_in(send(desk, f"/desk/members/{invited.member_id}/link", {}))
    assert visitor(sqlite_doors).get(first).status_code == 410
    assert visitor(sqlite_doors).get(second).status_code == 200


def test_a_member_of_another_store_joins_without_showing_a_link(doors: Doors) -> None:
    """Else an owner could choose the password of somebody who works elsewhere."""
    other, _ = make_desk(doors)
    with doors.database.transaction() as rows:
        pending = Member(email=NEWCOMER, fs_uniquifier="x" * 32, created_at=doors.now())
        rows.add(pending)
        rows.flush()
        rows.add(
            Membership(
                store_id=other.id, member_id=pending.id, role=Role.OWNER, created_at=doors.now()
            )
        )
    store, owner = make_desk(doors)
    page = invite(desk_of(doors, owner))
    assert membership_of(doors, store, NEWCOMER) is not None
    assert "/desk/invitation/" not in page.text


def test_nobody_is_invited_twice(sqlite_doors: Doors) -> None:
    _, owner = make_desk(sqlite_doors)
    answer = invite(desk_of(sqlite_doors, owner), owner.email)
    assert answer.status_code == 409
    assert "belongs to the store already" in answer.text


def test_who_is_removed_is_out_at_once_and_may_come_back(doors: Doors) -> None:
    store, owner = make_desk(doors)
    leaving = join(doors, store, Role.MODERATOR)
    desk, theirs = desk_of(doors, owner), desk_of(doors, leaving)
    assert send(desk, f"/desk/members/{leaving.id}/remove", {}).status_code == 303
    assert theirs.get("/desk/account").status_code == 302
    assert sign_in(visitor(doors), leaving.email).status_code == 200
    again = link_in(invite(desk, leaving.email))
    assert choose(visitor(doors), again, "un autre printemps").status_code == 303
    assert sign_in(visitor(doors), leaving.email, PASSWORD).status_code == 200


def test_a_store_keeps_an_owner(doors: Doors) -> None:
    _, owner = make_desk(doors)
    desk = desk_of(doors, owner)
    for path, form in (("role", {"role": "analyst"}), ("remove", {})):
        answer = send(desk, f"/desk/members/{owner.id}/{path}", form)
        assert answer.status_code == 409
        assert "at least one owner" in answer.text


def test_a_role_changes_what_is_open(sqlite_doors: Doors) -> None:
    store, owner = make_desk(sqlite_doors)
    other = join(sqlite_doors, store, Role.MODERATOR)
    theirs = desk_of(sqlite_doors, other)
    assert theirs.get("/desk/members").status_code == 403
    send(desk_of(sqlite_doors, owner), f"/desk/members/{other.id}/role", {"role": "owner"})
    assert theirs.get("/desk/members").status_code == 200


def test_members_of_another_store_are_as_unknown(doors: Doors) -> None:
    _, owner = make_desk(doors)
    _, stranger = make_desk(doors)
    desk = desk_of(doors, owner)
    for path, form in (("role", {"role": "analyst"}), ("remove", {}), ("link", {})):
        known = send(desk, f"/desk/members/{stranger.id}/{path}", form)
        unknown = send(desk, f"/desk/members/987654/{path}", form)
        assert known.status_code == unknown.status_code == 404


def test_a_changed_password_ends_every_other_session(doors: Doors) -> None:
    _, member = make_desk(doors)
    here, elsewhere = desk_of(doors, member), desk_of(doors, member)
    form = {"present": PASSWORD, "password": "trois petits ponts"}
    assert send(here, "/desk/account/password", form).status_code == 303
    assert here.get("/desk/account").status_code == 200
    assert elsewhere.get("/desk/account").status_code == 302
    wrong = send(here, "/desk/account/password", {**form, "password": "quatre petits ponts"})
    assert wrong.status_code == 422


def test_a_member_chooses_the_language_of_the_desk(sqlite_doors: Doors) -> None:
    _, member = make_desk(sqlite_doors)
    desk = desk_of(sqlite_doors, member)
    send(desk, "/desk/account/language", {"language": "fr"})
    assert '<html lang="fr"' in desk.get("/desk/account").text


def test_a_member_of_two_stores_changes_between_them_and_nowhere_else(doors: Doors) -> None:
    _, member = make_desk(doors, name="Atelier Nord")
    second, _ = make_desk(doors, name="Atelier Sud")
    stranger, _ = make_desk(doors)
    with doors.database.transaction() as rows:
        rows.add(
            Membership(
                store_id=second.id, member_id=member.id, role=Role.ANALYST, created_at=doors.now()
            )
        )
    desk = desk_of(doors, member)
    assert "Atelier Nord" in desk.get("/desk/account").text
    assert send(desk, "/desk/store", {"store": second.key}).status_code == 303
    assert "<title>Your account · Atelier Sud" in desk.get("/desk/account").text
    assert send(desk, "/desk/store", {"store": stranger.key}).status_code == 404
