"""Feeds and fragments: the bytes in the bucket, or the same built on the spot."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from core.auth import public
from core.i18n import LANGUAGES
from core.storage import KeyInvalid, ObjectMissing, StorageUnavailable
from core.web import doors, problem
from widgets.feeds import STORE_REF, Asked, feed_key, fragment_key, readings_of
from widgets.operations.rebuilding import CACHE_CONTROL, Built, built
from widgets.queries.subjects import product_of_ref, store_of_key

blueprint = Blueprint("feeds", __name__)

_SCHEMA = Path(__file__).parent.parent / "schema" / "feed.json"
_SCHEMA_CACHE_CONTROL = "public, max-age=3600"
JSON, HTML = "application/json", "text/html; charset=utf-8"
KeyOf = Callable[[Asked], str]


@blueprint.after_request
def open_to_all(response: Response) -> Response:
    """Any page may read these; no cookie is ever set or read (requirement W6)."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/feeds/v1/schema.json")
@public
def schema() -> Response:
    """The JSON Schema of every feed."""
    response = _answer(_schema(), "application/schema+json", _SCHEMA_CACHE_CONTROL)
    response.add_etag()
    return _conditional(response)


@cache
def _schema() -> bytes:
    return json.dumps(json.loads(_SCHEMA.read_text(encoding="utf-8")), indent=1).encode()


@blueprint.get("/feeds/v1/<store_key>/<path:name>.json", merge_slashes=False)
@public
def feed(store_key: str, name: str) -> Response:
    """One page of a feed."""
    return _found(
        store_key,
        readings_of(name),
        lambda asked: feed_key(store_key, asked.ref, asked.sort, asked.page),
        JSON,
    )


@blueprint.get("/feeds/v1/<store_key>/<path:name>.html", merge_slashes=False)
@public
def fragment(store_key: str, name: str) -> Response:
    """The fragment for a shop's server; `?lang=` or the store's own language."""
    lang = request.args.get("lang")
    language = lang if lang in LANGUAGES else None
    return _found(
        store_key, [Asked(name)], lambda asked: fragment_key(store_key, asked.ref, language), HTML
    )


def _found(store_key: str, readings: Iterable[Asked], key_of: KeyOf, kind: str) -> Response:
    """From the bucket; else built from the rows, which a GET never writes; else 404."""
    for asked in readings:
        data = _stored(key_of(asked))
        if data is not None:
            response = _answer(data, kind, CACHE_CONTROL)
            response.add_etag()
            return _conditional(response)
    return _built(store_key, readings, key_of, kind) or _missing()


def _stored(key: str) -> bytes | None:
    try:
        return doors().storage.get(key)
    except (ObjectMissing, KeyInvalid, StorageUnavailable):
        return None


def _built(store_key: str, readings: Iterable[Asked], key_of: KeyOf, kind: str) -> Response | None:
    for asked in readings:
        now_is, key = _from_rows(store_key, asked.ref), key_of(asked)
        if now_is is not None and key in now_is.bundle:
            one = now_is.bundle.object(key, doors().now())
            response = _answer(one.data, kind, CACHE_CONTROL)
            response.set_etag(now_is.bundle.content_hash, weak=True)
            return _conditional(response)
    return None


def _from_rows(store_key: str, ref: str) -> Built | None:
    if "\0" in store_key + ref:
        return None
    with doors().database.reading() as session:
        store = store_of_key(session, store_key)
        if store is None:
            return None
        product = product_of_ref(session, store.id, ref) if ref != STORE_REF else None
    if product is None and ref != STORE_REF:
        return None
    return built(doors(), store.id, product.id if product else None)


def _answer(data: bytes, kind: str, cache_control: str) -> Response:
    response = Response(data, content_type=kind)
    response.headers["Cache-Control"] = cache_control
    return response


def _conditional(response: Response) -> Response:
    response.make_conditional(request)
    return response


def _missing() -> Response:
    """The same for an unknown store and an unknown product; kept by no cache (requirement W7)."""
    response = problem(404, "not_found", _("There are no reviews under this address."))
    response.headers["Cache-Control"] = "no-store"
    return response
