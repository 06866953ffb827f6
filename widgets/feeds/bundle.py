"""All objects of one feed: every page of every order, and the fragments."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.i18n import LANGUAGES, spoken
from widgets.feeds.document import Document, canonical, page_of, review_of, stamped
from widgets.feeds.document import summary_document as figures_of
from widgets.feeds.facts import Place, Scope
from widgets.feeds.fragment import fragment_of
from widgets.feeds.names import feed_key, fragment_key
from widgets.policy import Given, Sort, arranged, paged, summary_of, voices

JSON = "application/json"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What is put under one key."""

    key: str
    data: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """One state of a feed. `content_hash` is equal exactly where all bytes but `built_at` are."""

    documents: Mapping[str, Document]
    fragments: Mapping[str, bytes]
    content_hash: str

    def __len__(self) -> int:
        return len(self.documents) + len(self.fragments)

    def __contains__(self, key: str) -> bool:
        return key in self.documents or key in self.fragments

    def objects(self, now: datetime) -> Iterator[StoredObject]:
        """Everything to store; the first page, which readers meet first, comes last."""
        for key in reversed([*self.fragments, *self.documents]):
            yield self.object(key, now)

    def object(self, key: str, now: datetime) -> StoredObject:
        """One of them, as if rendered at `now`."""
        if key in self.fragments:
            return StoredObject(key, self.fragments[key], HTML)
        return StoredObject(key, stamped(self.documents[key], now), JSON)


def bundle_of(scope: Scope, place: Place, givens: Iterable[Given]) -> Bundle:
    """Every object of the feed of `scope`, from all submissions about it in whatever state."""
    documents = _documents(scope, place, givens)
    first = documents[feed_key(scope.store.key, scope.ref)]
    fragments = _fragments(scope, place, first)
    return Bundle(documents, fragments, _hash(documents, fragments))


def _documents(scope: Scope, place: Place, givens: Iterable[Given]) -> dict[str, Document]:
    shown = voices(givens)
    figures = figures_of(summary_of(shown))
    reviews = {voice.given.id: review_of(voice, scope, place) for voice in shown}
    documents: dict[str, Document] = {}
    for sort in Sort:
        cuts = paged(arranged(shown, sort))
        for page, cut in enumerate(cuts, 1):
            document = page_of(scope, place, figures, sort, (page, len(cuts)))
            document["reviews"] = [reviews[voice.given.id] for voice in cut]
            documents[feed_key(scope.store.key, scope.ref, sort, page)] = document
    return documents


def _fragments(scope: Scope, place: Place, first: Document) -> dict[str, bytes]:
    made = {language: fragment_of(scope, place, first, language) for language in LANGUAGES}
    key, ref = scope.store.key, scope.ref
    own = {fragment_key(key, ref): made[spoken([scope.store.language])]}
    return own | {fragment_key(key, ref, language): html for language, html in made.items()}


def _hash(documents: Mapping[str, Document], fragments: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for key, document in documents.items():
        digest.update(key.encode() + b"\0" + canonical(document) + b"\0")
    for key, fragment in fragments.items():
        digest.update(key.encode() + b"\0" + fragment + b"\0")
    return digest.hexdigest()
