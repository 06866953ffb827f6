"""What feeds are about: stores, products and where their pages lie."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.config import Settings
from core.models import Product, Store, StoreEvent
from core.states import SubjectKind
from widgets.feeds import Place, ProductFact, Scope, StoreFact


def place_of(settings: Settings) -> Place:
    """The origins of our pages and of public media."""
    return Place(settings.public_url.rstrip("/"), settings.media_url.rstrip("/"))


def store_of_key(session: Session, key: str) -> Store | None:
    """The store of that public key."""
    return session.scalar(select(Store).where(Store.key == key))


def product_of_ref(session: Session, store_id: int, ref: str) -> Product | None:
    """The product of that reference in this store."""
    return session.scalar(select(Product).where(Product.store_id == store_id, Product.ref == ref))


def product_ids(session: Session, store_id: int) -> Sequence[int]:
    """Every product of the store."""
    return session.scalars(
        select(Product.id).where(Product.store_id == store_id).order_by(Product.id)
    ).all()


def scope_of(session: Session, store_id: int, product_id: int | None) -> Scope | None:
    """What the feed of a product, or of the store itself, is about; None when it is unknown."""
    store = session.get(Store, store_id)
    if store is None:
        return None
    if product_id is None:
        return Scope(fact_of_store(store), None)
    product = session.scalar(
        select(Product).where(Product.store_id == store_id, Product.id == product_id)
    )
    return Scope(fact_of_store(store), fact_of_product(product)) if product else None


def fact_of_store(store: Store) -> StoreFact:
    """What shoppers may know of the store."""
    return StoreFact(store.key, store.name, store.url, store.language, store.timezone)


def fact_of_product(product: Product) -> ProductFact:
    """What shoppers may know of the product."""
    return ProductFact(
        ref=product.ref,
        name=product.name,
        url=product.url,
        image_url=product.image_url,
        brand=product.brand,
        sku=product.sku,
        gtin=product.gtin,
        description=product.description,
    )


def subjects_of(
    session: Session, store: Store
) -> dict[tuple[SubjectKind, int | None], tuple[str, str]]:
    """What reviews of the store can be about: (name, product reference or "") by subject."""
    products = session.execute(
        select(Product.id, Product.name, Product.ref).where(Product.store_id == store.id)
    )
    events = session.execute(
        select(StoreEvent.id, StoreEvent.name).where(StoreEvent.store_id == store.id)
    )
    found: dict[tuple[SubjectKind, int | None], tuple[str, str]] = {
        (SubjectKind.PRODUCT, id_): (name or ref, ref) for id_, name, ref in products
    }
    found |= {(SubjectKind.EVENT, id_): (name, "") for id_, name in events}
    return found | {(SubjectKind.STORE, None): (store.name, "")}


def products_like(session: Session, store_id: int, words: str, limit: int) -> Sequence[Product]:
    """Products whose name, reference or SKU holds the words, by name."""
    found = select(Product).where(Product.store_id == store_id)
    if words:
        found = found.where(
            or_(
                Product.name.icontains(words, autoescape=True),
                Product.ref.icontains(words, autoescape=True),
                Product.sku.icontains(words, autoescape=True),
            )
        )
    return session.scalars(found.order_by(Product.name, Product.id).limit(limit)).all()
