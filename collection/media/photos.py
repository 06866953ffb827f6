"""Makes a photo's public renditions from its pixels alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image

from collection.media.decode import decode, fit
from collection.media.gist import dominant_colour, perceptual_hash, tiny_placeholder
from collection.media.inspect import MediaKind, refuse_weight
from collection.media.limits import DEFAULT_LIMITS, Limits
from collection.media.results import PhotoResult, Rendition


@dataclass(frozen=True, slots=True)
class Encoding:
    """A format we write; best for the reader first, JPEG last as the one everything reads."""

    extension: str
    type: str
    save: Callable[[Image.Image, Path], None]


def _save_avif(picture: Image.Image, path: Path) -> None:
    picture.save(path, "AVIF", quality=60, speed=8, max_threads=1)


def _save_webp(picture: Image.Image, path: Path) -> None:
    picture.save(path, "WEBP", quality=80, method=4)


def _save_jpeg(picture: Image.Image, path: Path) -> None:
    picture.save(path, "JPEG", quality=82, progressive=True, optimize=True)


ENCODINGS: Final = (
    Encoding("avif", "image/avif", _save_avif),
    Encoding("webp", "image/webp", _save_webp),
    Encoding("jpg", "image/jpeg", _save_jpeg),
)


def render_photo(
    path: Path,
    out_dir: Path,
    limits: Limits = DEFAULT_LIMITS,
    encodings: tuple[Encoding, ...] = ENCODINGS,
) -> PhotoResult:
    """Write every rendition into `out_dir`; raises `MediaRefused`. Trusts nothing but pixels."""
    refuse_weight(path.stat().st_size, MediaKind.PHOTO, limits)
    decoded = decode(path, limits)
    renditions: list[Rendition] = []
    picture = decoded.picture
    for width in rendition_widths(decoded.width, limits.photo_widths):
        picture = _shrunk(picture, fit(decoded.width, decoded.height, width))
        renditions += [_written(picture, encoding, width, out_dir) for encoding in encodings]
    return PhotoResult(
        width=decoded.width,
        height=decoded.height,
        colour=dominant_colour(picture),
        placeholder=tiny_placeholder(picture),
        phash=perceptual_hash(picture),
        renditions=tuple(renditions),
    )


def rendition_widths(width: int, widths: tuple[int, ...]) -> tuple[int, ...]:
    """The widths to make, from wide to narrow: no enlargement, no near twin of the widest."""
    largest = min(width, max(widths))
    smaller = {each for each in widths if each < 0.9 * largest}
    return tuple(sorted({largest} | smaller, reverse=True))


def _shrunk(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    if picture.size == size:
        return picture
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _written(picture: Image.Image, encoding: Encoding, width: int, out_dir: Path) -> Rendition:
    name = f"{width}.{encoding.extension}"
    encoding.save(picture, out_dir / name)
    return Rendition(name, encoding.type, *picture.size, out_dir / name)
