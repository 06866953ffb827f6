"""The built files of the elements, as their manifest lists them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from core.errors import N_, NotFound

ENTRY = "v1/vivavoce.js"
"""The one name that stays while its bytes change; every other file carries its hash."""
_EMBED = Path(__file__).parents[2] / "static" / "embed"


def integrity() -> str:
    """The entry's hash for Subresource Integrity."""
    return str(_manifest()[ENTRY]["integrity"])


@cache
def built_file(name: str) -> bytes:
    """The bytes of a listed file; what merely lies in the folder is NotFound."""
    if name not in _manifest():
        raise NotFound(N_("There is no such file."))
    return (_EMBED / name).read_bytes()


@cache
def _manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_EMBED / "manifest.json").read_text(encoding="utf-8"))
    return found
