"""The bucket's part of a backup: what lies in it, and, where wanted, the objects themselves."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from tempfile import TemporaryFile
from typing import Any

from core.backup.layout import LEFT_OUT, OBJECTS, Kind, Manifest, Part
from core.storage import ObjectInfo, ObjectMissing, Storage

_COLUMNS = (
    ("key", Kind.TEXT),
    ("size", Kind.WHOLE),
    ("etag", Kind.TEXT),
    ("content_type", Kind.TEXT),
    ("cache_control", Kind.TEXT),
)
_EVERY = 200


def write_objects(
    storage: Storage,
    pack: zipfile.ZipFile,
    *,
    with_media: bool,
    on_progress: Callable[[str, int, int], None],
) -> Part:
    """The inventory, one line per object, and each object's bytes before its line if wanted."""
    digest, rows = sha256(), 0
    with TemporaryFile() as lines:  # a ZIP takes one entry at a time
        for info in _kept(storage):
            told = _packed(storage, pack, info) if with_media else info
            if told is None:
                continue
            line = json.dumps([getattr(told, name) for name, _ in _COLUMNS], ensure_ascii=False)
            digest.update(line.encode() + b"\n")
            lines.write(line.encode() + b"\n")
            rows += 1
            if rows % _EVERY == 0:
                on_progress(OBJECTS, rows, 0)
        lines.seek(0)
        with pack.open(OBJECTS, "w", force_zip64=True) as entry:
            shutil.copyfileobj(lines, entry)
    return Part("objects", _COLUMNS, rows, digest.hexdigest())


def put_back(storage: Storage, pack: zipfile.ZipFile, manifest: Manifest) -> tuple[int, int]:
    """Put objects back that the bucket has lost; how many, and how many cannot be.

    What is there already stays as it is: an object never changes under its name.
    """
    restored = missing = 0
    names = set(pack.namelist())
    with pack.open(OBJECTS) as entry:
        for line in entry:
            key, size, _etag, content_type, cache_control = json.loads(line)
            found = storage.head(key)
            if found is not None and found.size == size:
                continue
            if not manifest.has_bytes or f"objects/{key}" not in names:
                missing += 1
                continue
            _put(storage, pack, key, content_type, cache_control)
            restored += 1
    return restored, missing


def _put(
    storage: Storage, pack: zipfile.ZipFile, key: str, content_type: Any, cache_control: Any
) -> None:
    with pack.open(f"objects/{key}") as source:
        storage.put(
            key,
            source,  # type: ignore[arg-type]  # zipfile's entry reads like any binary file
            content_type=content_type or "application/octet-stream",
            cache_control=cache_control,
        )


def _kept(storage: Storage) -> Iterator[ObjectInfo]:
    for info in storage.list(""):
        if not info.key.startswith(LEFT_OUT):
            yield info


def _packed(storage: Storage, pack: zipfile.ZipFile, info: ObjectInfo) -> ObjectInfo | None:
    """The bytes as they are, photos and videos being compressed; None when it went meanwhile."""
    told = storage.head(info.key)
    try:
        source = storage.open(info.key)
    except ObjectMissing:
        return None
    name = zipfile.ZipInfo(f"objects/{info.key}")
    with source, pack.open(name, "w", force_zip64=True) as entry:
        shutil.copyfileobj(source, entry, 1 << 20)
    return told
