"""What the mail provider told cannot be rewritten, not even by hand in the database."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core.deliveries import MailEventKind
from core.doors import Doors
from core.models import MailEvent, Store
from tests.factories import NOW


@pytest.fixture
def told(doors: Doors, store: Store) -> None:
    with doors.database.transaction() as session:
        session.add(
            MailEvent(
                store_id=store.id,
                kind=MailEventKind.SPAM_REPORT,
                fingerprint=b"1" * 32,
                happened_at=NOW,
                received_at=NOW,
            )
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE mail_events SET detail = 'never happened'",
        "UPDATE mail_events SET happened_at = received_at, store_id = store_id + 1",
        "DELETE FROM mail_events",
    ],
)
@pytest.mark.usefixtures("told")
def test_news_of_mails_is_neither_changed_nor_deleted(doors: Doors, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), doors.database.transaction() as session:
        session.execute(text(statement))


@pytest.mark.usefixtures("told")
def test_news_of_mails_may_still_be_settled(doors: Doors) -> None:
    with doors.database.transaction() as session:
        session.scalars(select(MailEvent)).one().settled_at = NOW
    with doors.database.reading() as session:
        assert session.scalars(select(MailEvent)).one().settled_at == NOW
