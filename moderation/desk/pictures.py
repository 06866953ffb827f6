"""Photos and videos as the reading pane shows them: which of their files, at which address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from core.models import Media
from core.states import MediaKind, MediaState
from core.web import doors

THUMB_WIDTH = 480
_PLAIN = ("image/webp", "image/jpeg")
"""Types that every browser at a desk shows, the lighter one first."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One photo or video to show; without a `url` it is not ready, refused or removed."""

    kind: MediaKind
    state: MediaState
    name: str
    alt: str
    url: str = ""
    thumb: str = ""
    is_tall: bool = False
    seconds: int = 0
    id: int = 0
    placeholder: str = ""
    captions_language: str | None = None
    """None for a video without captions."""


def pictures(media: Iterable[Media]) -> list[Picture]:
    """What is shown of a submission's media; what was removed is left out."""
    return [_picture(one) for one in media if one.state is not MediaState.REMOVED]


def _picture(one: Media) -> Picture:
    told = (one.kind, one.state, one.name, one.alt)
    images = sorted(_images(one.renditions), key=lambda file: int(file["width"]))
    videos = [file for file in one.renditions if str(file["type"]).startswith("video/")]
    wanted = videos[:1] if one.kind is MediaKind.VIDEO else images
    if one.state is not MediaState.READY or not wanted:
        return Picture(*told)
    small = [file for file in images if int(file["width"]) >= THUMB_WIDTH] or images[-1:]
    return Picture(
        *told,
        url=_address(wanted[-1]),
        thumb=_address(small[0]) if small else "",
        is_tall=(one.height or 0) > (one.width or 0),
        seconds=round(one.duration_s or 0),
        id=one.id,
        placeholder=one.placeholder,
        captions_language=one.captions_language if one.captions else None,
    )


def _images(files: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    files = list(files)
    for kind in _PLAIN:
        if found := [file for file in files if file["type"] == kind]:
            return found
    return []


def _address(file: dict[str, Any]) -> str:
    return f"{doors().settings.media_url}/{file['key']}"
