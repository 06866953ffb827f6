"""The log of decisions cannot be changed, and shows it when somebody managed to."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.cli import vivavoce
from core.doors import Doors
from core.states import Ground
from moderation.operations import deciding
from moderation.policy import Actor
from moderation.queries.log import verify_log
from tests.factories import NOW, make_customer, make_store, make_submission

CAMILLE = Actor("member:1", "Camille Roche")


def seven_decisions(session: Session) -> int:
    """A store whose log has seven lines; gives back its id."""
    store = make_store(session, key="audited")
    customer = make_customer(session, store)
    for day in range(4):
        now = NOW + timedelta(days=day, microseconds=day)
        submission = make_submission(session, customer)
        deciding.refuse(session, submission, Ground.SPAM, "Réclame « À vendre » 🙂", CAMILLE, now)
        if day:
            deciding.approve(session, submission, CAMILLE, now + timedelta(hours=1))
    return store.id


def disarm(session: Session) -> None:
    """What only the owner of the database can do."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER decisions_kept"))
        session.execute(text("DROP TRIGGER decisions_not_deleted"))
    else:
        session.execute(text("ALTER TABLE decisions DISABLE TRIGGER USER"))


def test_an_untouched_log_is_whole(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store_id = seven_decisions(session)
    with doors.database.reading() as session:
        assert verify_log(session, store_id) is None
        assert verify_log(session, store_id + 1) is None


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE decisions SET note = 'Nothing' WHERE number = 4", 4),
        ("UPDATE decisions SET ground = 'off_topic' WHERE number = 2", 2),
        ("UPDATE decisions SET actor_name = 'Noa Stein' WHERE number = 7", 7),
        ("UPDATE decisions SET to_state = 'approved' WHERE number = 1", 1),
        ("DELETE FROM decisions WHERE number = 3", 3),
        ("DELETE FROM decisions WHERE number = 1", 1),
        ("UPDATE decisions SET former_hash = hash WHERE number = 5", 5),
        ("UPDATE decisions SET number = 70 WHERE number = 6", 6),
    ],
)
def test_the_first_broken_line_is_named(doors: Doors, statement: str, broken: int) -> None:
    with doors.database.transaction() as session:
        store_id = seven_decisions(session)
        disarm(session)
        session.execute(text(statement))
    with doors.database.reading() as session:
        assert verify_log(session, store_id) == broken


@pytest.mark.parametrize("statement", ["UPDATE decisions SET note = ''", "DELETE FROM decisions"])
def test_the_database_itself_refuses_to_change_the_log(doors: Doors, statement: str) -> None:
    with doors.database.transaction() as session:
        seven_decisions(session)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        doors.database.transaction() as session,
    ):
        session.execute(text(statement))


@pytest.fixture
def run(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """Runs `vivavoce …` on the test's house; gives back the exit code and what it said."""
    for name in ("database_url", "redis_url", "storage_url", "mail_url", "public_url"):
        monkeypatch.setenv(f"VIVAVOCE_{name.upper()}", getattr(doors.settings, name))
    monkeypatch.setenv("VIVAVOCE_SECRET_KEY", doors.settings.secret_key)

    def invoke(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(vivavoce, words)
        return result.exit_code, result.output

    return invoke


def test_the_command_says_whether_the_log_is_whole(
    doors: Doors, run: Callable[..., tuple[int, str]]
) -> None:
    with doors.database.transaction() as session:
        seven_decisions(session)
    code, said = run("audit", "verify", "--store", "audited")
    assert (code, said) == (0, "The log of Maison Vive is whole: 7 decisions.\n")
    with doors.database.transaction() as session:
        disarm(session)
        session.execute(text("UPDATE decisions SET note = 'Nothing' WHERE number = 4"))
    code, said = run("audit", "verify", "--store", "audited", "--json")
    assert (code, json.loads(said)["first_broken"]) == (1, 4)
    assert "broken at decision 4" in run("audit", "verify", "--store", "audited")[1]
