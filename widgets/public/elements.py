"""The elements' own script, for any page anywhere."""

from __future__ import annotations

from flask import Blueprint, Response, request

from core.auth import public
from widgets.queries.elements import ENTRY, built_file

blueprint = Blueprint("elements", __name__)

_ENTRY_CACHE_CONTROL = "public, max-age=600, stale-while-revalidate=86400"
_CHUNK_CACHE_CONTROL = "public, max-age=31536000, immutable"


@blueprint.get("/embed/v1/<name>")
@public
def file(name: str) -> Response:
    """The entry, asked about again after ten minutes, or a chunk, kept for good."""
    response = Response(built_file(f"v1/{name}"), content_type="text/javascript; charset=utf-8")
    is_entry = f"v1/{name}" == ENTRY
    response.headers["Cache-Control"] = _ENTRY_CACHE_CONTROL if is_entry else _CHUNK_CACHE_CONTROL
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.add_etag()
    response.make_conditional(request)
    return response
