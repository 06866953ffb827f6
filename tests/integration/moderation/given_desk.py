"""A desk with three waiting reviews, and the forms that are sent to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.doors import Doors
from core.models import Member, Store, Submission
from tests.desks import make_desk, send
from tests.factories import make_customer, make_product, make_submission

WORDS = "Émail régulier <b>&amp;</b> bonne prise en main.\n\nLe fond raye la table."
FRAGMENT = {"HX-Request": "true"}
ACTS: Mapping[str, Mapping[str, str]] = {
    "approve": {},
    "refuse": {"ground": "spam", "note": "An advert."},
    "label": {"label": "rewarded"},
    "reply": {"words": "Thank you."},
}


@dataclass(frozen=True, slots=True)
class Given:
    """A store with three waiting reviews, and its owner."""

    doors: Doors
    store: Store
    owner: Member
    ids: list[int]

    def row(self, place: int = 0) -> Submission:
        """One of the reviews as it is now."""
        with self.doors.database.reading() as session:
            return session.get_one(Submission, self.ids[place])

    def url(self, act: str = "", place: int = 0) -> str:
        """The address of one of the reviews, or of an act upon it."""
        return f"/desk/queue/{self.ids[place]}" + (f"/{act}" if act else "")


def given(doors: Doors) -> Given:
    store, owner = make_desk(doors, name="Maison Vive")
    with doors.database.transaction() as session:
        session.add(store)
        customer = make_customer(session, store)
        product = make_product(session, store)
        rows = [
            make_submission(session, customer, product=product, words=WORDS, rating=stars)
            for stars in (5, 1, 3)
        ]
        return Given(doors, store, owner, [row.id for row in rows])


def text(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def act(
    client: FlaskClient, desk: Given, name: str, form: Mapping[str, str], version: int = 1
) -> TestResponse:
    return send(client, desk.url(name), {"version": version} | dict(form))
