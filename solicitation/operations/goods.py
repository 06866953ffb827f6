"""The products of many order lines at once: those known are found in memory."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.bulk import one_of
from core.models import Product, Store
from solicitation.inbound.facts import ProductFact
from solicitation.operations.catalogue import new_product, product_of


class _Known(NamedTuple):
    """What is compared of a product."""

    id: int
    ref: str
    sku: str
    name: str
    url: str
    image_url: str
    gtin: str

    def has(self, fact: ProductFact) -> bool:
        """Whether the fact tells nothing new of it."""
        told = ((self.sku, fact.sku), (self.url, fact.url), (self.image_url, fact.image_url))
        return all(mine or not news for mine, news in (*told, (self.gtin, fact.gtin)))


class Goods:
    """Products by what a line says of them: by reference, else by SKU, else by name."""

    def __init__(
        self, session: Session, store: Store, facts: Collection[ProductFact], now: datetime
    ) -> None:
        self._session, self._store, self._now = session, store, now
        self._found: dict[ProductFact, int] = {}
        self._refs = self._load(Product.ref, {fact.ref[:200] for fact in facts})
        self._skus = self._load(Product.sku, {fact.sku for fact in facts if fact.sku})
        self._names = self._load(Product.name, {fact.name[:300] for fact in facts})
        self._create(facts)

    def id_of(self, fact: ProductFact) -> int:
        """The key of that product, which is created when new and filled where it was bare."""
        if fact not in self._found:
            known = self._known(fact)
            if known is None or not known.has(fact):
                self._found[fact] = product_of(self._session, self._store, fact, self._now).id
            else:
                self._found[fact] = known.id
        return self._found[fact]

    def _create(self, facts: Collection[ProductFact]) -> None:
        """All new products in one statement; whatever shares a name with one before it is that."""
        news: dict[ProductFact, Product] = {}
        told: set[tuple[str, str]] = set()
        for fact in facts:
            own = _names_of(fact)
            if self._known(fact) is None and not own & told:
                news[fact] = new_product(self._store, fact, self._now)
            told |= own
        self._session.add_all(news.values())
        self._session.flush()  # their ids are needed by the lines
        for fact, product in news.items():
            self._note(fact, product)

    def _note(self, fact: ProductFact, product: Product) -> None:
        known = _Known(*(getattr(product, name) for name in _Known._fields))
        self._found[fact] = known.id
        self._refs[known.ref] = self._names[known.name] = known
        if known.sku:
            self._skus[known.sku] = known

    def _known(self, fact: ProductFact) -> _Known | None:
        return (
            self._refs.get(fact.ref[:200])
            or (self._skus.get(fact.sku) if fact.sku else None)
            or self._names.get(fact.name[:300])
        )

    def _load(
        self, column: InstrumentedAttribute[str], values: Collection[str]
    ) -> dict[str, _Known]:
        """The oldest product of each value."""
        columns = [getattr(Product, name) for name in _Known._fields]
        rows = self._session.execute(
            select(*columns)
            .where(Product.store_id == self._store.id, one_of(self._session, column, values))
            .order_by(Product.id.desc())
        )
        return {getattr(row, column.key): _Known(*row) for row in rows}


def _names_of(fact: ProductFact) -> set[tuple[str, str]]:
    """By what a product may be found."""
    names = {("ref", fact.ref[:200]), ("name", fact.name[:300])}
    return names | {("sku", fact.sku)} if fact.sku else names
