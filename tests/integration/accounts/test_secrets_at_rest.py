"""No secret of an outside system lies readable in the database, whatever key comes and goes."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from app.accounts import hooks
from app.cli.doctor import CHECKS
from app.cli.findings import BROKEN, NOTE, OK
from app.factory import create_app
from core.doors import Doors
from core.models import Connection, HookSecret
from core.sealing import Kept, Seals, kept, reseal, secret_of, token_of
from solicitation.jobs import reconcile_shops
from solicitation.operations.connecting import add_connection
from tests.factories import NOW, make_store
from tests.helpdesks import TRIGGER
from tests.houses import SECRET as KEY

SECRET = "gorgias-secret-0123456789"
TOKEN = "shpat_0123456789abcdef"
NEXT = "the-next-secret-key-0123456789abcdefghij"


def under(doors: Doors, key: str, *fallbacks: str) -> Doors:
    settings = replace(doors.settings, secret_key=key, secret_key_fallbacks=fallbacks)
    return replace(doors, settings=settings)


@pytest.fixture
def filled(doors: Doors) -> Doors:
    with doors.database.transaction() as session:
        store = make_store(session, key="maison")
        hooks.add_secret(session, store.id, "gorgias", doors.seals(), NOW, SECRET)
        told = ("shopify", "https://maison.example", TOKEN)
        add_connection(session, store.id, *told, doors.seals(), NOW)
    return doors


def lying(doors: Doors) -> str:
    """Everything that the two tables hold, as somebody with a backup reads it."""
    with doors.database.reading() as session:
        rows = [
            *session.execute(text("SELECT * FROM hook_secrets")).all(),
            *session.execute(text("SELECT * FROM connections")).all(),
        ]
    return repr(rows)


def told(doors: Doors, secret: str = SECRET) -> int:
    client = create_app(doors).test_client()
    return client.post(
        "/hooks/gorgias/maison", data=json.dumps(TRIGGER), headers={"X-Vivavoce-Secret": secret}
    ).status_code


def finding(doors: Doors) -> list[str]:
    return [one.state for one in CHECKS["secrets"](doors)]


def test_a_backup_shows_neither_secret_nor_key(filled: Doors) -> None:
    found = lying(filled)
    assert SECRET not in found
    assert TOKEN not in found
    assert told(filled) == 200
    assert told(filled, "somebody-elses-0123456789") == 401
    assert finding(filled) == [OK]


def test_secrets_kept_in_plain_before_are_believed_and_sealed_by_the_next_upgrade(
    filled: Doors,
) -> None:
    with filled.database.transaction() as session:
        row = session.scalars(select(HookSecret)).one()
        row.secret, row.sealed = SECRET, None
        session.add(
            HookSecret(
                store_id=row.store_id,
                system="zendesk",
                secret=TOKEN,
                created_at=NOW,
                retired_at=NOW,
            )
        )
        session.scalars(select(Connection)).one().credentials = {"token": TOKEN}
    assert told(filled) == 200
    assert finding(filled) == [NOTE]
    with filled.database.transaction() as session:
        assert reseal(session, filled.seals()) == Kept(current=0, stale=2, shut=0)
    assert SECRET not in lying(filled)
    assert TOKEN not in lying(filled), "a retired secret is forgotten"
    assert told(filled) == 200
    assert finding(filled) == [OK]


def test_a_new_key_takes_over_while_the_former_one_is_a_fallback(filled: Doors) -> None:
    changed = under(filled, NEXT, KEY)
    assert told(changed) == 200
    assert finding(changed) == [NOTE]
    with changed.database.transaction() as session:
        assert reseal(session, changed.seals()).stale == 2
        assert reseal(session, changed.seals()) == Kept(current=2, stale=0, shut=0)
    alone = under(filled, NEXT)
    assert told(alone) == 200
    with alone.database.reading() as session:
        assert secret_of(alone.seals(), session.scalars(select(HookSecret)).one()) == SECRET
        assert token_of(alone.seals(), session.scalars(select(Connection)).one()) == TOKEN


def test_a_key_that_was_lost_is_named_and_nothing_breaks(filled: Doors) -> None:
    lost = under(filled, NEXT)
    assert told(lost) == 503, "the sender comes back once the key is given"
    assert told(lost, "wrong-secret-0123456789") == 503
    assert finding(lost) == [BROKEN]
    assert reconcile_shops(lost) == 0
    with lost.database.transaction() as session:
        row = session.scalars(select(Connection)).one()
        assert "VIVAVOCE_SECRET_KEY_FALLBACKS" in row.last_error
        assert reseal(session, lost.seals()) == Kept(current=0, stale=0, shut=2)
    with filled.database.reading() as session:
        assert kept(session, Seals((KEY,))).shut == 0, "what could not be opened was left alone"
    assert told(filled) == 200


def test_one_readable_secret_of_two_is_enough(filled: Doors) -> None:
    changed = under(filled, NEXT)
    with changed.database.transaction() as session:
        row = session.scalars(select(HookSecret)).one()
        hooks.rotate_secret(session, row.store_id, "gorgias", changed.seals(), NOW, TOKEN)
    assert told(changed, TOKEN) == 200
    assert told(changed) == 503
