"""Builds what is put into the bucket: rows in, objects out. Pure."""

from widgets.feeds.bundle import Bundle, StoredObject, bundle_of
from widgets.feeds.facts import Place, ProductFact, Scope, StoreFact
from widgets.feeds.names import (
    STORE_REF,
    Asked,
    feed_key,
    feed_path,
    folder_of,
    fragment_key,
    readings_of,
)

__all__ = [
    "STORE_REF",
    "Asked",
    "Bundle",
    "Place",
    "ProductFact",
    "Scope",
    "StoreFact",
    "StoredObject",
    "bundle_of",
    "feed_key",
    "feed_path",
    "folder_of",
    "fragment_key",
    "readings_of",
]
