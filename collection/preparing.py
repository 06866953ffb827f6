"""Prepares one photo or video: no transaction is open while bytes travel or are decoded."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any

from collection.media.inspect import MediaKind, look
from collection.media.refusals import MediaRefused, RefusalReason
from collection.media.results import PhotoResult, Rendition, Span
from collection.media.sandbox import prepare_photo, prepare_video
from collection.operations.files import settle_file
from collection.operations.settling import settle_submission
from collection.renditions import (
    Told,
    original_key,
    public_folder,
    store_captions,
    store_rendition,
)
from core.doors import Doors
from core.models import Media, Store
from core.scanning import scan
from core.states import MediaState
from core.storage import ObjectMissing

log = logging.getLogger(__name__)

QUARANTINE = "quarantine/"


@dataclass(frozen=True, slots=True)
class Made:
    """What the sandbox left in a folder: columns of the row, and files to store."""

    columns: dict[str, Any]
    files: tuple[Rendition, ...]


def prepare(doors: Doors, store_id: int, media_id: int) -> None:
    """Fetch, look, render, store, settle; a second run finds it settled and only looks after that.

    A fault of the machine (storage, disk) passes on, to be tried again.
    """
    with doors.database.reading() as rows:
        media, store = rows.get_one(Media, media_id), rows.get_one(Store, store_id)
    if media.state is MediaState.UPLOADED:
        _prepare(doors, store, media)
    elif media.state is MediaState.REFUSED:
        forget(doors, store, media)
    with doors.database.transaction() as session:
        submission_id = session.get_one(Media, media_id).submission_id
        if submission_id is not None:
            settle_submission(session, store_id, submission_id, doors.now())


def _prepare(doors: Doors, store: Store, media: Media) -> None:
    columns: dict[str, Any] = {}
    refusal = ""
    try:
        columns = _rendered(doors, store, media)
    except MediaRefused as error:
        refusal = error.code
    with doors.database.transaction() as session:
        row = session.get_one(Media, media.id, with_for_update=True)
        if row.state is MediaState.UPLOADED:
            settle_file(row, columns, refusal, doors.now())
        is_ready = row.state is MediaState.READY
    if not is_ready:
        forget(doors, store, media)


def _rendered(doors: Doors, store: Store, media: Media) -> dict[str, Any]:
    """Make and store the renditions and the original; the columns that tell of them."""
    kept = original_key(store, media)
    with TemporaryDirectory(prefix="vv-media-") as folder:
        source, out_dir = Path(folder) / "upload", Path(folder) / "out"
        out_dir.mkdir()
        found = _fetch(doors, (media.quarantine_key, kept), source)
        _scan(doors, media, source)
        looked = look(source, media.content_type, media.name)
        made = (
            _photo(source, out_dir)
            if looked.kind is MediaKind.PHOTO
            else _video(source, out_dir, _span(media))
        )
        if found != kept:
            _keep(doors, source, kept, looked.type)
        told = _shelved(doors, store, media, made)
    if media.quarantine_key.startswith(QUARANTINE):
        doors.storage.delete(media.quarantine_key)
    return {
        **made.columns,
        "renditions": told,
        "content_type": looked.type,
        "quarantine_key": kept,
        "kind": looked.kind.value,
    }


def _shelved(doors: Doors, store: Store, media: Media, made: Made) -> list[Told]:
    """Store every file, and the captions that a video brings along from a former version."""
    folder = public_folder(store, media)
    told = [store_rendition(doors, folder, one) for one in made.files]
    if media.captions:
        told.append(store_captions(doors, folder, media.captions, media.captions_language))
    return told


def _keep(doors: Doors, source: Path, key: str, content_type: str) -> None:
    """The bytes that were looked at: those in quarantine may be others by now."""
    with source.open("rb") as file:
        doors.storage.put(key, file, content_type=content_type)


def _fetch(doors: Doors, keys: tuple[str, ...], target: Path) -> str:
    """Copy the first object there is to a local file, and say which: a crash may have moved it."""
    for key in keys:
        try:
            with doors.storage.open(key) as stream, target.open("wb") as file:
                copyfileobj(stream, file, 1 << 20)
        except ObjectMissing:
            continue
        return key
    raise MediaRefused(RefusalReason.EMPTY)


def _scan(doors: Doors, media: Media, source: Path) -> None:
    """Before anything of ours reads the file; what cannot be scanned waits (requirement U13)."""
    if doors.settings.av_hook and (signature := scan(doors.settings.av_hook, source)):
        log.warning("The virus scanner refused media %s: %s", media.id, signature)
        raise MediaRefused(RefusalReason.INFECTED)


def _photo(source: Path, out_dir: Path) -> Made:
    photo = prepare_photo(source, out_dir)
    columns = {"width": photo.width, "height": photo.height} | _gist(photo)
    return Made(columns, photo.renditions)


def _span(media: Media) -> Span | None:
    """The seconds its author wants shown."""
    if media.trim_from is None or media.trim_to is None:
        return None
    return media.trim_from, media.trim_to


def _video(source: Path, out_dir: Path, span: Span | None) -> Made:
    video = prepare_video(source, out_dir, span=span)
    columns = {
        "width": video.width,
        "height": video.height,
        "duration_s": video.duration,
        **_gist(video.poster),
    }
    return Made(columns, (video.video, *video.poster.renditions, video.preview))


def _gist(photo: PhotoResult) -> dict[str, str]:
    return {"colour": photo.colour, "placeholder": photo.placeholder, "phash": photo.phash}


def forget(doors: Doors, store: Store, media: Media) -> None:
    """Delete every object of one file: renditions first, since those are public."""
    doors.storage.delete_prefix(public_folder(store, media))
    doors.storage.delete(original_key(store, media))
    if media.quarantine_key.startswith(QUARANTINE):
        if media.upload:
            doors.storage.parts.drop(media.quarantine_key, media.upload)
        doors.storage.delete(media.quarantine_key)


def clear_removed(doors: Doors, removed: Iterable[Media]) -> int:
    """Delete the objects of removed files, then note that nothing is left; how many."""
    count = 0
    for media in removed:
        with doors.database.reading() as rows:
            store = rows.get_one(Store, media.store_id)
        forget(doors, store, media)
        with doors.database.transaction() as session:
            session.get_one(Media, media.id).quarantine_key = ""
        count += 1
    return count
