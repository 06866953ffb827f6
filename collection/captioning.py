"""Puts captions below a video, or takes them away: the file first, then the row, then the rest."""

from __future__ import annotations

from collection.media.captions import read_captions, write_captions
from collection.operations.captioning import Writer, keep_captions
from collection.queries.files import ready_video
from collection.renditions import public_folder, store_captions
from core.doors import Doors
from core.errors import NotFound
from core.models import Store


def caption(
    doors: Doors, store_id: int, media_id: int, text: str, language: str, writer: Writer
) -> None:
    """Keep the cues of a WebVTT text; raises `CaptionsUnreadable`. A second run changes nothing."""
    captions = write_captions(read_captions(text))
    with doors.database.reading() as rows:
        media, store = ready_video(rows, store_id, media_id), rows.get_one(Store, store_id)
    told = store_captions(doors, public_folder(store, media), captions, language)
    try:
        with doors.database.transaction() as session:
            row = ready_video(session, store_id, media_id, is_locked=True)
            former = keep_captions(session, row, captions, told, writer, doors.now())
    except NotFound:  # the video was taken back meanwhile: nothing of it may stay public
        doors.storage.delete(told["key"])
        raise
    _delete(doors, former)


def uncaption(doors: Doors, store_id: int, media_id: int, writer: Writer) -> None:
    """Take the captions away."""
    with doors.database.transaction() as session:
        row = ready_video(session, store_id, media_id, is_locked=True)
        former = keep_captions(session, row, None, None, writer, doors.now())
    _delete(doors, former)


def _delete(doors: Doors, keys: list[str]) -> None:
    for key in keys:
        doors.storage.delete(key)
