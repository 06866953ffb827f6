"""The migrations make exactly what the models say, in both databases, guards included."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from core.db import Base, Database
from core.migrations import is_current, upgrade
from core.models import Decision, Submission
from core.states import SubmissionState
from tests.factories import NOW, make_customer, make_product, make_store, make_submission


def test_models_equal_migrations(database_url: str) -> None:
    database = Database(database_url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    database.close()


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    database = Database(database_url)
    upgrade(database)
    assert is_current(database)
    database.close()


@pytest.mark.parametrize(
    "change",
    [
        {"rating": 5},
        {"words": "Magnifique !"},
        {"title": None},
        {"answers": {"pros": "tout"}},
        {"rating": 5, "state": SubmissionState.WITHDRAWN},
        {"words": None, "state": SubmissionState.ERASED},
    ],
)
def test_no_statement_changes_words_or_rating(database_url: str, change: dict[str, object]) -> None:
    """Product rule 9; C. conso. L121-4 28°: not even by hand in the database."""
    database = Database(database_url)
    with database.transaction() as session:
        store = make_store(session)
        submission = make_submission(
            session, make_customer(session, store), product=make_product(session, store)
        )
        key = submission.id
    with pytest.raises(DBAPIError, match="never changed"), database.transaction() as session:
        session.execute(update(Submission).where(Submission.id == key).values(**change))
    database.close()


def test_erasure_empties_words_and_rating_together(database_url: str) -> None:
    database = Database(database_url)
    with database.transaction() as session:
        store = make_store(session)
        key = make_submission(session, make_customer(session, store)).id
    with database.transaction() as session:
        session.execute(
            update(Submission)
            .where(Submission.id == key)
            .values(state=SubmissionState.ERASED, rating=None, title=None, words=None, answers=None)
        )
    with database.reading() as session:
        assert session.get_one(Submission, key).words is None
    database.close()


@pytest.mark.parametrize("statement", ["UPDATE decisions SET note = 'x'", "DELETE FROM decisions"])
def test_the_log_of_decisions_only_grows(database_url: str, statement: str) -> None:
    database = Database(database_url)
    with database.transaction() as session:
        store = make_store(session)
        submission = make_submission(session, make_customer(session, store))
        session.add(
            Decision(
                store_id=store.id,
                number=1,
                submission_id=submission.id,
                action="approve",
                actor="system",
                from_state=SubmissionState.WAITING,
                to_state=SubmissionState.APPROVED,
                decided_at=NOW,
                former_hash=b"",
                hash=b"1",
            )
        )
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
        session.execute(text(statement))
    database.close()


def test_rows_cannot_refer_across_stores() -> None:
    """Every reference from one store's row to another row carries the store's key."""
    loose = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        if "store_id" in table.columns
        for constraint in table.foreign_key_constraints
        for column in constraint.columns
        if "store_id" in constraint.referred_table.columns
        and "store_id" not in {c.name for c in constraint.columns}
    ]
    assert loose == []
