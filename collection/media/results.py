"""What a prepared photo or video is: sizes, a colour, and the files that were written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# The seconds of a video between which its author wants it shown.
Span = tuple[float, float]

# Hears the done part of a job, from 0 to 1.
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Rendition:
    """One file of ours; `name` is the last part of its public key, `type` what we serve it as."""

    name: str
    type: str
    width: int
    height: int
    bytes_path: Path


@dataclass(frozen=True, slots=True)
class PhotoResult:
    """`width` and `height` are the upright original's; renditions go from wide to narrow.

    `placeholder` and `phash`: see `collection.media.gist`.
    """

    width: int
    height: int
    colour: str
    placeholder: str
    phash: str
    renditions: tuple[Rendition, ...]


@dataclass(frozen=True, slots=True)
class VideoResult:
    """`width`, `height` and `duration` (seconds) are those of `video`, the file that is served.

    `preview` is a few seconds of it, small and without sound.
    """

    width: int
    height: int
    duration: float
    video: Rendition
    preview: Rendition
    poster: PhotoResult
