"""Many rows at once, the same on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.bulk import among, one_of, rows_of
from core.doors import Doors
from core.models import Customer, Store
from tests.factories import make_customer, make_store


def people(doors: Doors, count: int) -> tuple[int, list[int]]:
    """A store and its customers' ids."""
    with doors.database.transaction() as session:
        store = make_store(session)
        ids = [make_customer(session, store, email=f"p{n}@shop.example").id for n in range(count)]
    return store.id, ids


@pytest.mark.parametrize("picked", [[], [0], [2, 0], [1, 1, 2]], ids=str)
def test_rows_are_found_by_any_number_of_keys(doors: Doors, picked: list[int]) -> None:
    _, ids = people(doors, 3)
    keys = [ids[place] for place in picked]
    dialect = doors.database.engine.dialect.name
    with doors.database.reading() as session:
        asked = select(Customer.id).where(one_of(session, Customer.id, keys))
        built = select(Customer.id).where(among(dialect, Customer.id, "keys"))
        assert sorted(session.scalars(asked)) == sorted(set(keys))
        found = rows_of(session, built, {"keys": keys})
        assert sorted(row.id for row in found) == sorted(set(keys))


def test_rows_tell_what_the_session_has_not_written_yet(doors: Doors) -> None:
    store_id, (key,) = people(doors, 1)
    with doors.database.transaction() as session:
        session.get_one(Customer, key).name = "Élodie"
        rows = rows_of(
            session,
            select(Customer.name, Store.id).join(Store, Store.id == Customer.store_id),
        )
        assert [tuple(row) for row in rows] == [("Élodie", store_id)]
