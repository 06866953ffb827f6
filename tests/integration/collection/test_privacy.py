"""A person gets a copy of everything, and is forgotten."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from sqlalchemy import select

from app.cli import vivavoce
from app.clock import tick
from collection import handlers as given
from core.doors import Doors
from core.events import ErasureWanted
from core.models import (
    Attendee,
    Customer,
    Link,
    Publication,
    Reply,
    Submission,
    Suppression,
    WebhookReceipt,
)
from core.outbox import record
from core.states import Moment, Role, SubmissionState, SuppressionReason
from moderation.operations.deciding import approve
from moderation.operations.replying import reply
from moderation.policy import Actor
from solicitation import handlers as asked
from tests.desks import desk_of, join, make_desk
from tests.factories import NOW, make_customer, make_store_event
from tests.fakes import media as pictures
from tests.integration.collection.asking import Person, filled, someone_asked
from tests.integration.collection.rows import files
from tests.integration.collection.sending import keys, prepare_all, upload

WORDS = "Il garde le thé chaud, et ne pèse rien."
ADA = {"email": "ada@example.com", "name": "Ada Lovelace", "timezone": "Europe/Paris"}


def said(doors: Doors, client: FlaskClient, tmp_path: Path) -> Person:
    """Somebody whose words and picture are shown, answered, and known to the shop's messages."""
    person = someone_asked(doors, customer=ADA, store={"key": "maison"})
    photo = pictures.talkative_jpeg(tmp_path / "tasse.jpg")
    sent = client.post(person.path, data={**filled(words=WORDS), "files": [upload(photo)]})
    assert sent.status_code == 303, sent.text
    prepare_all(doors)
    with doors.database.transaction() as session:
        session.add(
            WebhookReceipt(
                store_id=person.store.id,
                system="shopify",
                topic="orders/updated",
                delivery_id="1",
                body=b'{"email": "ada@example.com"}',
                received_at=NOW,
                processed_at=NOW,
            )
        )
        event = make_store_event(session, person.store)
        session.add(
            Attendee(
                store_id=person.store.id,
                store_event_id=event.id,
                customer_id=person.customer.id,
                external_id="T-1",
                recorded_at=NOW,
            )
        )
    tick(doors)
    with doors.database.transaction() as session:
        submission = session.scalars(select(Submission)).one()
        camille = Actor("member:1", "Camille")
        approve(session, submission, camille, NOW)
        reply(session, submission, "Merci Ada !", camille, None, NOW)
    tick(doors)
    return person


def vivavoce_of(doors: Doors, *words: str, stdin: str = "") -> Result:
    """The command, on the test's own house."""
    names = ("database_url", "redis_url", "storage_url", "mail_url", "public_url", "secret_key")
    told = {f"VIVAVOCE_{name.upper()}": getattr(doors.settings, name) for name in names}
    return CliRunner().invoke(vivavoce, words, input=stdin, env=told)


def unpacked(data: bytes) -> tuple[dict[str, Any], list[str]]:
    pack = zipfile.ZipFile(io.BytesIO(data))
    return json.loads(pack.read("person.json")), pack.namelist()


def test_whoever_is_erased_leaves_nothing_that_names_or_shows_them(
    doors: Doors, client: FlaskClient, tmp_path: Path
) -> None:
    person = said(doors, client, tmp_path)
    feed = f"/feeds/v1/maison/{person.products[0].ref}.json"
    assert WORDS in client.get(feed).get_data(as_text=True)
    assert keys(doors, "media/")
    with doors.database.transaction() as session:
        record(session, ErasureWanted(person.store.id, person.customer.id), NOW)
    for _twice in range(2):
        tick(doors)
        for erase in (asked.erase_customer, given.erase_words):
            erase(doors, ErasureWanted(person.store.id, person.customer.id))
    assert WORDS not in client.get(feed).get_data(as_text=True)
    assert keys(doors, "media/") == keys(doors, "originals/") == keys(doors, "quarantine/") == []
    assert client.get(f"/r/{person.token}").status_code in (404, 410)
    with doors.database.reading() as rows:
        ada = rows.get_one(Customer, person.customer.id)
        assert (ada.email, ada.name, ada.timezone, ada.erased_at) == (None, "", "", NOW)
        one = rows.scalars(select(Submission)).one()
        assert (one.state, one.rating, one.words) == (SubmissionState.ERASED, None, None)
        assert (one.answers, one.title) == (None, None)
        assert one.display_name == ""
        assert rows.scalars(select(Reply.words)).all() == [""]
        assert rows.scalars(select(WebhookReceipt.body)).all() == [b"erased"]
        assert rows.scalars(select(Attendee.external_id)).all() == [""]
        assert rows.scalars(select(Publication.unpublished_at)).one() is not None
        assert not rows.scalars(select(Link.id).where(Link.revoked_at.is_(None))).all()
        assert rows.scalars(select(Suppression.reason)).one() is SuppressionReason.ERASURE


