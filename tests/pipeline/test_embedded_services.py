"""The throw-away servers of the tests, and the databases made from them."""

from __future__ import annotations

import redis
from sqlalchemy import text

from core.db import Database
from core.migrations import is_current

INSERT = "INSERT INTO stores (key, name) VALUES ('demo', 'Demo')"


def test_a_fresh_database_has_the_present_shape(database_url: str) -> None:
    database = Database(database_url)
    assert is_current(database)
    database.close()


def test_one_test_s_rows_are_not_the_next_one_s(database_url: str) -> None:
    database = Database(database_url)
    with database.transaction() as session:
        session.execute(text("CREATE TABLE left_behind (id integer)"))
    database.close()


def test_the_next_one_starts_empty(database_url: str) -> None:
    test_one_test_s_rows_are_not_the_next_one_s(database_url)


def test_valkey_answers_with_its_password_only(redis_url: str) -> None:
    connection = redis.Redis.from_url(redis_url)
    assert connection.ping()
    connection.close()
