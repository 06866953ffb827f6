"""A large file on its way in parts: how it is cut, and when all of it has arrived."""

from __future__ import annotations

from core.doors import Doors
from core.errors import N_, InvalidInput
from core.models import Media
from core.storage import ObjectMissing, Part, Storage

PART_BYTES = 8 * 1024 * 1024
"""Bytes of each part but the last: what a cut connection may cost at most.

At a slow phone's 1 Mbit/s a part takes about a minute, well within the life of its address.
"""


def goes_in_parts(size: int) -> bool:
    """Whether a file of that many bytes is worth more than one request."""
    return size > PART_BYTES


def part_size(size: int, number: int) -> int:
    """Bytes of part `number` (from 1) of a file; InvalidInput where it has no such part."""
    left = size - (number - 1) * PART_BYTES
    if number < 1 or left < 1:
        raise InvalidInput(N_("This file has no such part."), field="part")
    return min(PART_BYTES, left)


def is_whole(parts: list[Part], size: int) -> bool:
    """Whether these are all parts of a file of `size` bytes, each as long as it should be."""
    return [(part.number, part.size) for part in parts] == [
        (part.number, part.size) for part in whole(size)
    ]


def whole(size: int) -> list[Part]:
    """All parts of a file of `size` bytes, as if each had just arrived."""
    most = -(-size // PART_BYTES)
    return [Part(number, part_size(size, number), "joined") for number in range(1, most + 1)]


def begin_parts(doors: Doors, media: Media) -> None:
    """Announce the object to the store, once; what a second caller began at the same time goes."""
    if media.upload:
        return
    parts = doors.storage.parts
    upload = parts.begin(media.quarantine_key, content_type=media.content_type)
    with doors.database.transaction() as session:
        row = session.get_one(Media, media.id, with_for_update=True)
        is_first = not row.upload
        row.upload = row.upload or upload
    if not is_first:
        parts.drop(media.quarantine_key, upload)


def join_parts(storage: Storage, media: Media) -> bool:
    """Make one object of what arrived, if all did; a second call finds it made."""
    try:
        parts = storage.parts.list(media.quarantine_key, media.upload)
        if not is_whole(parts, media.size):
            return False
        storage.parts.join(media.quarantine_key, media.upload, parts)
    except ObjectMissing:  # joined before, or dropped: the object itself tells
        info = storage.head(media.quarantine_key)
        return info is not None and info.size == media.size
    return True


def arrived_bytes(storage: Storage, media: Media) -> int:
    """How much of a file on its way is here."""
    try:
        return sum(part.size for part in storage.parts.list(media.quarantine_key, media.upload))
    except ObjectMissing:
        return 0
