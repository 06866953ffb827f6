"""Where what was made of a file lies in the bucket, and how a row tells of it."""

from __future__ import annotations

import hashlib
from typing import Any

from collection.media.captions import CAPTIONS_TYPE
from collection.media.results import Rendition
from core.doors import Doors
from core.models import Media, Store
from core.storage import MEDIA_CACHE_CONTROL

Told = dict[str, Any]


def original_key(store: Store, media: Media) -> str:
    """Where the bytes as they came are kept, for nobody's eyes."""
    return f"originals/{store.key}/{media.ref}"


def public_folder(store: Store, media: Media) -> str:
    """Where its renditions lie, each under a name that never changes its bytes."""
    return f"media/{store.key}/{media.ref}/"


def store_rendition(doors: Doors, folder: str, rendition: Rendition) -> Told:
    """Put one file of ours into the bucket; what a row tells of it."""
    key = folder + rendition.name
    with rendition.bytes_path.open("rb") as file:
        doors.storage.put(key, file, content_type=rendition.type, cache_control=MEDIA_CACHE_CONTROL)
    return {
        "name": rendition.name,
        "key": key,
        "type": rendition.type,
        "width": rendition.width,
        "height": rendition.height,
        "bytes": rendition.bytes_path.stat().st_size,
    }


def store_captions(doors: Doors, folder: str, text: str, language: str) -> Told:
    """Put captions beside their video; other words have another name, since caches keep each."""
    body = text.encode()
    name = f"captions-{hashlib.sha256(body).hexdigest()[:12]}.vtt"
    doors.storage.put(
        folder + name, body, content_type=CAPTIONS_TYPE, cache_control=MEDIA_CACHE_CONTROL
    )
    told = {"name": name, "key": folder + name, "type": CAPTIONS_TYPE, "width": 0, "height": 0}
    return told | {"bytes": len(body), "language": language}
