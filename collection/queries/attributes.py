"""The questions a store asks about its products."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from collection.attributes import MOST, Asked, is_about, ours
from core.errors import N_, NotFound
from core.models import Attribute, Product


def attributes_of(session: Session, store_id: int) -> Sequence[Attribute]:
    """All of them in their order, the retired ones last; none where the store has not begun."""
    return session.scalars(
        select(Attribute)
        .where(Attribute.store_id == store_id)
        .order_by(Attribute.retired_at.is_not(None), Attribute.position, Attribute.id)
    ).all()


def attribute(session: Session, store_id: int, attribute_id: int) -> Attribute:
    """One of them; NotFound for another store's."""
    row = session.scalar(
        select(Attribute).where(Attribute.store_id == store_id, Attribute.id == attribute_id)
    )
    if row is None:
        raise NotFound(N_("This question is not known here."))
    return row


def asked_about(
    session: Session,
    store_id: int,
    product: Product | None,
    language: str,
    answered: frozenset[str] = frozenset(),
) -> tuple[Asked, ...]:
    """What a form about this product asks, in this language; `answered` are keys kept in any case.

    Whoever writes a new version finds what they answered, though it is asked no more.
    """
    if product is None:
        return ()
    rows = attributes_of(session, store_id)
    if not rows:
        return ours(language)
    asked = [row for row in rows if row.retired_at is None and is_about(row.products, product.ref)]
    shown = asked[:MOST]
    more = [row for row in rows if row.key in answered and row not in shown]
    return tuple(spoken(row, language) for row in (*shown, *more))


def spoken(row: Attribute, language: str) -> Asked:
    """A row in one of the two languages it is written in."""
    code = "fr" if language.startswith("fr") else "en"
    low, high = (row.ends.get(code) or ["", ""])[:2]
    return Asked(
        row.key,
        row.kind,
        row.name_fr if code == "fr" else row.name_en,
        (low, high),
        tuple((one["id"], one[code]) for one in row.options),
        row.is_several,
    )


def unknown_products(session: Session, store_id: int, refs: Sequence[str]) -> list[str]:
    """Which of these references no product of the store has."""
    known = set(
        session.scalars(
            select(Product.ref).where(Product.store_id == store_id, Product.ref.in_(refs))
        )
    )
    return [ref for ref in refs if ref not in known]
