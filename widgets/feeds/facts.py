"""What a feed says besides reviews: the store, the product, and where their pages are."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from widgets.feeds.names import STORE_REF, quoted


@dataclass(frozen=True, slots=True)
class StoreFact:
    """What shoppers may know of a store; `zone` is the name of its time zone."""

    key: str
    name: str
    url: str
    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class ProductFact:
    """What shoppers may know of a product."""

    ref: str
    name: str
    url: str = ""
    image_url: str = ""
    brand: str = ""
    sku: str = ""
    gtin: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The origins of our pages and of the public media."""

    public_url: str
    media_url: str

    def transparency(self, store_key: str) -> str:
        """How this store collects and checks reviews."""
        return f"{self.public_url}/t/{quoted(store_key)}"

    def hosted(self, scope: Scope) -> str:
        """Our own page with the reviews of a product, or of the store."""
        base = self.transparency(scope.store.key)
        return f"{base}/products/{quoted(scope.ref)}" if scope.product else f"{base}/reviews"

    def media(self, key: str) -> str:
        """The public address of a rendition."""
        return f"{self.media_url}/{quoted(key, keeping='/')}"


@dataclass(frozen=True, slots=True)
class Scope:
    """What one feed is about: a product, or the store itself."""

    store: StoreFact
    product: ProductFact | None

    @property
    def ref(self) -> str:
        """The product key of the feed's address."""
        return self.product.ref if self.product else STORE_REF

    @property
    def name(self) -> str:
        """What shoppers call it; a product without a name is called by its reference."""
        subject = self.product or self.store
        return subject.name or self.ref

    @property
    def url(self) -> str | None:
        """Where the shop shows it, when that is an address one can follow."""
        return web_address((self.product or self.store).url)


def web_address(url: str) -> str | None:
    """The address when it is http(s) without blanks, else None (requirement W4)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    is_web = parts.scheme in ("http", "https") and bool(parts.netloc)
    return url if is_web and not any(char.isspace() or char == "\\" for char in url) else None
