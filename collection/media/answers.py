"""Reads what a child process answers, as warily as anything a stranger sends."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Final, cast

from pydantic import TypeAdapter, ValidationError

from collection.media.refusals import SENTENCES, MediaRefused, RefusalReason
from collection.media.results import PhotoResult, Rendition, VideoResult

Message = dict[str, object]

PHOTO: Final = TypeAdapter(PhotoResult)
VIDEO: Final = TypeAdapter(VideoResult)
REFUSAL_VALUES: Final = TypeAdapter(dict[str, int])
PLACES: Final = re.compile(r"%\((\w+)\)s")
COLOUR: Final = re.compile(r"#[0-9a-f]{6}")
TYPES: Final = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "mp4": "video/mp4",
}
NAME: Final = re.compile(r"(?:\d{1,5}\.(avif|webp|jpg)|video\.(mp4))")


def read_message(line: bytes) -> Message:
    """One line of the child's standard output; raises `MediaRefused` for anything odd."""
    try:
        message = json.loads(line)
    except ValueError as error:
        raise MediaRefused(RefusalReason.TOO_HARD) from error
    if not isinstance(message, dict):
        raise MediaRefused(RefusalReason.TOO_HARD)
    return cast(Message, message)


def refusal(message: Message) -> MediaRefused:
    """The refusal the child reports, as the error it was there."""
    try:
        reason = RefusalReason(str(message["refused"]))
        values = REFUSAL_VALUES.validate_python(message["values"])
        places = PLACES.findall(SENTENCES[reason])
        return MediaRefused(reason, **{place: values[place] for place in places})
    except (KeyError, TypeError, ValueError):  # pydantic's errors are ValueErrors
        return MediaRefused(RefusalReason.TOO_HARD)


def photo_result(result: object, out_dir: Path) -> PhotoResult:
    """The photo a child made; every file is one it was allowed to write, and is there."""
    try:
        return _checked_photo(PHOTO.validate_python(result), out_dir)
    except ValidationError as error:
        raise MediaRefused(RefusalReason.TOO_HARD) from error


def video_result(result: object, out_dir: Path) -> VideoResult:
    """The video a child made, with its poster; checked like a photo."""
    try:
        made = VIDEO.validate_python(result)
    except ValidationError as error:
        raise MediaRefused(RefusalReason.TOO_HARD) from error
    poster = _checked_photo(made.poster, out_dir)
    return replace(made, video=_checked(made.video, out_dir), poster=poster)


def _checked_photo(photo: PhotoResult, out_dir: Path) -> PhotoResult:
    if not COLOUR.fullmatch(photo.colour) or not photo.renditions:
        raise MediaRefused(RefusalReason.TOO_HARD)
    return replace(photo, renditions=tuple(_checked(each, out_dir) for each in photo.renditions))


def _checked(rendition: Rendition, out_dir: Path) -> Rendition:
    """A plain file of ours in `out_dir`: no link out of it, no name or type of the child's own."""
    found = NAME.fullmatch(rendition.name)
    path = out_dir / rendition.name
    if found is None or path.is_symlink() or not path.is_file():
        raise MediaRefused(RefusalReason.TOO_HARD)
    return replace(rendition, type=TYPES[found[1] or found[2]], bytes_path=path)
