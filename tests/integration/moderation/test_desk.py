"""The desk over HTTP: who may do what, what a page answers, and what no page can ever do."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from core.doors import Doors
from core.models import Decision, Reply, SubmissionLabel
from core.states import Label, Role, SubmissionState
from tests.desks import desk_of, join, send
from tests.integration.moderation.given_desk import ACTS, FRAGMENT, act, given, text


def test_the_first_waiting_submission_is_open_and_read_as_text(doors: Doors) -> None:
    desk = given(doors)
    page = text(desk_of(doors, desk.owner).get("/desk/queue"))
    assert f'data-opened="{desk.ids[0]}"' in page
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;" in page
    assert "<b>&" not in page
    assert re.findall(r'id="item-(\d+)"', page) == [str(key) for key in desk.ids]


def test_the_desk_begins_with_the_queue(sqlite_doors: Doors) -> None:
    desk = given(sqlite_doors)
    answer = desk_of(sqlite_doors, desk.owner).get("/desk/")
    assert (answer.status_code, answer.location) == (302, "/desk/queue?state=waiting")


def test_a_decision_opens_the_next_and_offers_to_undo(doors: Doors) -> None:
    desk = given(doors)
    client = desk_of(doors, desk.owner)
    answer = act(client, desk, "approve", {})
    assert answer.status_code == 303
    page = text(client.get(answer.location))
    assert f'data-opened="{desk.ids[1]}"' in page
    assert f'action="{desk.url("reopen")}' in page
    version = desk.row().version
    assert act(client, desk, "reopen", {}, version).status_code == 303
    assert desk.row().state is SubmissionState.WAITING


def test_a_fragment_brings_the_next_submission_and_the_counts(sqlite_doors: Doors) -> None:
    desk = given(sqlite_doors)
    client = desk_of(sqlite_doors, desk.owner)
    token = re.search(r'name="csrf_token" value="([^"]+)"', text(client.get("/desk/queue")))
    assert token
    answer = client.post(
        desk.url("approve"), data={"csrf_token": token[1], "version": 1}, headers=FRAGMENT
    )
    assert answer.headers["HX-Replace-Url"].startswith(desk.url(place=1))
    assert "<html" not in text(answer)
    assert f'id="item-{desk.ids[0]}" hx-swap-oob="delete"' in text(answer)
    assert 'data-waiting="2"' in text(answer)


def test_when_nothing_is_left_the_desk_says_so(sqlite_doors: Doors) -> None:
    desk = given(sqlite_doors)
    client = desk_of(sqlite_doors, desk.owner)
    for place in range(3):
        send(client, desk.url("approve", place), {"version": 1})
    assert "Nothing waits." in text(client.get("/desk/queue"))


def test_the_second_member_is_told_what_the_first_did(doors: Doors) -> None:
    desk = given(doors)
    noa = join(doors, desk.store, Role.MODERATOR, name="Noa Stein")
    act(desk_of(doors, desk.owner), desk, "approve", {})
    answer = act(desk_of(doors, noa), desk, "refuse", ACTS["refuse"])
    assert answer.status_code == 409
    assert "Camille Roche approved this in the meantime." in text(answer)
    assert desk.row().state is SubmissionState.APPROVED


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", list(ACTS))
def test_only_owners_and_moderators_decide(sqlite_doors: Doors, role: Role, name: str) -> None:
    desk = given(sqlite_doors)
    client = desk_of(sqlite_doors, join(sqlite_doors, desk.store, role))
    answer = act(client, desk, name, ACTS[name])
    may = role in (Role.OWNER, Role.MODERATOR)
    assert answer.status_code == (303 if may else 403)
    with sqlite_doors.database.reading() as session:
        assert len(session.scalars(select(Decision)).all()) == may


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    ("path", "is_for_deciders"),
    [
        ("/desk/queue", False),
        ("/desk/queue?state=all", False),
        ("{one}", False),
        ("/desk/acceptance", False),
        ("{one}/refuse", True),
        ("/desk/queue/selected?id={id}", True),
    ],
)
def test_everyone_reads_and_sees_only_their_controls(
    sqlite_doors: Doors, role: Role, path: str, is_for_deciders: bool
) -> None:
    desk = given(sqlite_doors)
    client = desk_of(sqlite_doors, join(sqlite_doors, desk.store, role))
    answer = client.get(path.format(one=desk.url(), id=desk.ids[0]))
    may = role in (Role.OWNER, Role.MODERATOR)
    assert answer.status_code == (403 if is_for_deciders and not may else 200)
    if not may:
        assert 'class="verdict' not in text(answer)
        assert "queue__choose" not in text(answer)
        assert "Reply in public" not in text(answer)


@pytest.mark.parametrize("name", ["", *ACTS, "reopen"])
def test_a_submission_of_another_store_is_not_there(sqlite_doors: Doors, name: str) -> None:
    desk, other = given(sqlite_doors), given(sqlite_doors)
    client = desk_of(sqlite_doors, other.owner)
    told = []
    for key in (desk.ids[0], 987654):
        path = f"/desk/queue/{key}" + (f"/{name}" if name else "")
        form = {"version": 1, **ACTS.get(name, {})}
        answer = send(client, path, form) if name else client.get(path)
        assert answer.status_code == 404
        told.append(re.sub(r"<code>\w+</code>|\w{40,}|\d{3,}", "", text(answer)))
    assert "There is no such submission." in told[0]
    assert desk.row().state is SubmissionState.WAITING


def test_the_list_of_one_store_holds_nothing_of_another(sqlite_doors: Doors) -> None:
    desk, other = given(sqlite_doors), given(sqlite_doors)
    page = text(desk_of(sqlite_doors, other.owner).get("/desk/queue?state=all"))
    assert not {str(key) for key in desk.ids} & set(re.findall(r'id="item-(\d+)"', page))


@pytest.mark.parametrize(
    "form",
    [
        {"ground": "negative", "note": "One star."},  # no such ground, by construction
        {"ground": "", "note": "An advert."},
        {"ground": "spam", "note": "  "},  # the author must be told why
    ],
)
def test_a_refusal_needs_a_ground_and_a_reason(sqlite_doors: Doors, form: dict[str, str]) -> None:
    desk = given(sqlite_doors)
    answer = act(desk_of(sqlite_doors, desk.owner), desk, "refuse", form)
    assert answer.status_code == 422
    assert desk.row().state is SubmissionState.WAITING


@pytest.mark.parametrize("name", [*ACTS, "reopen"])
def test_no_act_touches_what_the_customer_gave(sqlite_doors: Doors, name: str) -> None:
    """Rule 9: whatever a form of the desk is made to say, words and stars stay."""
    desk = given(sqlite_doors)
    client = desk_of(sqlite_doors, desk.owner)
    forged = {"words": "Perfect!", "title": "Perfect", "rating": "5", "answers": "{}", "ref": "x"}
    before = desk.row(1)
    if name == "reopen":
        send(client, desk.url("refuse", 1), {"version": 1, **ACTS["refuse"]})
    version = desk.row(1).version
    answer = send(client, desk.url(name, 1), {**ACTS.get(name, {}), **forged, "version": version})
    assert answer.status_code == 303
    after = desk.row(1)
    kept = ("words", "title", "rating", "answers", "ref", "display_name", "submitted_at")
    assert [getattr(after, one) for one in kept] == [getattr(before, one) for one in kept]


def test_an_act_without_the_token_is_refused(sqlite_doors: Doors) -> None:
    desk = given(sqlite_doors)
    client = desk_of(sqlite_doors, desk.owner)
    assert client.post(desk.url("approve"), data={"version": 1}).status_code == 400
    assert desk.row().state is SubmissionState.WAITING


def test_following_a_link_decides_nothing(sqlite_doors: Doors) -> None:
    desk = given(sqlite_doors)
    client = desk_of(sqlite_doors, desk.owner)
    for name in ("approve", "reopen", "label", "reply"):
        assert client.get(desk.url(name)).status_code == 405
    client.get(desk.url("refuse"))
    client.get(f"/desk/queue/selected?id={desk.ids[0]}")
    assert desk.row().state is SubmissionState.WAITING


def test_several_are_approved_after_a_look(doors: Doors) -> None:
    desk = given(doors)
    client = desk_of(doors, desk.owner)
    chosen = "&".join(f"id={key}" for key in desk.ids)
    page = text(client.get(f"/desk/queue/selected?{chosen}"))
    seen = re.findall(r'name="seen" value="([^"]+)"', page)
    assert seen == [f"{key}.1" for key in desk.ids]
    send(client, desk.url("refuse", 1), {"version": 1, **ACTS["refuse"]})
    answer = send(client, "/desk/queue/selected", {"seen": seen})
    page = text(client.get(answer.location))
    assert "2 approved." in page
    assert "was left alone" in page
    assert [desk.row(place).state for place in range(3)] == [
        SubmissionState.APPROVED,
        SubmissionState.REFUSED,
        SubmissionState.APPROVED,
    ]


def test_labels_and_replies_stay_on_the_submission(doors: Doors) -> None:
    desk = given(doors)
    client = desk_of(doors, desk.owner)
    for name in ("label", "reply"):
        answer = act(client, desk, name, ACTS[name])
        assert answer.location.startswith(desk.url())
    page = text(client.get(desk.url()))
    assert "Thank you." in page
    with doors.database.reading() as session:
        assert session.scalars(select(SubmissionLabel.label)).all() == [Label.REWARDED]
        assert session.scalars(select(Reply.author)).all() == ["Camille Roche"]
    act(client, desk, "label", {"label": "rewarded", "is_off": "1"})
    with doors.database.reading() as session:
        assert session.scalars(select(SubmissionLabel)).all() == []
