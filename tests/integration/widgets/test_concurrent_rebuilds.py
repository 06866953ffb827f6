"""Rebuilds that meet, break off or come late leave the newest state in the bucket."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest
from sqlalchemy import select

from core.doors import Doors
from core.errors import Conflict
from core.models import Feed, Submission
from core.states import SubmissionState
from core.storage import StorageUnavailable
from core.storage.folder import FolderStorage
from tests.houses import clock_of
from tests.integration.widgets.rows import approved, make_shelf
from widgets.operations.rebuilding import _PATIENCE, rebuild_product


class Meddled(FolderStorage):
    """A storage in which something happens elsewhere before every `put`."""

    before_put: Callable[[int], None]
    puts = 0

    def put(
        self,
        key: str,
        data: bytes | BinaryIO,
        *,
        content_type: str,
        cache_control: str | None = None,
    ) -> None:
        """Count, let things happen, then write."""
        self.puts += 1
        self.before_put(self.puts)
        super().put(key, data, content_type=content_type, cache_control=cache_control)


def meddled(doors: Doors, before_put: Callable[[int], None]) -> Doors:
    """The same house over the same folder, where `before_put` comes first."""
    folder = Path(doors.settings.storage_url.removeprefix("folder://"))
    storage = Meddled(
        folder,
        public_url=doors.settings.public_url,
        secret_key=doors.settings.secret_key,
        clock=doors.clock,
    )
    storage.before_put = before_put
    return replace(doors, storage=storage)


def words_of(doors: Doors) -> set[str]:
    """Every text that any page of the feed holds."""
    return {
        review["words"]
        for info in doors.storage.list("feeds/")
        if info.key.endswith(".json")
        for review in json.loads(doors.storage.get(info.key))["reviews"]
    }


def refuse(doors: Doors, submission_id: int) -> None:
    with doors.database.transaction() as session:
        session.get_one(Submission, submission_id).state = SubmissionState.REFUSED


@pytest.mark.parametrize("at", [1, 5, 9, 12])
def test_a_slow_rebuild_with_old_rows_ends_with_the_new(doors: Doors, at: int) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        approved(session, store, product, words="stays")
        goes = approved(session, store, product, words="goes")

    def meanwhile(number: int) -> None:
        if number == at:
            refuse(doors, goes.id)
            rebuild_product(doors, store.id, product.id)

    rebuild_product(meddled(doors, meanwhile), store.id, product.id)
    assert words_of(doors) == {"stays"}
    assert rebuild_product(doors, store.id, product.id) in (True, False)
    assert not rebuild_product(doors, store.id, product.id), "once alone, it settles"


def test_a_rebuild_that_broke_off_is_done_again_in_full(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        approved(session, store, product, words="one")
    rebuild_product(doors, store.id, product.id)
    with doors.database.transaction() as session:
        goes = approved(session, store, product, words="goes")

    def break_off(number: int) -> None:
        if number == 6:
            raise StorageUnavailable("gone")

    with pytest.raises(StorageUnavailable):
        rebuild_product(meddled(doors, break_off), store.id, product.id)
    refuse(doors, goes.id)
    assert rebuild_product(doors, store.id, product.id), "the rows are as before, the bucket not"
    assert words_of(doors) == {"one"}


def test_after_a_broken_rebuild_skipping_begins_again_in_time(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)

    def break_off(_number: int) -> None:
        raise StorageUnavailable("gone")

    with pytest.raises(StorageUnavailable):
        rebuild_product(meddled(doors, break_off), store.id, product.id)
    assert rebuild_product(doors, store.id, product.id)
    assert rebuild_product(doors, store.id, product.id), "the broken one may still be writing"
    clock_of(doors).move(_PATIENCE * 2)
    assert rebuild_product(doors, store.id, product.id)
    assert not rebuild_product(doors, store.id, product.id)


def test_rows_that_never_rest_are_tried_again_later(sqlite_doors: Doors) -> None:
    doors = sqlite_doors
    with doors.database.transaction() as session:
        store, product = make_shelf(session)

    def meanwhile(_number: int) -> None:
        with doors.database.transaction() as session:
            approved(session, store, product)

    with pytest.raises(Conflict):
        rebuild_product(meddled(doors, meanwhile), store.id, product.id)
    with doors.database.reading() as session:
        assert session.scalars(select(Feed)).one().content_hash.startswith("writing-")


def test_no_transaction_is_open_while_the_bucket_is_written(doors: Doors) -> None:
    with doors.database.transaction() as session:
        store, product = make_shelf(session)
        approved(session, store, product)

    def nobody_waits(_number: int) -> None:
        assert doors.database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # both pools count

    rebuild_product(meddled(doors, nobody_waits), store.id, product.id)