def test_somebody_else_of_the_same_store_is_left_alone(
    doors: Doors, client: FlaskClient, tmp_path: Path
) -> None:
    person = said(doors, client, tmp_path)
    with doors.database.transaction() as session:
        other = make_customer(session, person.store, email="eve@example.com")
        record(session, ErasureWanted(person.store.id, other.id), NOW)
    tick(doors)
    with doors.database.reading() as rows:
        assert rows.scalars(select(Submission.words)).all() == [WORDS]
        assert rows.get_one(Customer, person.customer.id).email == ADA["email"]
        assert rows.scalars(select(Attendee.external_id)).all() == ["T-1"]


def test_a_copy_holds_everything_said_and_the_pictures(
    doors: Doors, client: FlaskClient, tmp_path: Path
) -> None:
    person = said(doors, client, tmp_path)
    target = tmp_path / "ada.zip"
    words = ("privacy", "export", "--store", "maison", "--customer")
    told = vivavoce_of(doors, *words, "ada@example.com", str(target))
    assert told.exit_code == 0, told.output
    kept, names = unpacked(target.read_bytes())
    assert kept["customer"]["name"] == ADA["name"]
    (submission,) = kept["submissions"]
    assert (submission["words"], submission["rating"]) == (WORDS, 4)
    assert submission["consents"][0]["use"] == "site"
    assert submission["replies"][0]["words"] == "Merci Ada !"
    assert kept["orders"][0]["lines"][0]["product"] == person.products[0].name
    assert kept["requests"][0]["moment"] == Moment.AFTER_PURCHASE
    (photo,) = files(doors)
    assert f"media/{photo.ref}.jpg" in names
    assert {f"shown/{photo.ref}/{one['name']}" for one in photo.renditions} < set(names)
    assert submission["consents"][0]["channel"] == "mailed_link"
    again = vivavoce_of(doors, *words, "ada@example.com", str(target))
    assert (again.exit_code, type(again.exception).__name__) == (1, "InvalidInput")


def test_an_owner_takes_the_same_copy_at_the_desk_and_nobody_else(doors: Doors) -> None:
    store, owner = make_desk(doors)
    with doors.database.transaction() as session:
        ada = make_customer(session, store, email="ada@example.com")
    path = f"/desk/customers/{ada.id}/copy"
    answer = desk_of(doors, owner).get(path)
    kept, names = unpacked(answer.data)
    answer.close()
    assert kept["customer"]["email"] == "ada@example.com"
    assert names == ["README.txt", "person.json"]
    assert answer.headers["Cache-Control"] == "no-store"
    moderator = join(doors, store, Role.MODERATOR, email="m@example.com")
    assert desk_of(doors, moderator).get(path).status_code == 403
    _, stranger = make_desk(doors)
    assert desk_of(doors, stranger).get(path).status_code == 404


def test_the_command_asks_before_it_forgets_somebody(
    doors: Doors, client: FlaskClient, tmp_path: Path
) -> None:
    person = said(doors, client, tmp_path)
    words = ("privacy", "erase", "--store", "maison", "--customer", "ada@example.com")
    assert vivavoce_of(doors, *words, stdin="n\n").exit_code == 1
    tick(doors)
    with doors.database.reading() as rows:
        assert rows.get_one(Customer, person.customer.id).email == "ada@example.com"
    assert vivavoce_of(doors, *words, "--yes").exit_code == 0
    tick(doors)
    with doors.database.reading() as rows:
        assert rows.get_one(Customer, person.customer.id).email is None


def test_a_customer_takes_their_copy_and_is_forgotten_from_their_own_page(
    doors: Doors, client: FlaskClient, tmp_path: Path
) -> None:
    person = said(doors, client, tmp_path)
    page = client.post(f"/r/{person.token}/mine").headers["Location"].partition("?")[0]
    copy = client.get(f"{page}/copy")
    kept, names = unpacked(copy.data)
    copy.close()
    assert kept["customer"]["email"] == ADA["email"]
    assert len([name for name in names if not name.startswith("shown/")]) == 3
    for _look in range(2):
        assert "Forget me?" in client.get(f"{page}/erase?lang=en").text
    tick(doors)
    assert client.get(page).status_code == 200, "looking changes nothing"
    assert "You are being forgotten" in client.post(f"{page}/erase?lang=en").text
    tick(doors)
    assert client.get(page).status_code == 404
    with doors.database.reading() as rows:
        assert rows.get_one(Customer, person.customer.id).email is None
