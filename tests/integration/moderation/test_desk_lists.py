"""What the queue's list shows, and how decisions fall by stars."""

from __future__ import annotations

import re
from datetime import timedelta

from core.doors import Doors
from core.states import SubmissionState
from tests.desks import desk_of, send
from tests.factories import NOW, make_customer, make_submission
from tests.integration.moderation.given_desk import ACTS, act, given, text

NARROWED: list[tuple[str, list[int]]] = [
    ("", [0, 1, 2]),
    ("order=newest", [2, 1, 0]),
    ("stars=1", [1]),
    ("stars=9", [0, 1, 2]),  # nonsense is left out
    ("q=raye+ÉMAIL", [0, 1, 2]),
    ("q=100%25", []),  # a wildcard is a letter like another
    ("q=élodie", [0, 1, 2]),
    ("state=approved", []),
    ("state=nonsense", [0, 1, 2]),
    ("moment=one_month", []),
    ("moment=after_purchase&kind=review&language=fr&media=no", [0, 1, 2]),
    ("media=yes", []),
    ("product=987654", []),
    ("after={first}", [1, 2]),
]


def test_what_the_list_is_narrowed_to(doors: Doors) -> None:
    desk = given(doors)
    client = desk_of(doors, desk.owner)
    for query, places in NARROWED:
        page = text(client.get(f"/desk/queue?{query.format(first=desk.ids[0])}"))
        found = re.findall(r'id="item-(\d+)"', page)
        assert found == [str(desk.ids[place]) for place in places], query


def test_acceptance_is_told_by_stars_and_warns_of_a_skew(doors: Doors) -> None:
    desk = given(doors)
    client = desk_of(doors, desk.owner)
    act(client, desk, "approve", {})
    send(client, desk.url("refuse", 1), {"version": 1, **ACTS["refuse"]})
    page = text(client.get("/desk/acceptance"))
    assert "not refused more often than four and five beyond what chance explains" in page
    with doors.database.transaction() as session:
        session.add(desk.store)
        customer = make_customer(session, desk.store, email="max@example.com")
        for number in range(12):
            make_submission(
                session,
                customer,
                rating=1 if number % 2 else 5,
                state=SubmissionState.REFUSED if number % 2 else SubmissionState.APPROVED,
                decided_at=NOW,
            )
        make_submission(
            session,
            customer,
            rating=5,
            state=SubmissionState.REFUSED,
            decided_at=NOW - timedelta(days=400),
        )
    page = text(client.get("/desk/acceptance"))
    assert "One and two stars are accepted less often (0%) than four and five (100%)" in page


def test_the_desk_tells_how_fast_it_decides_and_who(doors: Doors) -> None:
    desk = given(doors)
    client = desk_of(doors, desk.owner)
    assert "Nobody decided anything in this time." in text(client.get("/desk/insight"))
    act(client, desk, "approve", {})
    send(client, desk.url("refuse", 1), {"version": 1, **ACTS["refuse"]})
    send(client, desk.url("reopen", 1), {"version": 2})
    page = " ".join(re.sub("<[^>]+>", " ", text(client.get("/desk/insight"))).split())
    assert (
        "Half of what people decided was decided within 3 h, nineteen of twenty within 3 h" in page
    )
    assert "less than a day 2 1 to 3 days 0" in page
    assert f"{desk.owner.name} 2 1" in page
