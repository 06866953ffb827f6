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
PLACEHOLDER: Final = re.compile(r"UklGR[A-Za-z0-9+/]{20,290}={0,2}")  # base64 of "RIFF…"
HASH: Final = re.compile(r"[0-9a-f]{16}")
TYPES: Final = {
    "avif": "image/avif",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "mp4": "video/mp4",
}
PHOTO_NAME: Final = re.compile(r"\d{1,5}\.(avif|webp|jpg)")
VIDEO_NAME: Final = re.compile(r"video\.(mp4)")
PREVIEW_NAME: Final = re.compile(r"preview\.(mp4)")


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
    """The video a child made, with its poster; each under its own name."""
    try:
        made = VIDEO.validate_python(result)
    except ValidationError as error:
        raise MediaRefused(RefusalReason.TOO_HARD) from error
    return replace(
        made,
        video=_checked(made.video, VIDEO_NAME, out_dir),
        preview=_checked(made.preview, PREVIEW_NAME, out_dir),
        poster=_checked_photo(made.poster, out_dir),
    )


def _checked_photo(photo: PhotoResult, out_dir: Path) -> PhotoResult:
    shapes = (
        (COLOUR, photo.colour),
        (PLACEHOLDER, photo.placeholder),
        (HASH, photo.phash),
    )
    if not photo.renditions or not all(shape.fullmatch(value) for shape, value in shapes):
        raise MediaRefused(RefusalReason.TOO_HARD)
    checked = (_checked(each, PHOTO_NAME, out_dir) for each in photo.renditions)
    return replace(photo, renditions=tuple(checked))


def _checked(rendition: Rendition, allowed: re.Pattern[str], out_dir: Path) -> Rendition:
    """A plain file of ours in `out_dir`: no link out of it, no name or type of the child's own."""
    found = allowed.fullmatch(rendition.name)
    path = out_dir / rendition.name
    if found is None or path.is_symlink() or not path.is_file():
        raise MediaRefused(RefusalReason.TOO_HARD)
    return replace(rendition, type=TYPES[found[1]], bytes_path=path)
