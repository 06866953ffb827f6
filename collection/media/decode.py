"""Turns an untrusted picture file into one upright sRGB picture, decoded once and kept small."""

from __future__ import annotations

import struct
import warnings
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import pillow_heif
from PIL import ExifTags, Image, ImageCms, ImageOps

from collection.media.bands import heif_rows, rows_of, shrink
from collection.media.inspect import (
    AVIF,
    HEIC,
    JPEG,
    PNG,
    WEBP,
    Looked,
    refuse_size,
    sniff,
    too_many_pixels,
)
from collection.media.limits import Limits
from collection.media.refusals import MediaRefused, RefusalReason
from collection.media.stills import decode_still

pillow_heif.register_heif_opener()

# One decoder per type: what the bytes say decides which code may touch them.
DECODERS: Final[dict[Looked, str]] = {
    JPEG: "JPEG",
    PNG: "PNG",
    WEBP: "WEBP",
    HEIC: "HEIF",
    AVIF: "AVIF",
}
# What Pillow and its plugins are seen to raise on damaged files.
DAMAGE: Final = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    struct.error,
)
QUARTER_TURNS: Final = frozenset({5, 6, 7, 8})
PLAIN_MODES: Final = frozenset({"L", "RGB", "RGBA", "CMYK"})


@dataclass(frozen=True, slots=True)
class Decoded:
    """An upright RGB picture without any metadata; `width` and `height` are the original's."""

    picture: Image.Image
    width: int
    height: int


def decode(path: Path, limits: Limits) -> Decoded:
    """Decode the first picture of a file to the largest rendition's size; `MediaRefused` if not."""
    looked = sniff(path)
    if looked not in DECODERS:
        raise MediaRefused(RefusalReason.WRONG_TYPE)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return _decode(path, looked, limits)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
            raise too_many_pixels(limits.photo_side, limits.photo_pixels) from bomb
        except DAMAGE as damage:
            raise MediaRefused(RefusalReason.CORRUPT) from damage


def fit(width: int, height: int, target: int) -> tuple[int, int]:
    """The size at most `target` wide and three times as tall, in proportion, never larger."""
    scale = min(1.0, target / width, 3 * target / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _decode(path: Path, looked: Looked, limits: Limits) -> Decoded:
    with Image.open(path, formats=[DECODERS[looked]]) as source:
        width, height = source.size
        refuse_size(width, height, side=limits.photo_side, pixels=limits.photo_pixels)
        orientation = _orientation(source)
        turned = orientation in QUARTER_TURNS
        upright = (height, width) if turned else (width, height)
        target = fit(*upright, max(limits.photo_widths))
        stored = target[::-1] if turned else target
        profile = source.info.get("icc_profile")
        small = _small(path, looked, source, stored, limits)
    picture = _turned(_srgb(small, profile), orientation)
    picture.info.clear()
    return Decoded(picture, *upright)


def _orientation(source: Image.Image) -> int:
    """EXIF orientation 1 to 8 (CIPA DC-008 §4.6.4); 1 when absent or unreadable."""
    with suppress(*DAMAGE):
        found = source.getexif().get(ExifTags.Base.Orientation, 1)
        return found if isinstance(found, int) else 1
    return 1


def _small(
    path: Path, looked: Looked, source: Image.Image, target: tuple[int, int], limits: Limits
) -> Image.Image:
    """Decode to `target`; a large photo by whatever holds the least of it in memory."""
    if source.width * source.height > limits.photo_pixels_at_once:
        if looked == HEIC:
            return _small_heif(path, target)
        if (still := decode_still(path, looked, source, target, limits)) is not None:
            return still
    source.draft(source.mode, target)
    source.load()
    rows = rows_of(source)
    return shrink(source.size, lambda top, bottom: _opaque(_plain(rows(top, bottom))), target)


def _small_heif(path: Path, target: tuple[int, int]) -> Image.Image:
    """As the plugin for Pillow reads it, without its copy."""
    file = pillow_heif.open_heif(
        path, convert_hdr_to_8bit=True, hdr_to_16bit=True, remove_stride=False
    )
    image = file[file.primary_index]
    rows = heif_rows(image)  # decoding may correct the size
    return shrink(image.size, lambda top, bottom: _opaque(_plain(rows(top, bottom))), target)


def _plain(source: Image.Image) -> Image.Image:
    """The decoded pixels, 8 bits a channel, in a mode that can be resized."""
    if source.mode.startswith("I;16"):
        high_byte = 0 if source.mode.endswith("B") else 1
        return Image.frombytes("L", source.size, source.tobytes()[high_byte::2])
    if source.has_transparency_data:
        return source.convert("RGBA")
    if source.mode == "1":
        return source.convert("L")
    return source if source.mode in PLAIN_MODES else source.convert("RGB")


def _opaque(picture: Image.Image) -> Image.Image:
    """Transparent parts become white: white is white in every RGB space, before or after ICC."""
    if picture.mode != "RGBA":
        return picture
    sheet = Image.new("RGB", picture.size, "white")
    sheet.paste(picture, mask=picture.getchannel("A"))
    return sheet


def _srgb(picture: Image.Image, profile: object) -> Image.Image:
    """Convert through the embedded profile; one that is broken or does not fit is ignored."""
    if isinstance(profile, bytes):
        with suppress(ImageCms.PyCMSError, *DAMAGE):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
            if converted is not None:
                return converted
    return picture.convert("RGB")


def _turned(picture: Image.Image, orientation: int) -> Image.Image:
    """Apply the EXIF orientation to the pixels, through Pillow's own table of turns."""
    picture.info.clear()
    picture.getexif()[ExifTags.Base.Orientation] = orientation
    return ImageOps.exif_transpose(picture)
