"""Where a store asks for it, an open form carries work for the visitor's device; it counts once."""

from __future__ import annotations

import base64
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from altcha.v1 import solve_challenge
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.factory import create_app
from collection.jobs import forget_proofs
from collection.public.proving import HARDNESS, LASTS
from core.doors import Doors
from core.models import SpentProof, Store
from tests.factories import make_store
from tests.houses import clock_of
from tests.integration.collection.leaving import PAGE, WORDS, leave, left, make_open_event

_FIELD = re.compile(r'data-proof="([^"]+)"')
Told = dict[str, Any]


@pytest.fixture
def client(doors: Doors) -> FlaskClient:
    make_open_event(doors)
    with doors.database.transaction() as session:
        session.scalars(select(Store)).one().is_proof_asked = True
    return create_app(doors).test_client()


def carried(page: str) -> Told:
    """The challenge that a page carries."""
    found = _FIELD.search(page)
    assert found, page[:1500]
    told: Told = json.loads(unescape(found[1]))
    return told


def solved(told: Told, **values: object) -> str:
    """The work done, as the page's script sends it."""
    found = solve_challenge(told["challenge"], told["salt"], "SHA-256", HARDNESS, 0)
    assert found
    names = ("algorithm", "challenge", "salt", "signature")
    sent = {name: told[name] for name in names} | {"number": found.number} | values
    return base64.b64encode(json.dumps(sent).encode()).decode()


def test_a_proof_lets_words_in_once_and_a_second_time_nothing_is_lost(
    doors: Doors, client: FlaskClient
) -> None:
    proof = solved(carried(client.get(PAGE).text))
    assert leave(client, proof=proof).status_code == 303
    again = leave(client, proof=proof, email="max@example.com")
    assert again.status_code == 422
    assert WORDS.splitlines()[1] in again.text
    assert len(left(doors)) == 1
    third = leave(client, proof=solved(carried(again.text)), email="max@example.com")
    assert third.status_code == 303
    assert len(left(doors)) == 2


def test_what_proves_nothing_brings_the_form_back_with_new_work(
    sqlite_doors: Doors,
) -> None:
    doors = sqlite_doors
    make_open_event(doors)
    with doors.database.transaction() as session:
        session.scalars(select(Store)).one().is_proof_asked = True
        make_store(session, key="autre")
    client = create_app(doors).test_client()
    told = carried(client.get(PAGE).text)
    later = told["salt"].replace("expires=", "expires=9")
    useless = (
        "x",
        base64.b64encode(b"[]").decode(),
        base64.b64encode(b'{"salt": 3}').decode(),
        solved(told, number=HARDNESS + 1),
        solved(told, signature="0" * 64),
        solved(told, salt=later),
    )
    for proof in useless:
        answer = leave(client, proof=proof)
        assert answer.status_code == 422, proof
        assert carried(answer.text)["challenge"] != told["challenge"]
    proof = solved(told)
    clock_of(doors).move(LASTS * 1.01)
    assert leave(client, proof=proof).status_code == 422
    assert left(doors) == []


def test_who_has_no_script_is_slower_and_keeps_what_was_typed(
    doors: Doors, client: FlaskClient
) -> None:
    page = f"{PAGE}?lang=en"
    codes = [leave(client, page, email=f"p{number}@example.com") for number in range(4)]
    assert [one.status_code for one in codes] == [303, 303, 303, 429]
    assert "what you typed is still here" in codes[3].text
    assert WORDS.splitlines()[1] in codes[3].text
    assert len(left(doors)) == 3


def test_a_tablet_and_a_store_that_does_not_ask_carry_no_work(
    sqlite_doors: Doors, tmp_path: Path
) -> None:
    make_open_event(sqlite_doors)
    client = create_app(sqlite_doors).test_client()
    assert "data-proof" not in client.get(PAGE).text
    with sqlite_doors.database.transaction() as session:
        session.scalars(select(Store)).one().is_proof_asked = True
    assert "data-proof" in client.get(PAGE).text
    assert "data-proof" not in client.get(f"{PAGE}/kiosk").text
    assert client.post(f"{PAGE}/kiosk").status_code == 422


def test_used_proofs_are_forgotten_when_they_are_old(doors: Doors, client: FlaskClient) -> None:
    leave(client, proof=solved(carried(client.get(PAGE).text)))
    assert forget_proofs(doors) == 0
    clock_of(doors).move(LASTS * 1.01)
    assert forget_proofs(doors) == 1
    with doors.database.reading() as rows:
        assert rows.scalar(select(func.count(SpentProof.id))) == 0
