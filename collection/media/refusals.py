"""Why a photo or a video is not taken: one reason, one code, one sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from core.errors import N_, VivavoceError


class RefusalReason(StrEnum):
    """Stable codes: kept in rows and quoted by customers, so they are never renamed."""

    EMPTY = "media_empty"
    TOO_BIG = "media_too_big"
    WRONG_TYPE = "media_wrong_type"
    MISMATCH = "media_mismatch"
    PLAYLIST = "media_playlist"
    TOO_MANY_PIXELS = "media_too_many_pixels"
    CORRUPT = "media_corrupt"
    NO_PICTURE = "media_no_picture"
    CODEC = "media_codec"
    TOO_LONG = "media_too_long"
    TOO_SLOW = "media_too_slow"
    TOO_HARD = "media_too_hard"
    INFECTED = "media_infected"


SENTENCES: Final[Mapping[RefusalReason, str]] = {
    RefusalReason.EMPTY: N_("This file is empty: please choose it again."),
    RefusalReason.TOO_BIG: N_("This file is too big: the limit is %(megabytes)s MB."),
    RefusalReason.WRONG_TYPE: N_(
        "This kind of file cannot be taken: please send a JPEG, PNG, WebP or HEIC photo,"
        " or an MP4, MOV or WebM video."
    ),
    RefusalReason.MISMATCH: N_(
        "The name of this file says one thing and its content another:"
        " please send it as it left the camera."
    ),
    RefusalReason.PLAYLIST: N_(
        "This file only points to a video elsewhere: please send the video itself."
    ),
    RefusalReason.TOO_MANY_PIXELS: N_(
        "This picture is too large: the limit is %(side)s pixels a side"
        " and %(megapixels)s megapixels in all."
    ),
    RefusalReason.CORRUPT: N_("This file is damaged or incomplete: please send it again."),
    RefusalReason.NO_PICTURE: N_("This video has no picture: please choose another one."),
    RefusalReason.CODEC: N_(
        "This video was recorded in a way we cannot play:"
        " please send it as it left the phone, or record it again."
    ),
    RefusalReason.TOO_LONG: N_("This video is too long: the limit is %(seconds)s seconds."),
    RefusalReason.TOO_SLOW: N_(
        "This file took too long to prepare: please send a smaller or shorter one."
    ),
    RefusalReason.TOO_HARD: N_("This file could not be prepared: please send another one."),
    RefusalReason.INFECTED: N_(
        "A virus scanner found something harmful in this file: please send another one."
    ),
}

STATUSES: Final[Mapping[RefusalReason, int]] = {
    RefusalReason.TOO_BIG: 413,
    RefusalReason.WRONG_TYPE: 415,
    RefusalReason.MISMATCH: 415,
    RefusalReason.PLAYLIST: 415,
}


class MediaRefused(VivavoceError):
    """A file we do not take; `SENTENCES[reason]` with `values` is what to translate."""

    def __init__(self, reason: RefusalReason, **values: int) -> None:
        super().__init__(SENTENCES[reason], field=None, **values)
        self.reason = reason
        self.code = reason.value
        self.status = STATUSES.get(reason, 422)
