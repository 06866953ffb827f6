"""The demo store: as large and as varied as promised, and filled once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, func, select

from app.demo.seeding import seed
from core.doors import Doors
from core.models import (
    Customer,
    Decision,
    Feed,
    Media,
    Occasion,
    Order,
    Product,
    Solicitation,
    Store,
    Submission,
)
from core.states import MediaKind, MediaState, OccasionKind, SolicitationState, SubmissionState
from moderation.queries.log import verify_log


def _count(doors: Doors, *conditions: ColumnElement[bool], of: type[Any]) -> int:
    with doors.database.reading() as session:
        return session.scalar(select(func.count()).select_from(of).where(*conditions)) or 0


@pytest.mark.slow
def test_the_demo_is_filled_once_and_holds_together(sqlite_doors: Doors, tmp_path: Path) -> None:
    doors, said = sqlite_doors, list[str]()
    seed(doors, tmp_path, said.append)
    first = (tmp_path / "demo-member.json").read_text("utf-8")
    seed(doors, tmp_path, said.append)
    assert (tmp_path / "demo-member.json").read_text("utf-8") == first
    assert json.loads(first)["email"] == "camille@example.com"
    assert _count(doors, of=Store) == 1
    assert _count(doors, of=Product) == 8
    assert _count(doors, of=Customer) == 300
    assert _count(doors, of=Order) == 400
    assert _count(doors, Submission.state == SubmissionState.WAITING, of=Submission) == 30
    assert _count(doors, Submission.state == SubmissionState.APPROVED, of=Submission) >= 130
    assert {kind for kind in OccasionKind if _count(doors, Occasion.kind == kind, of=Occasion)} == (
        set(OccasionKind)
    )
    assert _count(doors, Media.state != MediaState.READY, of=Media) == 0
    assert _count(doors, Media.kind == MediaKind.VIDEO, of=Media) == 2
    planned = Solicitation.state == SolicitationState.PLANNED
    assert _count(doors, planned, Solicitation.due_at <= doors.now(), of=Solicitation) == 0
    assert _count(doors, of=Feed) == 9
    assert _count(doors, of=Decision) > 160
    with doors.database.reading() as session:
        store_id = session.scalars(select(Store.id)).one()
        assert verify_log(session, store_id) is None
    assert list(doors.storage.list("quarantine/")) == []
