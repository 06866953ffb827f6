"""A store writes, orders and retires the questions about its products."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from collection.attributes import OURS
from collection.queries.attributes import attributes_of
from core.i18n import translate
from core.models import Attribute, AttributeKind, Store
from core.signing import random_ref


@dataclass(frozen=True, slots=True)
class Written:
    """A question as the desk's form has it; `ends` and `options` by language, fr and en."""

    kind: AttributeKind
    names: tuple[str, str]
    ends: tuple[tuple[str, str], tuple[str, str]] = (("", ""), ("", ""))
    options: tuple[tuple[str, str], ...] = ()
    is_several: bool = False
    products: tuple[str, ...] = ()


def add(session: Session, store: Store, written: Written, now: datetime) -> Attribute:
    """A new question, after the others."""
    begin(session, store, now)
    row = Attribute(
        store_id=store.id,
        key=f"q_{random_ref()[:12]}",
        kind=written.kind,
        position=_last(session, store.id) + 1,
        created_at=now,
    )
    write(row, written)
    session.add(row)
    return row


def begin(session: Session, store: Store, now: datetime) -> None:
    """Turn what every store begins with into rows of its own, once."""
    session.get_one(Store, store.id, with_for_update=True)
    if attributes_of(session, store.id):
        return
    for position, ours in enumerate(OURS):
        session.add(
            Attribute(
                store_id=store.id,
                key=ours.key,
                kind=AttributeKind.SCALE,
                name_fr=translate("fr", ours.name),
                name_en=translate("en", ours.name),
                ends={
                    code: [translate(code, ours.low), translate(code, ours.high)]
                    for code in ("fr", "en")
                },
                position=position,
                created_at=now,
            )
        )
    session.flush()  # the next position is asked of the database


def write(row: Attribute, written: Written) -> None:
    """Put new words into a question; what was answered keeps the words it was asked in."""
    row.name_fr, row.name_en = written.names
    row.ends = dict(zip(("fr", "en"), map(list, written.ends), strict=True))
    row.options = [
        {"id": _option_id(english), "fr": french, "en": english}
        for french, english in written.options
    ]
    row.is_several, row.products = written.is_several, list(written.products)


def move(rows: Sequence[Attribute], row: Attribute, step: int) -> None:
    """One place up (-1) or down (1) among those that are asked."""
    asked = [one for one in rows if one.retired_at is None]
    place = asked.index(row) if row in asked else -1
    if place < 0 or not 0 <= place + step < len(asked):
        return
    asked[place], asked[place + step] = asked[place + step], asked[place]
    for position, one in enumerate(asked):
        one.position = position


def retire(row: Attribute, now: datetime) -> None:
    """Ask it no more; what was answered stays."""
    row.retired_at = row.retired_at or now


def bring_back(session: Session, row: Attribute) -> None:
    """Ask it again, after the others."""
    row.retired_at, row.position = None, _last(session, row.store_id) + 1


def _last(session: Session, store_id: int) -> int:
    found = session.scalar(
        select(func.max(Attribute.position)).where(Attribute.store_id == store_id)
    )
    return -1 if found is None else found


def _option_id(english: str) -> str:
    """The same for the same words, wherever they stand: an open form survives a new order."""
    return hashlib.sha256(english.encode()).hexdigest()[:12]
