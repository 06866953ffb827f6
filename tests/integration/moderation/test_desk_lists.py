"""What the queue's list shows, and how decisions fall by stars."""

from __future__ import annotations

import re

from core.doors import Doors
from tests.desks import desk_of, send
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


def test_acceptance_is_told_by_stars(doors: Doors) -> None:
    desk = given(doors)
    client = desk_of(doors, desk.owner)
    act(client, desk, "approve", {})
    send(client, desk.url("refuse", 1), {"version": 1, **ACTS["refuse"]})
    page = text(client.get("/desk/acceptance"))
    assert "The widest gap between two ratings is 100%." in page
