"""Words left on an event's open page, as a phone would send them."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from collection.public.traps import stamp
from core.doors import Doors
from core.models import StoreEvent, Submission
from tests.factories import NOW, make_store, make_store_event
from tests.houses import SECRET

PAGE = "/c/maison/atelier"
WORDS = "On a tourné un bol à quatre mains.\nIl penche, et on le garde."
EMAIL = "Lucie.Moreau@example.com"


def make_open_event(doors: Doors) -> StoreEvent:
    """An event that ended yesterday, and takes words for two weeks."""
    with doors.database.transaction() as session:
        store = make_store(session, key="maison")
        return make_store_event(session, store, key="atelier")


def form(**values: str) -> dict[str, str]:
    opened = stamp(SECRET, NOW - timedelta(seconds=40))
    return {
        "rating": "4",
        "words": WORDS,
        "own_name": "Lucie",
        "email": EMAIL,
        "site": "y",
        "website": "",
        "opened": opened,
    } | values


def leave(client: FlaskClient, path: str = PAGE, **values: str) -> TestResponse:
    return client.post(path, data=form(**values))


def left(doors: Doors) -> list[Submission]:
    with doors.database.reading() as rows:
        return list(rows.scalars(select(Submission).order_by(Submission.id)))
