"""The elements' own script, for any page anywhere."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request

from core.auth import public
from core.errors import N_, NotFound

blueprint = Blueprint("elements", __name__)

_EMBED = Path(__file__).parents[2] / "static" / "embed"
ENTRY = "v1/vivavoce.js"
"""The one name that stays while its bytes change; every other file carries its hash."""
_ENTRY_CACHE_CONTROL = "public, max-age=600, stale-while-revalidate=86400"
_CHUNK_CACHE_CONTROL = "public, max-age=31536000, immutable"


@blueprint.get("/embed/v1/<name>")
@public
def file(name: str) -> Response:
    """The entry, asked about again after ten minutes, or a chunk, kept for good."""
    response = Response(_bytes(f"v1/{name}"), content_type="text/javascript; charset=utf-8")
    is_entry = f"v1/{name}" == ENTRY
    response.headers["Cache-Control"] = _ENTRY_CACHE_CONTROL if is_entry else _CHUNK_CACHE_CONTROL
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.add_etag()
    response.make_conditional(request)
    return response


def integrity() -> str:
    """The entry's hash for Subresource Integrity."""
    return str(_manifest()[ENTRY]["integrity"])


@cache
def _manifest() -> dict[str, Any]:
    """Every file that is served, and nothing that merely lies in the folder."""
    found: dict[str, Any] = json.loads((_EMBED / "manifest.json").read_text(encoding="utf-8"))
    return found


@cache
def _bytes(name: str) -> bytes:
    if name not in _manifest():
        raise NotFound(N_("There is no such file."))
    return (_EMBED / name).read_bytes()
